/** The form of a deployment, and what is wrong with it so far. Pure; the service has the last word. */
import { DEPLOYMENT_TYPE, type DeploymentInput } from '#protocol/deployments.ts';
import { resourceGroupScope, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { fieldProblems, type FieldProblem } from '#ui/form/field-problems.ts';
import { regionProblem, subscriptionProblem } from '#ui/form/place-form.ts';
import { readTemplate, valueOf, type ParameterField } from './read-template.ts';

export interface TemplateForm {
  /** The template as it was pasted or loaded. */
  text: string;
  subscriptionId?: string;
  /** For a template for a resource group. */
  group?: string;
  /** For a template for a subscription: the region that keeps the record of the deployment. */
  region?: string;
  /** The typed value of each parameter; untouched ones keep their default. */
  parameters: Readonly<Record<string, string>>;
  /** The name of the deployment. */
  name: string;
}

/** An empty form. The name follows the portal's pattern: unique by the second. */
export const emptyTemplateForm = (now: Date): TemplateForm => ({
  text: '',
  parameters: {},
  name: `Microsoft.Template-${now.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}`,
});

/** The field's current text. */
export const typedFor = (form: TemplateForm, { name, initial }: ParameterField): string =>
  (Object.hasOwn(form.parameters, name) ? form.parameters[name] : initial) ?? '';

export type FormField = 'template' | 'subscription' | 'group' | 'region' | `parameter ${string}`;

export const templateProblems = ({ text }: TemplateForm): FieldProblem<FormField>[] => {
  const read = readTemplate(text);
  return fieldProblems([['template', 'problem' in read ? read.problem : undefined]]);
};

/** For a template that can be read: its scope and its parameters. */
export function basicsProblems(form: TemplateForm): FieldProblem<FormField>[] {
  const read = readTemplate(form.text);
  if ('problem' in read) return [];
  const isForGroup = read.level === 'group';
  return fieldProblems<FormField>([
    ['subscription', subscriptionProblem(form.subscriptionId)],
    ['group', isForGroup && form.group === undefined ? 'Select a resource group.' : undefined],
    ['region', isForGroup ? undefined : regionProblem(form.region)],
    ...read.parameters.map((field) => [`parameter ${field.name}`, parameterProblem(form, field)] as const),
  ]);
}

function parameterProblem(form: TemplateForm, field: ParameterField): string | undefined {
  const typed = typedFor(form, field);
  if (typed === '') return field.isOptional ? undefined : 'Enter a value.';
  const found = valueOf(field.type, typed);
  return 'problem' in found ? found.problem : undefined;
}

/** The deployment that a form without problems makes. */
export function deploymentOf(form: TemplateForm): { id: ResourceId; input: DeploymentInput } | undefined {
  const read = readTemplate(form.text);
  if ('problem' in read || basicsProblems(form).length > 0) return undefined;
  const subscriptionId = form.subscriptionId ?? '';
  const scope =
    read.level === 'group' ? resourceGroupScope(subscriptionId, form.group ?? '') : subscriptionScope(subscriptionId);
  const given = read.parameters.flatMap((field) => {
    // Parameters that nobody touched get the template's default.
    if (!Object.hasOwn(form.parameters, field.name) || typedFor(form, field) === '') return [];
    const found = valueOf(field.type, typedFor(form, field));
    return 'value' in found ? [[field.name, { value: found.value }] as const] : [];
  });
  return {
    id: `${scope}/providers/${DEPLOYMENT_TYPE}/${form.name}`,
    input: {
      ...(read.level === 'subscription' && form.region !== undefined && { location: form.region }),
      properties: { mode: 'Incremental', template: read.template, parameters: Object.fromEntries(given) },
    },
  };
}

/** What a person gives for a deployment, and what is wrong with it so far. Pure; the service has the last word. */
import type { ArmTemplate, DeploymentInput, TemplateParameter } from '#protocol/deployments.ts';
import { DEPLOYMENT_TYPE } from '#protocol/deployments.ts';
import { resourceGroupScope, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';

export interface TemplateForm {
  /** The template as it was pasted or loaded. */
  text: string;
  subscriptionId?: string;
  /** Of a template for a resource group. */
  group?: string;
  /** Of a template for a subscription: where the record of the deployment is kept. */
  region?: string;
  /** What was typed for each parameter; what was not touched keeps its default. */
  parameters: Readonly<Record<string, string>>;
  /** The name of the deployment. */
  name: string;
}

/** An empty form. The name is what the portal gives: unique by the second. */
export const emptyTemplateForm = (now: Date): TemplateForm => ({
  text: '',
  parameters: {},
  name: `Microsoft.Template-${now.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}`,
});

export interface ReadTemplate {
  template: ArmTemplate;
  level: 'group' | 'subscription';
  parameters: ParameterField[];
}

export interface ParameterField {
  name: string;
  type: string;
  description: string | undefined;
  /** What the field begins with; undefined when the template has no default, or works it out while it is deployed. */
  initial: string | undefined;
  isOptional: boolean;
  options: string[] | undefined;
}

/** The template in a text, or what stands in the way of reading it. */
export function readTemplate(text: string): ReadTemplate | { problem: string } {
  if (text.trim() === '') return { problem: 'Paste a template, or load a file.' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { problem: `The text is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` };
  }
  if (!isObject(parsed) || !Array.isArray(parsed.resources)) {
    return { problem: 'The text is not an ARM template: it has no resources.' };
  }
  const level = levelOf(parsed.$schema);
  if (level === undefined) {
    return { problem: 'The $schema is neither that of a template for a resource group nor for a subscription.' };
  }
  const declared = isObject(parsed.parameters) ? Object.entries(parsed.parameters) : [];
  return {
    template: parsed as unknown as ArmTemplate,
    level,
    parameters: declared.flatMap(([name, parameter]) =>
      isObject(parameter) && typeof parameter.type === 'string'
        ? [fieldOf(name, parameter as unknown as TemplateParameter)]
        : [],
    ),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function levelOf(schema: unknown): ReadTemplate['level'] | undefined {
  const text = typeof schema === 'string' ? schema.toLowerCase() : '';
  if (text.includes('/subscriptiondeploymenttemplate.json')) return 'subscription';
  return text.includes('/deploymenttemplate.json') ? 'group' : undefined;
}

const isText = (type: string): boolean => type === 'string' || type === 'securestring';

function fieldOf(name: string, { type, defaultValue, allowedValues, metadata }: TemplateParameter): ParameterField {
  const kind = type.toLowerCase();
  const isWorkedOut =
    typeof defaultValue === 'string' && defaultValue.startsWith('[') && !defaultValue.startsWith('[[');
  const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    name,
    type: kind,
    description: metadata?.description,
    initial: defaultValue === undefined || isWorkedOut ? undefined : shown(defaultValue).replace(/^\[\[/, '['),
    isOptional: defaultValue !== undefined,
    options: allowedValues?.map(shown) ?? (kind === 'bool' ? ['true', 'false'] : undefined),
  };
}

/** What stands in the field. */
export const typedFor = (form: TemplateForm, { name, initial }: ParameterField): string =>
  (Object.hasOwn(form.parameters, name) ? form.parameters[name] : initial) ?? '';

/** The value that a text stands for in a parameter of that type, or what is wrong with it. */
export function valueOf(type: string, text: string): { value: unknown } | { problem: string } {
  if (isText(type)) return { value: text };
  if (type === 'int') {
    return /^-?\d{1,15}$/.test(text.trim()) ? { value: Number(text) } : { problem: 'Enter a whole number.' };
  }
  if (type === 'bool') {
    const word = text.trim().toLowerCase();
    return word === 'true' || word === 'false' ? { value: word === 'true' } : { problem: 'Choose true or false.' };
  }
  try {
    const value: unknown = JSON.parse(text);
    const fits = type === 'array' ? Array.isArray(value) : isObject(value);
    if (fits) return { value };
  } catch {
    // Told below.
  }
  return {
    problem: type === 'array' ? 'Enter a JSON array, such as ["a"].' : 'Enter a JSON object, such as {"a": 1}.',
  };
}

export type FormField = 'template' | 'subscription' | 'group' | 'region' | `parameter ${string}`;

/** What must change before the deployment can be asked for, by field, in the order of the page. */
export function formProblems(form: TemplateForm): Map<FormField, string> {
  const read = readTemplate(form.text);
  if ('problem' in read) return new Map([['template', read.problem]]);
  const problems = new Map<FormField, string>();
  if (form.subscriptionId === undefined) problems.set('subscription', 'Select a subscription.');
  if (read.level === 'group' && form.group === undefined) problems.set('group', 'Select a resource group.');
  if (read.level === 'subscription' && form.region === undefined) problems.set('region', 'Select a region.');
  for (const field of read.parameters) {
    const typed = typedFor(form, field);
    if (typed === '' && field.isOptional) continue;
    const found = typed === '' ? { problem: 'Enter a value.' } : valueOf(field.type, typed);
    if ('problem' in found) problems.set(`parameter ${field.name}`, found.problem);
  }
  return problems;
}

/** The deployment that a form without problems asks for. */
export function deploymentOf(form: TemplateForm): { id: ResourceId; input: DeploymentInput } | undefined {
  const read = readTemplate(form.text);
  if ('problem' in read || formProblems(form).size > 0) return undefined;
  const subscriptionId = form.subscriptionId ?? '';
  const scope =
    read.level === 'group' ? resourceGroupScope(subscriptionId, form.group ?? '') : subscriptionScope(subscriptionId);
  const given = read.parameters.flatMap((field) => {
    // What nobody touched is the template's to say.
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

/** Reads a text as an ARM template, and a text as the value of a parameter. Pure; the service has the last word. */
import type { ArmTemplate, TemplateParameter } from '#protocol/deployments.ts';

export interface ReadTemplate {
  template: ArmTemplate;
  level: 'group' | 'subscription';
  parameters: ParameterField[];
}

export interface ParameterField {
  name: string;
  type: string;
  description: string | undefined;
  /** The field's initial value; undefined when the template has no default, or computes it while it is deployed. */
  initial: string | undefined;
  isOptional: boolean;
  options: string[] | undefined;
}

/** The template in a text, or why it cannot be read. */
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

const isText = (type: string): boolean => type === 'string' || type === 'securestring';

/** The value of a text for a parameter of that type, or what is wrong with it. */
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
    // Reported below.
  }
  return {
    problem: type === 'array' ? 'Enter a JSON array, such as ["a"].' : 'Enter a JSON object, such as {"a": 1}.',
  };
}

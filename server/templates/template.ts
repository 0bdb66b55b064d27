/** The shape of a template, and the values of its parameters. */
import { createEvaluator, type EvaluatorOptions } from './evaluate.ts';
import type { Place } from './place.ts';
import {
  type Budget,
  isEqual,
  isObject,
  isShallow,
  kindOf,
  MAX_DEPTH,
  propertyOf,
  textOf,
  type Json,
  type JsonObject,
} from './json.ts';
import { Deferred, invalid, type TemplateFault } from './template-fault.ts';

/** Limits of ARM: a template, what it declares, and the resources that come of its loops. */
export const MAX_TEMPLATE_BYTES = 4 * 1024 ** 2;
export const MAX_RESOURCES = 800;
const MAX_PARAMETERS = 256;
const MAX_VARIABLES = 512;
const MAX_OUTPUTS = 64;

export interface Template {
  level: 'group' | 'subscription';
  contentVersion: string;
  parameters: JsonObject;
  variables: JsonObject;
  resources: { source: JsonObject; path: string }[];
  outputs: JsonObject;
}

const KNOWN_FIELDS = new Set([
  '$schema',
  'contentversion',
  'apiprofile',
  'metadata',
  'parameters',
  'variables',
  'functions',
  'resources',
  'outputs',
]);

/** Takes a template apart. Throws an `InvalidTemplate` that names the place and the rule. `path` is its place. */
export function readTemplate(given: unknown, path = ''): Template {
  if (!isObject(given)) throw invalid(path, 'A template is a JSON object.');
  if (!isShallow(given)) throw invalid(path, `It is nested more than ${String(MAX_DEPTH)} levels deep.`);
  const inside = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const name of Object.keys(given)) {
    if (!KNOWN_FIELDS.has(name.toLowerCase())) {
      throw invalid(inside(name.slice(0, 60)), 'A template has no such part. Remove it.');
    }
  }
  const functions = propertyOf(given, 'functions');
  if (Array.isArray(functions) && functions.length > 0) {
    throw invalid(inside('functions'), 'Functions of the template’s own are not supported. Use variables.');
  }
  const contentVersion = textOf(given, 'contentVersion') ?? '';
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(contentVersion)) {
    throw invalid(inside('contentVersion'), "It must be a version such as '1.0.0.0'.");
  }
  const section = (name: string, most: number): JsonObject => {
    const found = propertyOf(given, name) ?? {};
    if (!isObject(found)) throw invalid(inside(name), `It must be an object, and is ${kindOf(found)}.`);
    if (Object.keys(found).length > most) throw invalid(inside(name), `At most ${String(most)} are allowed.`);
    return found;
  };
  const resources = propertyOf(given, 'resources');
  if (!Array.isArray(resources)) throw invalid(inside('resources'), 'It must be an array of resources.');
  if (resources.length > MAX_RESOURCES) throw tooManyResources(resources.length, inside('resources'));
  return {
    level: levelOf(textOf(given, '$schema') ?? '', inside('$schema')),
    contentVersion,
    parameters: section('parameters', MAX_PARAMETERS),
    variables: section('variables', MAX_VARIABLES),
    resources: resources.map((source, at) => {
      const place = `${inside('resources')}[${String(at)}]`;
      if (!isObject(source)) throw invalid(place, `It must be an object, and is ${kindOf(source)}.`);
      return { source, path: place };
    }),
    outputs: section('outputs', MAX_OUTPUTS),
  };
}

/** In ARM's words. */
export const tooManyResources = (count: number, path: string): TemplateFault =>
  invalid(
    path,
    `The number of template resources limit exceeded. Limit: ${String(MAX_RESOURCES)} and actual: ${String(count)}. Split the template.`,
  );

function levelOf(schema: string, path: string): Template['level'] {
  const [, name] = /^https?:\/\/schema\.management\.azure\.com\/schemas\/[\d-]+\/(\w+)\.json#?$/i.exec(schema) ?? [];
  if (name?.toLowerCase() === 'deploymenttemplate') return 'group';
  if (name?.toLowerCase() === 'subscriptiondeploymenttemplate') return 'subscription';
  throw invalid(
    path,
    'It must be https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json# for a resource group, or https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json# for a subscription.',
  );
}

/** One parameter as the deployment shows it. */
export interface ParameterValue {
  type: string;
  isSecure: boolean;
  /** Throws `Deferred` for what only the deployment of the parent can know. */
  value: () => Json;
}

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  securestring: (value) => typeof value === 'string',
  int: (value) => typeof value === 'number' && Number.isSafeInteger(value),
  bool: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isObject,
  secureobject: isObject,
};

export const isSecureType = (type: string): boolean => type.toLowerCase().startsWith('secure');

/** Whether a value has a type of parameters and outputs; undefined when there is no such type. */
export const hasType = (value: Json, type: string): boolean | undefined =>
  Object.hasOwn(TYPES, type.toLowerCase()) ? TYPES[type.toLowerCase()]?.(value) : undefined;

/**
 * The parameters of a template with what is given for them: literal values, never parsed as expressions. Throws an
 * `InvalidTemplate` for what is missing, too much, of another type or outside of what is allowed.
 */
export function readParameters(
  template: Template,
  given: ReadonlyMap<string, () => Json>,
  place: Place,
  budget: Budget,
  path = '',
): Map<string, ParameterValue> {
  const inside = (name: string): string => `${path === '' ? '' : `${path}.`}parameters.${name}`;
  const names = new Map(Object.keys(template.parameters).map((name) => [name.toLowerCase(), name]));
  for (const name of given.keys()) {
    if (names.has(name.toLowerCase())) continue;
    const declared = [...names.values()].join(', ');
    throw invalid(
      inside(name.slice(0, 60)),
      `The template declares no such parameter. Its parameters are: ${declared === '' ? 'none' : declared}.`,
    );
  }
  const values = new Map([...given].map(([name, value]) => [name.toLowerCase(), value]));
  const result = new Map<string, ParameterValue>();
  const readable = new Map<string, () => Json>();
  // A default value may use parameters that were declared, in any order, and no variables.
  const evaluator = createEvaluator({ place, parameters: readable, variables: {}, reference: noReference, budget });
  const resolving = new Set<string>();

  for (const [key, name] of names) {
    const declaration = template.parameters[name] ?? null;
    const at = inside(name);
    if (!isObject(declaration)) throw invalid(at, `It must be an object, and is ${kindOf(declaration)}.`);
    const type = textOf(declaration, 'type') ?? '';
    if (!Object.hasOwn(TYPES, type.toLowerCase())) {
      throw invalid(`${at}.type`, `It must be one of ${Object.keys(TYPES).join(', ')}.`);
    }
    let known: Json | undefined;
    const value = (): Json => {
      if (known !== undefined) return known;
      if (resolving.has(key)) throw invalid(at, `The parameter '${name}' depends on itself.`);
      resolving.add(key);
      try {
        const given = values.get(key)?.();
        // What is made of a default value was paid for on the way.
        if (given !== undefined) budget.spendFor(given, at);
        const found = given ?? defaultOf(declaration, at, name);
        checkParameter(found, type, declaration, at);
        known = found;
        return found;
      } finally {
        resolving.delete(key);
      }
    };
    readable.set(key, value);
    result.set(name, { type, isSecure: isSecureType(type), value });
  }
  // Every fault is found now, not when the parameter is first used.
  for (const { value } of result.values()) settle(value);
  return result;

  function defaultOf(declaration: JsonObject, at: string, name: string): Json {
    const fallback = propertyOf(declaration, 'defaultValue');
    if (fallback !== undefined) return evaluator.value(fallback, `${at}.defaultValue`);
    throw invalid(
      at,
      `The value for the template parameter '${name}' is not provided, and it has no default value. Provide one.`,
    );
  }
}

const noReference: EvaluatorOptions['reference'] = ({ path }) => {
  throw invalid(path, "The function 'reference' is not allowed in the default value of a parameter.");
};

/** The value, or undefined when only the deployment can know it. */
export function settle(value: () => Json): Json | undefined {
  try {
    return value();
  } catch (error) {
    if (error instanceof Deferred) return undefined;
    throw error;
  }
}

function checkParameter(value: Json, type: string, declaration: JsonObject, path: string): void {
  if (!hasType(value, type)) throw invalid(path, `A value of type ${type} is wanted, and this is ${kindOf(value)}.`);
  const allowed = propertyOf(declaration, 'allowedValues');
  if (Array.isArray(allowed) && !allowed.some((each) => isEqual(each, value))) {
    const listed = allowed
      .slice(0, 20)
      .map((each) => JSON.stringify(each))
      .join(', ');
    throw invalid(
      path,
      `The value is not part of the allowed values: ${isSecureType(type) ? 'they are secret' : listed}.`,
    );
  }
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  bound(size, 'minLength', (length, least) => length >= least, 'is shorter than');
  bound(size, 'maxLength', (length, most) => length <= most, 'is longer than');
  const number = typeof value === 'number' ? value : undefined;
  bound(number, 'minValue', (given, least) => given >= least, 'is less than');
  bound(number, 'maxValue', (given, most) => given <= most, 'is more than');

  function bound(
    given: number | undefined,
    rule: string,
    fits: (given: number, limit: number) => boolean,
    words: string,
  ) {
    const limit = propertyOf(declaration, rule);
    if (given === undefined || typeof limit !== 'number' || fits(given, limit)) return;
    throw invalid(path, `The value ${words} ${rule}, which is ${String(limit)}.`);
  }
}

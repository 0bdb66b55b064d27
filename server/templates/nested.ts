/**
 * Nested deployments: a deployment among the resources of another. With inner scope its template is sent unchanged;
 * with outer scope, ARM's default, its texts are evaluated where the parent's parameters and variables are.
 */
import type { Evaluator, Loops } from './evaluate.ts';
import { bodyFields, isDeployment, loopCount, without, type PlannedResource } from './expand.ts';
import { escaped } from './expression.ts';
import { isObject, kindOf, propertyOf, textOf, type Json, type JsonObject } from './json.ts';
import { readTemplate } from './template.ts';
import { invalid } from './template-fault.ts';

/** The body that a nested deployment is PUT with. */
export function nestedBody(evaluator: Evaluator, { source, path, loops }: PlannedResource): JsonObject {
  const fields = bodyFields({ source, nested: { subscriptionId: '', resourceGroup: undefined } });
  return evaluatedDeployment(evaluator, fields, path, loops);
}

/** The fields of a nested deployment but its template, which has names and a place of its own. */
export function withoutTemplate(resource: PlannedResource): JsonObject {
  const fields = bodyFields(resource);
  const properties = propertyOf(fields, 'properties');
  return isObject(properties) ? { ...fields, properties: without(properties, TEMPLATE) } : fields;
}

const TEMPLATE: ReadonlySet<string> = new Set(['template']);
const REPLACED: ReadonlySet<string> = new Set(['template', 'parameters', 'expressionevaluationoptions']);

function evaluatedDeployment(evaluator: Evaluator, fields: JsonObject, path: string, loops: Loops): JsonObject {
  const at = `${path}.properties`;
  const properties = propertyOf(fields, 'properties');
  if (!isObject(properties)) throw invalid(at, 'A nested deployment needs its properties written out, as an object.');
  const template = propertyOf(properties, 'template');
  if (!isObject(template)) {
    throw invalid(
      `${at}.template`,
      'A nested deployment needs its template written out. Linked templates are not supported.',
    );
  }
  const rest = evaluator.value(without(fields, new Set(['properties'])), path, loops) as JsonObject;
  const own = evaluator.value(without(properties, REPLACED), at, loops) as JsonObject;
  if (isInner(properties, at)) {
    const parameters = evaluator.value(propertyOf(properties, 'parameters') ?? {}, `${at}.parameters`, loops);
    return { ...rest, properties: { ...own, parameters, template } };
  }
  // What is evaluated here has no expressions left, and with them no need of parameters.
  return { ...rest, properties: { ...own, template: evaluatedTemplate(evaluator, template, `${at}.template`, loops) } };
}

function isInner(properties: JsonObject, path: string): boolean {
  const options = propertyOf(properties, 'expressionEvaluationOptions');
  const scope = (isObject(options) ? (textOf(options, 'scope') ?? '') : 'outer').toLowerCase();
  if (scope === 'inner' || scope === 'outer' || scope === 'notspecified') return scope === 'inner';
  throw invalid(`${path}.expressionEvaluationOptions.scope`, "It must be 'inner' or 'outer'.");
}

function evaluatedTemplate(evaluator: Evaluator, template: JsonObject, path: string, loops: Loops): JsonObject {
  evaluator.budget.spendFor(template, path);
  const read = readTemplate(template, path);
  return {
    $schema: propertyOf(template, '$schema') ?? '',
    contentVersion: read.contentVersion,
    resources: read.resources.flatMap((each) => evaluatedResources(evaluator, each.source, each.path, loops)),
    outputs: literal(evaluator.value(read.outputs, `${path}.outputs`, loops)),
  };
}

function evaluatedResources(evaluator: Evaluator, source: JsonObject, path: string, loops: Loops): JsonObject[] {
  const copy = propertyOf(source, 'copy');
  if (!isObject(copy)) return [evaluatedResource(evaluator, source, path, loops)];
  const name = textOf(copy, 'name') ?? '';
  return Array.from({ length: loopCount(evaluator, copy, `${path}.copy`, loops) }, (_, at) => ({
    ...evaluatedResource(evaluator, source, path, {
      current: name,
      at: new Map([...loops.at, [name.toLowerCase(), at]]),
    }),
    // Others may depend on the loop by its name.
    copy: { name, count: 1 },
  }));
}

const OF_ITS_OWN: ReadonlySet<string> = new Set(['copy', 'resources']);
const DEPLOYMENT_FIELDS: ReadonlySet<string> = new Set(['properties']);

function evaluatedResource(evaluator: Evaluator, source: JsonObject, path: string, loops: Loops): JsonObject {
  const fields = without(source, OF_ITS_OWN);
  const type = evaluator.text(propertyOf(source, 'type') ?? null, `${path}.type`, loops);
  if (isDeployment(type)) {
    const around = literal(evaluator.value(without(fields, DEPLOYMENT_FIELDS), path, loops)) as JsonObject;
    const { properties } =
      propertyOf(fields, 'properties') === undefined ? {} : nestedProperties(evaluator, fields, path, loops);
    return { ...around, ...(properties !== undefined && { properties }) };
  }
  const children = propertyOf(source, 'resources') ?? [];
  if (!Array.isArray(children)) throw invalid(`${path}.resources`, `It must be an array, and is ${kindOf(children)}.`);
  return {
    ...(literal(evaluator.value(fields, path, loops)) as JsonObject),
    resources: children.flatMap((child, at) => {
      const place = `${path}.resources[${String(at)}]`;
      if (!isObject(child)) throw invalid(place, `It must be an object, and is ${kindOf(child)}.`);
      return evaluatedResources(evaluator, child, place, loops);
    }),
  };
}

function nestedProperties(evaluator: Evaluator, fields: JsonObject, path: string, loops: Loops): JsonObject {
  const { properties } = evaluatedDeployment(
    evaluator,
    { properties: propertyOf(fields, 'properties') ?? null },
    path,
    loops,
  );
  const { template, ...own } = properties as JsonObject;
  // Its template is as it will be sent, and is read once more on the way: by the deployment that contains it.
  return {
    properties: {
      ...(literal(own) as JsonObject),
      template: template ?? null,
      expressionEvaluationOptions: { scope: 'inner' },
    },
  };
}

/** A value whose texts stay literal when they are parsed again. */
function literal(value: Json): Json {
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return value.map(literal);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, literal(each)]));
}

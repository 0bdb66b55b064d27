/** What a template creates, including nested ones, as far as is known before it runs. */
import type { ResourceId } from '#protocol/resource-id.ts';
import type { Place } from './place.ts';
import type { PlannedResource, Target } from './expand.ts';
import { isObject, propertyOf, textOf, type Budget, type Json, type JsonObject } from './json.ts';
import { bodyOf, planOf, type Plan } from './plan.ts';
import { readTemplate, type Template } from './template.ts';
import { Deferred, invalid } from './template-fault.ts';

/** How deep deployments may be nested in each other. */
export const MAX_NESTING = 8;

interface PreviewOptions {
  budget: Budget;
  /** Undefined when there is no such subscription or group, which the template itself may be about to make. */
  placeOf: (target: Target, deployment: string) => Promise<Place | undefined>;
}

export interface PreviewedResource {
  id: ResourceId;
  type: string;
  name: string;
}

/** Every resource, those of nested deployments after the deployment. Throws the first `InvalidTemplate` that it meets. */
export async function preview(plan: Plan, options: PreviewOptions, depth = 0): Promise<PreviewedResource[]> {
  const found: PreviewedResource[] = [];
  for (const resource of plan.resources.values()) {
    found.push({ id: resource.id, type: resource.type, name: resource.name });
    if (!resource.nested) continue;
    const inside = await nestedPlan(plan, resource, resource.nested, options, depth);
    if (inside) found.push(...(await preview(inside, options, depth + 1)));
  }
  return found;
}

async function nestedPlan(
  plan: Plan,
  resource: PlannedResource,
  target: Target,
  { budget, placeOf }: PreviewOptions,
  depth: number,
): Promise<Plan | undefined> {
  const path = `${resource.path}.properties.template`;
  if (depth >= MAX_NESTING) {
    throw invalid(path, `Deployments may be nested at most ${String(MAX_NESTING)} levels deep.`);
  }
  const place = await placeOf(target, resource.name);
  try {
    const body = bodyOf(plan, resource);
    const properties = isObject(body) ? propertyOf(body, 'properties') : undefined;
    if (!isObject(properties)) return undefined;
    const text = propertyOf(properties, 'template') ?? null;
    budget.spendFor(text, path);
    const template = readTemplate(text, path);
    checkLevel(template, target, path);
    if (!place) return undefined;
    return planOf(template, { place, given: givenParameters(propertyOf(properties, 'parameters')), path, budget });
  } catch (error) {
    if (error instanceof Deferred) return undefined;
    throw error;
  }
}

/** Throws when a template's schema is for another level than where it goes. */
export function checkLevel({ level }: Template, target: Pick<Target, 'resourceGroup'>, path: string): void {
  if (level === 'group' && target.resourceGroup === undefined) {
    throw invalid(
      path === '' ? '$schema' : `${path}.$schema`,
      'This is the schema of a template for a resource group, and it goes to a subscription. Use subscriptionDeploymentTemplate.json, or name a resource group.',
    );
  }
  if (level === 'subscription' && target.resourceGroup !== undefined) {
    throw invalid(
      path === '' ? '$schema' : `${path}.$schema`,
      'This is the schema of a template for a subscription, and it goes to a resource group. Deploy it to the subscription, or use deploymentTemplate.json.',
    );
  }
}

/** The values in `{ name: { value } }`. Throws an `InvalidTemplate` for another shape. */
export function givenParameters(given: Json | undefined): Map<string, () => Json> {
  if (given === undefined || given === null) return new Map();
  if (!isObject(given)) throw invalid('parameters', 'It must be an object that holds a value for each name.');
  return new Map(
    Object.entries(given).map(([name, each]) => {
      const value = isObject(each) ? propertyOf(each, 'value') : undefined;
      if (value !== undefined) return [name, () => value];
      throw invalid(
        `parameters.${name.slice(0, 60)}`,
        isObject(each) && propertyOf(each, 'reference') !== undefined
          ? 'References to a key vault are not supported. Give the value.'
          : 'A parameter is given as an object with its value, such as { "value": "text" }.',
      );
    }),
  );
}

/** The outputs of a deployment that has made all its resources. */
export function outputsOf(plan: Plan): Record<string, { type: string; value: Json }> {
  const { evaluator, template } = plan;
  return Object.fromEntries(
    Object.entries(template.outputs).flatMap(([name, output]) => {
      const path = `outputs.${name}`;
      const shape: JsonObject = isObject(output) ? output : {};
      const condition = propertyOf(shape, 'condition');
      if (condition !== undefined && evaluator.value(condition, `${path}.condition`) !== true) return [];
      const type = textOf(shape, 'type') ?? '';
      return [[name, { type, value: evaluator.value(propertyOf(shape, 'value') ?? null, `${path}.value`) }]];
    }),
  );
}

/** The resources of one entry of a template: its loop run, its children beside it, each with its id. */
import { DEPLOYMENT_TYPE } from '#protocol/deployments.ts';
import { idKey, isAtOrBelow, resourceGroupScope, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { NO_LOOPS, type Evaluator, type Loops } from './evaluate.ts';
import { isObject, kindOf, propertyOf, textOf, type JsonObject } from './json.ts';
import { idAt, isId, MAX_ID, namesFor } from './resource-ids.ts';
import { MAX_RESOURCES } from './template.ts';
import { invalid } from './template-fault.ts';

export interface PlannedResource {
  id: ResourceId;
  type: string;
  name: string;
  apiVersion: string;
  /** The template's own text of it, and its place. */
  source: JsonObject;
  path: string;
  loops: Loops;
  /** Ids of planned resources, as keys. */
  dependsOn: string[];
  /** Where a nested deployment goes to. */
  nested?: Target;
}

/** A subscription, or a resource group in it. */
export interface Target {
  subscriptionId: string;
  resourceGroup: string | undefined;
}

export const scopeOf = ({ subscriptionId, resourceGroup }: Target): ResourceId =>
  resourceGroup === undefined ? subscriptionScope(subscriptionId) : resourceGroupScope(subscriptionId, resourceGroup);

export const isDeployment = (type: string): boolean => type.toLowerCase() === DEPLOYMENT_TYPE.toLowerCase();

/** What is the template's own business and is not sent on to the resource. */
const RESERVED: ReadonlySet<string> = new Set([
  'type',
  'apiversion',
  'name',
  'scope',
  'dependson',
  'condition',
  'copy',
  'resources',
  'comments',
]);
const RESERVED_OF_NESTED: ReadonlySet<string> = new Set([...RESERVED, 'subscriptionid', 'resourcegroup']);

/** The body of the resource's PUT, before its texts are evaluated. */
export const bodyFields = ({ source, nested }: Pick<PlannedResource, 'source' | 'nested'>): JsonObject =>
  without(source, nested ? RESERVED_OF_NESTED : RESERVED);

/** The object without the fields of those names, in lower case. */
export const without = (object: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name.toLowerCase())));

/** How often a loop runs. */
export function loopCount(evaluator: Evaluator, copy: JsonObject, path: string, loops: Loops): number {
  const count = evaluator.value(propertyOf(copy, 'count') ?? null, `${path}.count`, loops);
  if (typeof count === 'number' && count >= 0 && count <= MAX_RESOURCES) return count;
  throw invalid(`${path}.count`, `A loop runs from 0 to ${String(MAX_RESOURCES)} times.`);
}

export interface Expanded extends PlannedResource {
  /** False when its condition leaves it out. */
  isWanted: boolean;
  loopName: string | undefined;
  /** What a serial loop makes before it. */
  earlier: string[];
}

interface Parent {
  type: string;
  name: string;
}

/** One resource of a template as many times as its loop runs, and its child resources. */
export function expand(evaluator: Evaluator, source: JsonObject, path: string, parent?: Parent): Expanded[] {
  const copy = propertyOf(source, 'copy');
  if (copy === undefined) return withChildren(evaluator, source, path, NO_LOOPS, parent);
  const at = `${path}.copy`;
  if (!isObject(copy)) throw invalid(at, `It must be an object, and is ${kindOf(copy)}.`);
  if (propertyOf(source, 'resources') !== undefined) {
    throw invalid(`${path}.resources`, 'A resource in a loop cannot hold others. Write them beside it.');
  }
  const name = textOf(copy, 'name') ?? '';
  if (name === '') throw invalid(`${at}.name`, 'A loop needs a name.');
  const count = loopCount(evaluator, copy, at, NO_LOOPS);
  const isSerial = textOf(copy, 'mode')?.toLowerCase() === 'serial';
  const batch = evaluator.value(propertyOf(copy, 'batchSize') ?? 1, `${at}.batchSize`);
  if (typeof batch !== 'number' || batch < 1) throw invalid(`${at}.batchSize`, 'It must be at least 1.');

  const made: Expanded[] = [];
  for (let index = 0; index < count; index += 1) {
    const loops: Loops = { current: name, at: new Map([[name.toLowerCase(), index]]) };
    const before = index - (index % batch);
    const earlier = isSerial ? made.slice(Math.max(0, before - batch), before).map(({ id }) => idKey(id)) : [];
    made.push({ ...one(evaluator, source, path, loops, parent), loopName: name, earlier });
  }
  return made;
}

function withChildren(
  evaluator: Evaluator,
  source: JsonObject,
  path: string,
  loops: Loops,
  parent: Parent | undefined,
): Expanded[] {
  const resource = one(evaluator, source, path, loops, parent);
  const children = propertyOf(source, 'resources') ?? [];
  if (!Array.isArray(children)) throw invalid(`${path}.resources`, `It must be an array, and is ${kindOf(children)}.`);
  return [
    resource,
    ...children.flatMap((child, at) => {
      const place = `${path}.resources[${String(at)}]`;
      if (!isObject(child)) throw invalid(place, `It must be an object, and is ${kindOf(child)}.`);
      return expand(evaluator, child, place, resource);
    }),
  ];
}

function one(
  evaluator: Evaluator,
  source: JsonObject,
  path: string,
  loops: Loops,
  parent: Parent | undefined,
): Expanded {
  // Its fields are looked for among all that it has, each time that its loop runs.
  evaluator.budget.spend(Object.keys(source).length, path);
  const required = (field: string): string => {
    const value = propertyOf(source, field);
    if (value === undefined || value === null) throw invalid(`${path}.${field}`, `A resource needs a ${field}.`);
    const text = evaluator.text(value, `${path}.${field}`, loops);
    if (text.length <= MAX_ID) return text;
    throw invalid(`${path}.${field}`, `It may be at most ${String(MAX_ID)} characters long.`);
  };
  const optional = (field: string): string | undefined =>
    propertyOf(source, field) === undefined ? undefined : required(field);

  const ownType = required('type');
  const ownName = required('name');
  const type = parent ? `${parent.type}/${ownType}` : ownType;
  const name = parent ? `${parent.name}/${ownName}` : ownName;
  const names = namesFor(type, name);
  if (!names) {
    throw invalid(
      `${path}.name`,
      `The type '${type.slice(0, 200)}' and the name '${name.slice(0, 200)}' do not fit: a name has one segment for each segment of the type after the namespace, such as 'vault/policy' for 'Microsoft.DataProtection/backupVaults/backupPolicies'.`,
    );
  }
  const condition = propertyOf(source, 'condition');
  const isWanted = condition === undefined ? true : evaluator.value(condition, `${path}.condition`, loops);
  if (typeof isWanted !== 'boolean') {
    throw invalid(`${path}.condition`, `A condition is true or false, and this is ${kindOf(isWanted)}.`);
  }
  const planned = { type, name, apiVersion: required('apiVersion'), source, path, loops };
  const rest = { isWanted, dependsOn: [], earlier: [], loopName: undefined };
  if (isDeployment(type)) {
    const subscriptionId = optional('subscriptionId');
    const resourceGroup = optional('resourceGroup');
    const { place } = evaluator;
    const nested = {
      subscriptionId: subscriptionId ?? place.subscriptionId,
      resourceGroup: resourceGroup ?? (subscriptionId === undefined ? place.resourceGroup : undefined),
    };
    if (propertyOf(source, 'scope') !== undefined) {
      throw invalid(`${path}.scope`, "Name the subscription by 'subscriptionId' and the group by 'resourceGroup'.");
    }
    return { ...planned, ...rest, id: idAt(scopeOf(nested), type, names), nested };
  }
  return { ...planned, ...rest, id: idAt(extended(evaluator, optional('scope'), `${path}.scope`), type, names) };
}

/** What a resource hangs on: the place of the deployment, or the resource in it that the `scope` names. */
function extended({ place }: Evaluator, scope: string | undefined, path: string): ResourceId {
  const own = scopeOf(place);
  if (scope === undefined || scope === '') return own;
  const id = isId(scope) ? scope : `${own}/providers/${scope.replace(/^\/+/, '')}`;
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\//i.test(id);
  if (isAtOrBelow(id, own) && !id.endsWith('/') && group === (place.resourceGroup !== undefined)) return id;
  throw invalid(
    path,
    `The scope '${scope.slice(0, 300)}' lies outside of the deployment's own, which is '${own}'. Put the resource into a nested deployment to where it belongs.`,
  );
}

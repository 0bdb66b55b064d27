/** The functions that write resource ids, and the id of a resource that a template declares. */
import type { Args } from './functions.ts';
import type { Place } from './place.ts';
import { resourceGroupScope, subscriptionScope, withoutSlashesAtEnd, type ResourceId } from '#protocol/resource-id.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const GROUP_TYPE = /^microsoft\.resources\/(subscriptions\/)?resourcegroups$/i;

/** `type` and names as they follow each other in an id: `Microsoft.X/vaults/one/policies/two`. */
function typedPath(type: string, names: readonly string[]): string {
  const [namespace = '', ...types] = type.split('/');
  return [namespace, ...types.flatMap((segment, at) => [segment, names[at] ?? ''])].join('/');
}

/** The id of a resource of `type` at `scope`, which is a subscription, a resource group, or what the resource extends. */
export function idAt(scope: ResourceId, type: string, names: readonly string[]): ResourceId {
  // A resource group has no provider in its id.
  if (GROUP_TYPE.test(type)) return `${scope.split('/').slice(0, 3).join('/')}/resourceGroups/${names[0] ?? ''}`;
  return `${scope}/providers/${typedPath(type, names)}`;
}

/** Longer than any id that a resource here can have. */
export const MAX_ID = 4096;

interface TypedArgs {
  /** The part before the type. */
  leading: string[];
  type: string;
  names: string[];
}

/** Finds the type among the arguments: the first that has a slash. As many names follow as the type has segments. */
function typed(args: Args, from: number): TypedArgs {
  const texts = args.values.slice(from).map((_, at) => args.text(from + at));
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_ID) {
    throw args.problem(`makes an id that is longer than ${String(MAX_ID)} characters.`);
  }
  const at = texts.findIndex((text) => text.includes('/'));
  const type = withoutSlashesAtEnd(texts[at] ?? '');
  const names = texts.slice(at + 1);
  const wanted = type.split('/').length - 1;
  if (at < 0 || wanted === 0) {
    throw args.problem("wants a resource type such as 'Microsoft.DataProtection/backupVaults' before the names.");
  }
  if (names.length !== wanted || names.some((name) => name === '' || name.includes('/'))) {
    throw args.problem(
      `wants ${String(wanted)} ${wanted === 1 ? 'name' : 'names'} after the type '${type}', one for each of its segments.`,
    );
  }
  return { leading: texts.slice(0, at), type, names };
}

/** `resourceId([subscriptionId], [resourceGroup], type, names…)` */
export function resourceIdOf(args: Args, place: Place): ResourceId {
  const { leading, type, names } = typed(args, 0);
  if (leading.length > 2) throw args.problem('takes a subscription id and a resource group before the type, no more.');
  const isSubscription = leading.length === 2 || (place.resourceGroup === undefined && GUID.test(leading[0] ?? ''));
  const subscriptionId = isSubscription ? (leading[0] ?? '') : place.subscriptionId;
  if (isSubscription && !GUID.test(subscriptionId)) throw args.wrong(0, 'the id of a subscription');
  const group = (isSubscription ? leading[1] : leading[0]) ?? place.resourceGroup;
  const scope = group === undefined ? subscriptionScope(subscriptionId) : resourceGroupScope(subscriptionId, group);
  return idAt(scope, type, names);
}

/** `subscriptionResourceId([subscriptionId], type, names…)` */
export function subscriptionResourceId(args: Args, place: Place): ResourceId {
  const { leading, type, names } = typed(args, 0);
  if (leading.length > 1) throw args.problem('takes a subscription id before the type, no more.');
  return idAt(subscriptionScope(leading[0] ?? place.subscriptionId), type, names);
}

/** `tenantResourceId(type, names…)` */
export function tenantResourceId(args: Args): ResourceId {
  const { leading, type, names } = typed(args, 0);
  if (leading.length > 0) throw args.problem('takes nothing before the type.');
  return idAt('', type, names);
}

/** `extensionResourceId(id, type, names…)` */
export function extensionResourceId(args: Args): ResourceId {
  const { leading, type, names } = typed(args, 1);
  if (leading.length > 0) throw args.problem('takes the id of a resource before the type, no more.');
  return idAt(args.text(0), type, names);
}

/** The names in a resource's `name`, or undefined when they do not fit the type. */
export function namesFor(type: string, name: string): string[] | undefined {
  const names = name.split('/');
  const fits = names.length === type.split('/').length - 1 && names.every((each) => each !== '');
  return fits ? names : undefined;
}

/** The id that `reference` and `dependsOn` mean: an id, with or without a slash in front. */
export const isId = (text: string): boolean => /^\/(subscriptions|providers)\//i.test(text);

/**
 * Resource ids: read, write and compare them. Case never counts (docs/reference/arm.md#14-case), so everything that
 * compares or looks up goes through `idKey`; everything that is shown keeps its case.
 */

/** An ARM resource id or scope, such as `/subscriptions/…/resourceGroups/rg/providers/…`. Always starts with `/`. */
export type ResourceId = string;

export interface ParsedResourceId {
  subscriptionId: string;
  /** Absent for ids directly under a subscription. */
  resourceGroup: string | undefined;
  /** `Microsoft.DataProtection/backupVaults/backupInstances`; absent for a subscription or a resource group. */
  type: string | undefined;
  /** The last name of the path. */
  name: string;
  /** Every name from the outermost resource inwards, such as `['vault', 'instance']`. */
  names: string[];
}

/** The form in which ids are compared, used as keys and kept in caches: lower case, no slash at the end. */
export function idKey(id: ResourceId): string {
  const text = withoutSlashesAtEnd(id);
  if (!text.includes(KELVIN)) return text.toLowerCase();
  return text
    .split(KELVIN)
    .map((part) => part.toLowerCase())
    .join(KELVIN);
}

/** The one letter that is no letter of ASCII and becomes one in lower case: as `k` it would name somebody else's resource. */
const KELVIN = '\u212A';

/** In one step back from the end: an expression such as `/\/+$/` starts again at every slash of the text. */
export function withoutSlashesAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

/** Whether two ids name the same resource. */
export const sameId = (one: ResourceId, other: ResourceId): boolean => idKey(one) === idKey(other);

/** Whether `id` is `scope` itself or lies below it. `/` holds everything. */
export function isAtOrBelow(id: ResourceId, scope: ResourceId): boolean {
  const inner = idKey(id);
  const outer = idKey(scope);
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}

/** Takes an id apart. Returns undefined for text that is not a subscription, resource group or resource id. */
export function parseResourceId(id: ResourceId): ParsedResourceId | undefined {
  const parts = id.split('/').filter((part) => part !== '');
  const [root, subscriptionId] = parts;
  if (subscriptionId === undefined || parts.length % 2 !== 0 || root?.toLowerCase() !== 'subscriptions')
    return undefined;
  let rest = parts.slice(2);
  let resourceGroup: string | undefined;
  if (rest[0]?.toLowerCase() === 'resourcegroups') {
    resourceGroup = rest[1];
    rest = rest.slice(2);
  }
  if (rest.length === 0) {
    const name = resourceGroup ?? subscriptionId;
    return { subscriptionId, resourceGroup, type: undefined, name, names: [name] };
  }
  // An extension resource repeats `providers`; its own type and names follow the last one.
  const last = rest.map((part) => part.toLowerCase()).lastIndexOf('providers');
  const own = rest.slice(last + 1);
  const [namespace, ...pairs] = own;
  const types = pairs.filter((_, at) => at % 2 === 0);
  const names = pairs.filter((_, at) => at % 2 === 1);
  const name = names.at(-1);
  if (last < 0 || namespace === undefined || name === undefined || types.length !== names.length) return undefined;
  return { subscriptionId, resourceGroup, type: [namespace, ...types].join('/'), name, names };
}

/** The last name of an id or a path, as it is spelled there; the text itself when it has no slash. */
export const lastName = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

/** The vault of a backup instance, or of what is below one; the id of a vault is its own. */
export function vaultIn(id: ResourceId): ResourceId {
  const at = id.toLowerCase().lastIndexOf('/backupinstances/');
  return at < 0 ? id : id.slice(0, at);
}

/** `/subscriptions/{id}` */
export const subscriptionScope = (subscriptionId: string): ResourceId => `/subscriptions/${subscriptionId}`;

/** `/subscriptions/{id}/resourceGroups/{name}` */
export const resourceGroupScope = (subscriptionId: string, resourceGroup: string): ResourceId =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

/** The scope of the resource group that holds `id`; of the subscription when it is in none. */
export function groupScopeOf(id: ResourceId): ResourceId {
  const parsed = parseResourceId(id);
  if (!parsed) return id;
  return parsed.resourceGroup === undefined
    ? subscriptionScope(parsed.subscriptionId)
    : resourceGroupScope(parsed.subscriptionId, parsed.resourceGroup);
}

/** The id of a resource of `type` in a resource group; `names` from the outermost resource inwards. */
export function resourceId(group: ResourceId, type: string, ...names: string[]): ResourceId {
  const [namespace, ...types] = type.split('/');
  const path = types.flatMap((segment, at) => [segment, names[at] ?? '']);
  return [group, 'providers', namespace, ...path].join('/');
}

/**
 * Region names compare without regard to case and blanks: `West Europe` is `westeurope`
 * (docs/reference/arm.md#14-case).
 */
export const sameRegion = (one: string, other: string): boolean => regionKey(one) === regionKey(other);

/** The form in which region names are compared. */
export const regionKey = (region: string): string => region.replace(/\s+/g, '').toLowerCase();

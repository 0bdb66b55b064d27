/** Which resources of a list a person wants to see: by name, subscription, resource group and region. */
import { idKey, parseResourceId, regionKey, type ResourceId } from '#protocol/resource-id.ts';

export interface ResourceFilter {
  name: string;
  /** Keys, in lower case; `ALL` for any. */
  subscription: string;
  resourceGroup: string;
  region: string;
}

const ALL = '';
export const NO_FILTER: ResourceFilter = { name: '', subscription: ALL, resourceGroup: ALL, region: ALL };

interface Located {
  id: ResourceId;
  name: string;
  location: string;
}

/** The values by which a resource is filtered. */
interface Keys {
  id: string;
  name: string;
  group: string;
  subscription: string;
  region: string;
  /** Its spelling. */
  groupName: string;
}

// Ten thousand ids are parsed once, not with each letter that is typed.
const known = new WeakMap<object, Keys>();

function keysOf(resource: { id: ResourceId; name?: string; location?: string }): Keys {
  const before = known.get(resource);
  if (before) return before;
  const parsed = parseResourceId(resource.id);
  const groupName = parsed?.resourceGroup ?? '';
  const keys = {
    id: idKey(resource.id),
    name: (resource.name ?? '').toLowerCase(),
    group: groupName.toLowerCase(),
    subscription: parsed?.subscriptionId.toLowerCase() ?? '',
    region: regionKey(resource.location ?? ''),
    groupName,
  };
  known.set(resource, keys);
  return keys;
}

export function filterResources<T extends Located>(resources: readonly T[], filter: ResourceFilter): T[] {
  const name = filter.name.trim().toLowerCase();
  return resources.filter((resource) => {
    const keys = keysOf(resource);
    return (
      keys.name.includes(name) &&
      isIn(filter.subscription, keys.subscription) &&
      isIn(filter.resourceGroup, keys.group) &&
      isIn(filter.region, keys.region)
    );
  });
}

const isIn = (wanted: string, key: string): boolean => wanted === ALL || wanted === key;

/** `idKey`, remembered for each resource. */
export const resourceKey = (resource: Located): string => keysOf(resource).id;

export const groupOf = (resource: { id: ResourceId }): string => keysOf(resource).groupName;

export const groupKeyOf = (resource: { id: ResourceId }): string => keysOf(resource).group;

export const subscriptionKeyOf = (resource: { id: ResourceId }): string => keysOf(resource).subscription;

export const regionKeyOf = (resource: Located): string => keysOf(resource).region;

/** The options of a pill: `All`, and every value that occurs, in order. */
export function optionsOf<T>(
  resources: readonly T[],
  keyOf: (resource: T) => string,
  labelOf: (resource: T) => string,
): { value: string; label: string }[] {
  const labels = new Map<string, string>();
  for (const resource of resources) {
    const key = keyOf(resource);
    if (!labels.has(key)) labels.set(key, labelOf(resource));
  }
  const options = [...labels].map(([value, label]) => ({ value, label }));
  return [{ value: ALL, label: 'All' }, ...options.sort((one, other) => one.label.localeCompare(other.label))];
}

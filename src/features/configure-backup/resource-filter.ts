/** Which resources of a list a person wants to see: by name, subscription, resource group and region. */
import { parseResourceId, regionKey, type ResourceId } from '#protocol/resource-id.ts';

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

export function filterResources<T extends Located>(resources: readonly T[], filter: ResourceFilter): T[] {
  const name = filter.name.trim().toLowerCase();
  return resources.filter(
    (resource) =>
      resource.name.toLowerCase().includes(name) &&
      isIn(filter.subscription, subscriptionKeyOf(resource)) &&
      isIn(filter.resourceGroup, groupOf(resource).toLowerCase()) &&
      isIn(filter.region, regionKey(resource.location)),
  );
}

const isIn = (wanted: string, key: string): boolean => wanted === ALL || wanted === key;

export const groupOf = (resource: { id: ResourceId }): string => parseResourceId(resource.id)?.resourceGroup ?? '';

export const subscriptionKeyOf = (resource: { id: ResourceId }): string =>
  parseResourceId(resource.id)?.subscriptionId.toLowerCase() ?? '';

/** What a pill offers: `All`, and every value that occurs, in order. */
export function optionsOf<T>(
  resources: readonly T[],
  keyOf: (resource: T) => string,
  labelOf: (resource: T) => string,
): { value: string; label: string }[] {
  const labels = new Map(resources.map((resource) => [keyOf(resource), labelOf(resource)]));
  const options = [...labels].map(([value, label]) => ({ value, label }));
  return [{ value: ALL, label: 'All' }, ...options.sort((one, other) => one.label.localeCompare(other.label))];
}

/** The names of regions: `West Europe` for `westeurope`, from the list of a subscription's locations. */
import { queryOptions } from '@tanstack/react-query';
import { regionKey } from '#protocol/resource-id.ts';
import type { Location } from '#protocol/resources.ts';
import { locations, subscriptions } from './subscriptions.ts';

/** The display name of a region, given its name. */
export type RegionText = (region: string) => string;

/**
 * Returns a function from a region to its display name. While it loads, or when it fails, a caller uses `regionAsItIs`
 * instead, which shows the region's own name: `const { data: regionText = regionAsItIs } = useQuery(regionNames())`.
 */
export const regionNames = () =>
  queryOptions({
    queryKey: ['locations', 'of any subscription'],
    // A region has the same name in every subscription.
    queryFn: async ({ client }) => {
      const [first] = await client.query(subscriptions.list());
      return first ? client.query(locations.list(first.subscriptionId)) : [];
    },
    staleTime: Infinity,
    select: regionTexts,
  });

/** For as long as the names are not known. */
export const regionAsItIs: RegionText = (region) => region;

/** The display name according to these locations; the region's own name when they do not have it. */
export function regionTexts(known: readonly Location[]): RegionText {
  const names = new Map(known.map(({ name, displayName }) => [regionKey(name), displayName]));
  return (region) => names.get(regionKey(region)) ?? region;
}

/** What regions are called: `West Europe` for `westeurope`, as a list of a subscription's locations tells it. */
import { queryOptions } from '@tanstack/react-query';
import { regionKey } from '#protocol/resource-id.ts';
import type { Location } from '#protocol/resources.ts';
import { locations, subscriptions } from './subscriptions.ts';

/** What a region is called, given its name. */
export type RegionText = (region: string) => string;

/**
 * Answers a function that tells what a region is called. A caller that takes `regionAsItIs` in its place while it is on
 * its way, or cannot be had, shows the region's own name then:
 * `const { data: regionText = regionAsItIs } = useQuery(regionNames())`.
 */
export const regionNames = () =>
  queryOptions({
    queryKey: ['locations', 'of any subscription'],
    // A region is called the same in every subscription.
    queryFn: async ({ client }) => {
      const [first] = await client.query(subscriptions.list());
      return first ? client.query(locations.list(first.subscriptionId)) : [];
    },
    staleTime: Infinity,
    select: regionTexts,
  });

/** As long as the names are not known. */
export const regionAsItIs: RegionText = (region) => region;

/** What these locations say that a region is called; its own name when they do not have it. */
export function regionTexts(known: readonly Location[]): RegionText {
  const names = new Map(known.map(({ name, displayName }) => [regionKey(name), displayName]));
  return (region) => names.get(regionKey(region)) ?? region;
}

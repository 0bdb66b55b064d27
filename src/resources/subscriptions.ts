import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import type { Location, Subscription } from '#protocol/resources.ts';
import { inParallel } from './in-parallel.ts';

export const subscriptions = {
  /** Every subscription that the caller may see. */
  list: () =>
    queryOptions({
      queryKey: ['subscriptions'],
      queryFn: ({ signal }) =>
        arm.readAll<Subscription>('/subscriptions', { apiVersion: API_VERSIONS.subscriptions, signal }),
      // Who may see which subscription changes by the day, and many lists begin with this one.
      staleTime: 5 * 60_000,
    }),
};

export const locations = {
  list: (subscriptionId: string) =>
    queryOptions({
      queryKey: ['locations', subscriptionId.toLowerCase()],
      queryFn: ({ signal }) =>
        arm.readAll<Location>(`${subscriptionScope(subscriptionId)}/locations`, {
          apiVersion: API_VERSIONS.subscriptions,
          signal,
        }),
      staleTime: Infinity,
    }),
};

/** One list made of the lists of every subscription, asked a few at a time. */
export async function inEverySubscription<T>(
  client: QueryClient,
  list: (scope: ResourceId) => Promise<T[]>,
): Promise<T[]> {
  const all = await client.query(subscriptions.list());
  return (await inParallel(all, (subscription) => list(subscriptionScope(subscription.subscriptionId)))).flat();
}

/** What a subscription is called; its id as long as the names are not known. */
export const subscriptionName = (all: readonly Subscription[] | undefined, subscriptionId: string): string =>
  all?.find((one) => one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())?.displayName ?? subscriptionId;

import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import type { Location, Subscription } from '#protocol/resources.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';
import type { Place } from './gathered.ts';

export const subscriptions = {
  /** Every subscription that the caller may see. */
  list: () =>
    queryOptions({
      queryKey: ['subscriptions'],
      queryFn: ({ signal }) =>
        arm.readAll<Subscription>('/subscriptions', { apiVersion: API_VERSIONS.subscriptions, signal }),
      // Access to subscriptions changes by the day, and many lists begin with this one.
      staleTime: 5 * MINUTE_MS,
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

/** Every subscription as a place to read; a place's id is the subscription's. */
export async function everySubscription(client: QueryClient): Promise<Place[]> {
  const all = await client.query(subscriptions.list());
  return all.map(({ subscriptionId, displayName }) => ({ id: subscriptionId, name: displayName }));
}

/** The name of a subscription; its id as long as the names are not known. */
export const subscriptionName = (all: readonly Subscription[] | undefined, subscriptionId: string): string =>
  all?.find((one) => one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())?.displayName ?? subscriptionId;

/** The same for many: `select: subscriptionNames` makes a query for the list return a function from id to name. */
export function subscriptionNames(all: readonly Subscription[]): (subscriptionId: string) => string {
  const names = new Map(all.map((one) => [one.subscriptionId.toLowerCase(), one.displayName]));
  return (subscriptionId) => names.get(subscriptionId.toLowerCase()) ?? subscriptionId;
}

import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Location, ResourceGroup, Subscription } from '#protocol/resources.ts';
import { resourceGroups } from './resource-groups.ts';
import { locations, subscriptions } from './subscriptions.ts';

/** The options of the fields that place a resource. */
export interface PlaceLists {
  subscriptions: UseQueryResult<Subscription[]>;
  groups: UseQueryResult<ResourceGroup[]>;
  locations: UseQueryResult<Location[]>;
  /** The subscription whose groups and regions are listed: the chosen one, the first as long as none was chosen. */
  subscriptionId: string | undefined;
}

export function usePlaceLists(chosen: string | undefined): PlaceLists {
  const all = useQuery(subscriptions.list());
  const subscriptionId = chosen ?? all.data?.[0]?.subscriptionId;
  const enabled = subscriptionId !== undefined;
  return {
    subscriptions: all,
    groups: useQuery({ ...resourceGroups.list(subscriptionId ?? ''), enabled }),
    locations: useQuery({ ...locations.list(subscriptionId ?? ''), enabled }),
    subscriptionId,
  };
}

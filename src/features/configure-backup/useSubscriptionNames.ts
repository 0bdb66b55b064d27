import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { subscriptions } from '#resources/subscriptions.ts';

/** The display name of the subscription of an id; its GUID as long as the name is not known. */
export function useSubscriptionNames(): (id: ResourceId) => string {
  const { data } = useQuery(subscriptions.list());
  // The same function as long as the names are the same, so that components that use it are not drawn again.
  return useMemo(() => {
    const names = new Map(data?.map((each) => [each.subscriptionId.toLowerCase(), each.displayName]));
    return (id) => {
      const subscriptionId = parseResourceId(id)?.subscriptionId ?? '';
      return names.get(subscriptionId.toLowerCase()) ?? subscriptionId;
    };
  }, [data]);
}

import { useQuery } from '@tanstack/react-query';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { subscriptions } from '#resources/subscriptions.ts';

/** The display name of the subscription that an id stands in; its GUID as long as the name is not known. */
export function useSubscriptionNames(): (id: ResourceId) => string {
  const { data = [] } = useQuery(subscriptions.list());
  return (id) => {
    const subscriptionId = parseResourceId(id)?.subscriptionId ?? '';
    const known = data.find((each) => each.subscriptionId.toLowerCase() === subscriptionId.toLowerCase());
    return known?.displayName ?? subscriptionId;
  };
}

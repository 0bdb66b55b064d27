import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { regionAsItIs, regionNames } from './region-names.ts';
import { subscriptionNames, subscriptions } from './subscriptions.ts';

/** Display names of ids and regions. */
export interface Names {
  subscription: (subscriptionId: string) => string;
  region: (region: string) => string;
}

/**
 * The names of subscriptions and regions; ids and region codes as long as they are not known. The same object until
 * that changes.
 */
export function useNames(): Names {
  const subscription = useSubscriptionName();
  const { data: region = regionAsItIs } = useQuery(regionNames());
  return useMemo(() => ({ subscription, region }), [subscription, region]);
}

/** The names of subscriptions alone. */
export function useSubscriptionName(): Names['subscription'] {
  const { data = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  return data;
}

const asItIs = (subscriptionId: string): string => subscriptionId;

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { regionAsItIs, regionNames } from './region-names.ts';
import { subscriptionNames, subscriptions } from './subscriptions.ts';

/** How ids and regions are called. */
export interface Names {
  subscription: (subscriptionId: string) => string;
  region: (region: string) => string;
}

/** How subscriptions and regions are called; as they are as long as that is not known. The same object until that changes. */
export function useNames(): Names {
  const subscription = useSubscriptionName();
  const { data: region = regionAsItIs } = useQuery(regionNames());
  return useMemo(() => ({ subscription, region }), [subscription, region]);
}

/** How subscriptions are called alone. */
export function useSubscriptionName(): Names['subscription'] {
  const { data = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  return data;
}

const asItIs = (subscriptionId: string): string => subscriptionId;

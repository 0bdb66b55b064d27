import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import type { ItemNames } from './protected-items.ts';

/** How subscriptions and regions are called; as they are as long as that is not known. */
export function useNames(): ItemNames {
  const { data: subscription = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const { data: region = regionAsItIs } = useQuery(regionNames());
  return useMemo(() => ({ subscription, region }), [subscription, region]);
}

const asItIs = (subscriptionId: string): string => subscriptionId;

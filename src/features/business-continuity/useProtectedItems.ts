import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { asInstance, deletedInstances } from '#resources/deleted-instances.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { protectedItems, type ProtectedItem } from './protected-items.ts';
import { useGathered, type GatheredList } from './useGathered.ts';

export interface ProtectedItems extends GatheredList<ProtectedItem> {
  refreshAll: () => void;
}

/** The backup instances of every vault, those that are soft deleted among them, each with its last job. */
export function useProtectedItems(): ProtectedItems {
  const client = useQueryClient();
  const instances = useGathered(backupInstances.gathered());
  // Without the right to see what is deleted, the list is what is there.
  const deleted = useGathered(deletedInstances.gathered());
  const jobs = useQuery(backupJobs.everywhere());
  const { data: nameOf = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const data = useMemo(
    () =>
      instances.data &&
      protectedItems([...instances.data, ...(deleted.data ?? []).map(asInstance)], jobs.data ?? [], nameOf),
    [instances.data, deleted.data, jobs.data, nameOf],
  );
  // A vault that does not answer at all is told once.
  const gaps = [...instances.gaps, ...deleted.gaps].filter(
    ({ place }, at, all) => all.findIndex((other) => other.place.id === place.id) === at,
  );
  return {
    ...instances,
    data,
    gaps,
    fillGaps: () => {
      instances.fillGaps();
      deleted.fillGaps();
    },
    refreshAll: () => {
      void client.invalidateQueries({ queryKey: backupInstances.all() });
      void client.invalidateQueries({ queryKey: backupJobs.all() });
    },
  };
}

const asItIs = (subscriptionId: string): string => subscriptionId;

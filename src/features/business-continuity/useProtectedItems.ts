import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances, withDeleted } from '#resources/deleted-instances.ts';
import { useGathered, type GatheredList } from '#resources/useGathered.ts';
import { useNames } from '#resources/useNames.ts';
import { protectedItems, type ProtectedItem } from './protected-items.ts';

export interface ProtectedItems extends GatheredList<ProtectedItem> {
  /** Why soft deleted items are missing from the list. */
  deletedError: Error | null;
  refreshAll: () => void;
}

/** The backup instances of every vault, including soft deleted ones, each with its last job. */
export function useProtectedItems(): ProtectedItems {
  const client = useQueryClient();
  const instances = useGathered(backupInstances.gathered());
  const deleted = useGathered(deletedInstances.gathered());
  const jobs = useQuery(backupJobs.everywhere());
  const names = useNames();
  const isDeletedNewer = deleted.dataUpdatedAt > instances.dataUpdatedAt;
  const data = useMemo(
    () =>
      instances.data &&
      protectedItems(withDeleted(instances.data, deleted.data ?? [], isDeletedNewer), jobs.data ?? [], names),
    [instances.data, deleted.data, isDeletedNewer, jobs.data, names],
  );
  // A vault that does not respond at all is reported once.
  const gaps = [...instances.gaps, ...deleted.gaps].filter(
    ({ place }, at, all) => all.findIndex((other) => other.place.id === place.id) === at,
  );
  return {
    ...instances,
    data,
    gaps,
    deletedError: deleted.data ? null : deleted.error,
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

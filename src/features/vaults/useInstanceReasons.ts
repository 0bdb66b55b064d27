import { useQuery } from '@tanstack/react-query';
import { isRunning, type BackupInstance, type Job } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { useInstanceRefusals } from '#resources/useInstanceRefusals.ts';
import { disabledReasons, stateOf, type InstanceCommand } from '#ui/text/instance-commands.ts';
import { LATEST_FRESH_MS } from './LatestRecoveryPoint.tsx';

/**
 * Why commands of an instance in a list cannot be used, by the rules of its own page. Refusals are loaded with the menu
 * (`enabled`), not for each row.
 */
export function useInstanceReasons(
  instance: BackupInstance,
  isBusy: boolean,
  enabled: boolean,
): Record<InstanceCommand, string | undefined> {
  const state = stateOf(instance);
  // The row reads the same, to show the latest of them.
  const points = useQuery({
    ...recoveryPoints.list(instance.id),
    enabled: state !== 'SoftDeleted',
    staleTime: LATEST_FRESH_MS,
  });
  const refused = useInstanceRefusals(instance, points, enabled);
  return disabledReasons({
    refused,
    state,
    hasRecoveryPoint: points.data && points.data.length > 0,
    isBackupRunning: isBusy,
  });
}

const NONE: ReadonlySet<string> = new Set();

const busyInstances = (jobs: readonly Job[]): ReadonlySet<string> =>
  new Set(jobs.filter(isRunning).map(({ properties }) => idKey(properties.backupInstanceId)));

/** The keys of the vault's instances that a running job works on. */
export const useBusyInstances = (vaultId: ResourceId): ReadonlySet<string> =>
  useQuery({ ...backupJobs.list(vaultId), select: busyInstances }).data ?? NONE;

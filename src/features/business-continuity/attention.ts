/** What a backup admin should look at today, the most urgent first. */
import { isRunning, type BackupInstance, type DeletedBackupInstance, type Job } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { paths } from '#paths';
import { isProtectionError, stateOf } from '#ui/text/instance-commands.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';
import { lastJobOfEach } from './protected-items.ts';

export interface AttentionItem {
  /** The backup instance. */
  id: ResourceId;
  name: string;
  kind: StatusKind;
  /** The problem. */
  text: string;
  /** When it happened or will happen, ISO 8601; absent when unknown. */
  time?: string;
  /** What can be done about it, and where. */
  remedy: { label: string; to: string };
}

interface AttentionFacts {
  instances: readonly BackupInstance[];
  deleted: readonly DeletedBackupInstance[];
  jobs: readonly Job[];
  /** Milliseconds since 1970. */
  now: number;
}

/** Deleted data is listed when so many days are left to undelete it. */
const LAST_DAYS = 3;

/**
 * Instances whose protection has an error, instances whose last backup failed, and deleted data that will soon be gone.
 * Each instance is listed once. A running backup does not make up for the one that failed before.
 */
export function attentionItems({ instances, deleted, jobs, now }: AttentionFacts): AttentionItem[] {
  const lastBackup = lastJobOfEach(
    jobs.filter((job) => /^backup$/i.test(job.properties.operationCategory) && !isRunning(job)),
  );
  const broken: AttentionItem[] = [];
  const unsuccessful: AttentionItem[] = [];
  for (const instance of instances) {
    const { id, properties } = instance;
    const last = lastBackup.get(idKey(id));
    if (isProtectionError(stateOf(instance))) {
      broken.push({
        id,
        name: properties.friendlyName,
        kind: 'error',
        text: 'Protection error',
        remedy: { label: 'Fix protection error', to: paths.instancePane(id, 'fix-protection') },
      });
    } else if (last?.properties.status.toLowerCase() === 'failed') {
      unsuccessful.push({
        id,
        name: properties.friendlyName,
        kind: 'error',
        text: 'Last backup failed',
        time: last.properties.endTime ?? last.properties.startTime,
        remedy: { label: 'View job', to: paths.job(last.id) },
      });
    }
  }
  const goingSoon = deleted.flatMap(({ id, properties }): AttentionItem[] => {
    const { scheduledPurgeTime } = properties.deletionInfo;
    const leftMs = Date.parse(scheduledPurgeTime) - now;
    if (!(leftMs > 0 && leftMs <= LAST_DAYS * DAY_MS)) return [];
    const instanceId = id.replace(/\/deletedBackupInstances\//i, '/backupInstances/');
    return [
      {
        id: instanceId,
        name: properties.friendlyName,
        kind: 'warning',
        text: 'Deleted backup data will soon be gone',
        time: scheduledPurgeTime,
        remedy: { label: 'Undelete', to: paths.instancePane(instanceId, 'undelete') },
      },
    ];
  });
  const byTime = (one: AttentionItem, other: AttentionItem) => (other.time ?? '').localeCompare(one.time ?? '');
  return [...broken, ...unsuccessful.sort(byTime), ...goingSoon.sort((one, other) => byTime(other, one))];
}

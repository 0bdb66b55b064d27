/** What a backup admin should look at today, the most pressing first. */
import { isRunning, type BackupInstance, type DeletedBackupInstance, type Job } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { StatusKind } from '#ui/StatusText.tsx';
import { lastJobOfEach } from './protected-items.ts';

export interface AttentionItem {
  key: string;
  kind: StatusKind;
  /** What is the matter. */
  text: string;
  /** Of the backup instance. */
  name: string;
  /** When it happened or will happen, ISO 8601; absent when that is not known. */
  time?: string;
  /** Where something can be done about it. */
  to: string;
}

interface AttentionFacts {
  instances: readonly BackupInstance[];
  deleted: readonly DeletedBackupInstance[];
  jobs: readonly Job[];
  /** Milliseconds since 1970. */
  now: number;
}

const DAY_MS = 86_400_000;
/** Deleted data is told of when there are so many days left to bring it back. */
const LAST_DAYS = 3;
const FAILED: readonly string[] = ['protectionerror', 'configuringprotectionfailed'];

/**
 * Instances whose protection has an error, instances whose last backup failed, and deleted data that will soon be gone.
 * An instance is told of once. A backup that runs again does not make up for the one that failed before.
 */
export function attentionItems({ instances, deleted, jobs, now }: AttentionFacts): AttentionItem[] {
  const lastBackup = lastJobOfEach(
    jobs.filter((job) => /^backup$/i.test(job.properties.operationCategory) && !isRunning(job)),
  );
  const broken: AttentionItem[] = [];
  const unsuccessful: AttentionItem[] = [];
  for (const { id, properties } of instances) {
    const last = lastBackup.get(idKey(id));
    if (FAILED.includes(properties.currentProtectionState.toLowerCase())) {
      broken.push({
        key: id,
        kind: 'error',
        text: 'Protection error',
        name: properties.friendlyName,
        to: paths.instance(id),
      });
    } else if (last?.properties.status.toLowerCase() === 'failed') {
      unsuccessful.push({
        key: id,
        kind: 'error',
        text: 'Last backup failed',
        name: properties.friendlyName,
        time: last.properties.endTime ?? last.properties.startTime,
        to: paths.job(last.id),
      });
    }
  }
  const goingSoon = deleted.flatMap(({ id, properties }): AttentionItem[] => {
    const { scheduledPurgeTime } = properties.deletionInfo;
    const leftMs = Date.parse(scheduledPurgeTime) - now;
    if (!(leftMs > 0 && leftMs <= LAST_DAYS * DAY_MS)) return [];
    return [
      {
        key: id,
        kind: 'warning',
        text: 'Deleted backup data goes for good',
        name: properties.friendlyName,
        time: scheduledPurgeTime,
        to: paths.instance(id.replace(/\/deletedBackupInstances\//i, '/backupInstances/')),
      },
    ];
  });
  const byTime = (one: AttentionItem, other: AttentionItem) => (other.time ?? '').localeCompare(one.time ?? '');
  return [...broken, ...unsuccessful.sort(byTime), ...goingSoon.sort((one, other) => byTime(other, one))];
}

/** Alerts, computed from jobs and from what vaults keep of deleted instances (docs/reference/screens.md#alerts). */
import { ALERTS, type Severity } from '#protocol/alerts.ts';
import type { BackupInstance, DeletedBackupInstance, Job, Vault } from '#protocol/data-protection.ts';
import { proofIn } from '#protocol/proof.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { vaultIdOf } from './protected-items.ts';

export type Category = (typeof ALERTS)[Alert['name']]['category'];

/** One item that an alert is about. */
export interface ImpactedItem {
  key: string;
  /** Id of the backup instance. */
  name: string;
  instanceId: ResourceId;
  vaultId: ResourceId;
  /** When it happened, ISO 8601. */
  time: string;
  /** The failed job; absent for deleted data. */
  job?: Job;
  /** When the data is deleted for good. */
  purgeTime?: string;
  /** What is wrong with a restore point. */
  damage?: string;
}

export interface Alert {
  name: 'Delete Backup Data' | 'Damaged Restore Point' | 'Backup Failure' | 'Restore Failure' | 'Proof Failure';
  severity: Severity;
  category: Category;
  /** The newest first; at least one. */
  items: ImpactedItem[];
  /** How many backup instances are impacted: one may have failed many times. */
  impacted: number;
}

interface AlertFacts {
  jobs: readonly Job[];
  deleted: readonly DeletedBackupInstance[];
  /** Their damaged restore points raise an alert until they are deleted or found good again, whatever found them. */
  instances?: readonly BackupInstance[];
  /** Those whose alerts for failed jobs are turned off raise none. */
  vaults: readonly Vault[];
  /** Milliseconds since 1970: earlier events do not count. */
  since: number;
}

/** The alerts that have items, the severest first. */
export function alertsFrom({ jobs, deleted, instances = [], vaults, since }: AlertFacts): Alert[] {
  const silent = new Set(silentVaults(vaults).map(({ id }) => idKey(id)));
  const failed = jobs.filter(
    ({ id, properties }) =>
      properties.status.toLowerCase() === 'failed' &&
      momentOf(properties) >= since &&
      !silent.has(idKey(vaultOfJob(id))),
  );
  const isRestore = ({ properties }: Job) => /restore/i.test(properties.operationCategory);
  const isBackup = ({ properties }: Job) => /backup/i.test(properties.operationCategory);
  const alerts: Alert[] = [
    alert('Delete Backup Data', deleted.map(deletedItem)),
    alert('Damaged Restore Point', instances.flatMap(damagedItem)),
    alert('Backup Failure', failed.filter(isBackup).map(failedItem)),
    alert('Restore Failure', failed.filter(isRestore).map(failedItem)),
    alert('Proof Failure', failed.filter((job) => proofIn(job)).map(failedItem)),
  ];
  return alerts
    .map((one) =>
      withItems(
        one,
        // A damaged point raises an alert for as long as it exists.
        one.items.filter(({ time, damage }) => damage !== undefined || Date.parse(time) >= since),
      ),
    )
    .filter(({ items }) => items.length > 0);
}

/** Vaults whose failed jobs raise no alerts. */
export const silentVaults = (vaults: readonly Vault[]): Vault[] =>
  vaults.filter(
    ({ properties }) =>
      properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures.toLowerCase() === 'disabled',
  );

const alert = (name: Alert['name'], items: ImpactedItem[]): Alert =>
  withItems({ name, ...ALERTS[name], items, impacted: 0 }, items);

const withItems = (one: Alert, items: ImpactedItem[]): Alert => ({
  ...one,
  items: items.toSorted((first, second) => Date.parse(second.time) - Date.parse(first.time)),
  impacted: new Set(items.map(({ instanceId }) => idKey(instanceId))).size,
});

/** A job fails when it ends. */
const momentOf = ({ startTime, endTime }: Job['properties']): number => Date.parse(endTime ?? startTime);

const failedItem = (job: Job): ImpactedItem => ({
  key: job.id,
  name: job.properties.backupInstanceFriendlyName,
  instanceId: job.properties.backupInstanceId,
  vaultId: vaultOfJob(job.id),
  time: job.properties.endTime ?? job.properties.startTime,
  job,
});

function damagedItem({ id, properties }: BackupInstance): ImpactedItem[] {
  const damaged = properties.proof?.damaged;
  if (!damaged) return [];
  const { foundTime, message } = damaged;
  return [
    {
      ...{ key: `${id} damaged`, name: properties.friendlyName, instanceId: id, vaultId: vaultIdOf(id) },
      ...{ time: foundTime, damage: message },
    },
  ];
}

function deletedItem({ id, properties }: DeletedBackupInstance): ImpactedItem {
  const instanceId: BackupInstance['id'] = id.replace(/\/deletedBackupInstances\//i, '/backupInstances/');
  return {
    key: id,
    name: properties.friendlyName,
    instanceId,
    vaultId: vaultIdOf(instanceId),
    time: properties.deletionInfo.deletionTime,
    purgeTime: properties.deletionInfo.scheduledPurgeTime,
  };
}

const vaultOfJob = (jobId: ResourceId): ResourceId => jobId.slice(0, jobId.toLowerCase().lastIndexOf('/backupjobs/'));

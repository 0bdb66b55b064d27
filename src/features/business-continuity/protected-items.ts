/** The protected items of all vaults: one row for each backup instance, with its last job. */
import { isRunning, type BackupInstance, type Job } from '#protocol/data-protection.ts';
import { idKey, lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import type { Names } from '#resources/useNames.ts';
import { placeOf, type Place } from '#ui/list/places.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { stateOf } from '#ui/text/instance-commands.ts';
import { centerStatus, type CenterStatus } from './protection-text.ts';

export interface ProtectedItem extends Place {
  instance: BackupInstance;
  /** The datasource's id; place and name follow from it, but not the names of vault and policy. */
  serverId: ResourceId;
  name: string;
  type: string;
  vaultId: ResourceId;
  vault: string;
  policy: string;
  status: CenterStatus;
  /** The latest of the known jobs. */
  lastJob: Job | undefined;
  /** The newest successful backup among the known jobs: at least those of the past 14 days. */
  lastBackup: Job | undefined;
}

/** The rows, in the order of the instances. */
export function protectedItems(
  instances: readonly BackupInstance[],
  jobs: readonly Job[],
  names: Names,
): ProtectedItem[] {
  const lastJobs = lastJobOfEach(jobs);
  const lastBackups = lastJobOfEach(jobs.filter(hasBackedUp));
  return instances.map((instance): ProtectedItem => {
    const { dataSourceInfo, policyInfo } = instance.properties;
    const server = parseResourceId(dataSourceInfo.resourceID);
    const vaultId = vaultIdOf(instance.id);
    const key = idKey(instance.id);
    return {
      instance,
      serverId: dataSourceInfo.resourceID,
      name: dataSourceInfo.resourceName ?? server?.name ?? instance.properties.friendlyName,
      type: datasourceTypeText(dataSourceInfo.datasourceType ?? ''),
      ...placeOf(dataSourceInfo.resourceID, dataSourceInfo.resourceLocation ?? '', names),
      vaultId,
      vault: lastName(vaultId),
      policy: lastName(policyInfo.policyId),
      status: centerStatus(stateOf(instance)),
      lastJob: lastJobs.get(key),
      lastBackup: lastBackups.get(key),
    };
  });
}

/** Whether the job made a recovery point. */
const hasBackedUp = ({ properties }: Job): boolean =>
  /^backup$/i.test(properties.operationCategory) && /^completed/i.test(properties.status);

/** The newest job of each backup instance, by the instance's key. */
export function lastJobOfEach(jobs: readonly Job[]): Map<string, Job> {
  const last = new Map<string, { job: Job; start: number }>();
  for (const job of jobs) {
    const key = idKey(job.properties.backupInstanceId);
    const start = Date.parse(job.properties.startTime);
    if (start > (last.get(key)?.start ?? -Infinity)) last.set(key, { job, start });
  }
  return new Map([...last].map(([key, { job }]) => [key, job]));
}

/** Whether something is being done with the instance now, according to its last job. */
export const isAtWork = ({ lastJob }: ProtectedItem): boolean => lastJob !== undefined && isRunning(lastJob);

export const vaultIdOf = (instanceId: ResourceId): ResourceId =>
  instanceId.slice(0, instanceId.toLowerCase().lastIndexOf('/backupinstances/'));

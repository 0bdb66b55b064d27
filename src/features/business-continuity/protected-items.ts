/** What is protected, over all vaults: one row for each backup instance, with its last job. */
import type { BackupInstance, Job } from '#protocol/data-protection.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { datasourceTypeText } from '#ui/datasource-type.ts';
import { centreStatus, type CentreStatus } from './protection-text.ts';

export interface ProtectedItem {
  instance: BackupInstance;
  /** The datasource's, as all that follows but the names of vault and policy. */
  serverId: ResourceId;
  name: string;
  type: string;
  subscription: string;
  group: string;
  location: string;
  vaultId: ResourceId;
  vault: string;
  policy: string;
  status: CentreStatus;
  /** The one that began last, of those that are known. */
  lastJob: Job | undefined;
}

/** The rows, in the order of the instances. */
export function protectedItems(
  instances: readonly BackupInstance[],
  jobs: readonly Job[],
  subscriptionName: (subscriptionId: string) => string,
): ProtectedItem[] {
  const lastJobs = lastJobOfEach(jobs);
  return instances.map((instance): ProtectedItem => {
    const { dataSourceInfo, policyInfo, currentProtectionState } = instance.properties;
    const server = parseResourceId(dataSourceInfo.resourceID);
    const vaultId = vaultIdOf(instance.id);
    return {
      instance,
      serverId: dataSourceInfo.resourceID,
      name: dataSourceInfo.resourceName ?? server?.name ?? instance.properties.friendlyName,
      type: datasourceTypeText(dataSourceInfo.datasourceType ?? ''),
      subscription: subscriptionName(server?.subscriptionId ?? ''),
      group: server?.resourceGroup ?? '',
      location: dataSourceInfo.resourceLocation ?? '',
      vaultId,
      vault: lastName(vaultId),
      policy: lastName(policyInfo.policyId),
      status: centreStatus(currentProtectionState),
      lastJob: lastJobs.get(idKey(instance.id)),
    };
  });
}

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

export const vaultIdOf = (instanceId: ResourceId): ResourceId =>
  instanceId.slice(0, instanceId.toLowerCase().lastIndexOf('/backupinstances/'));

export const lastName = (id: ResourceId): string => id.split('/').at(-1) ?? id;

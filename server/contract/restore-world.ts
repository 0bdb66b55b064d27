/** A provider in memory with a protected server, a recovery point, and work that nobody does but the test. */
import { expect } from 'vitest';
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Job } from '#protocol/data-protection.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { type RestoreRequest } from '#protocol/restore.ts';
import { accountIdOf, containerIdIn } from '#protocol/storage.ts';
import { people, world } from './people.ts';
import { assignmentOf } from '#provider/domain/role-assignments.ts';
import { createMemoryPorts, type MemoryPorts } from '#provider/memory/memory-ports.ts';
import type { WorkItem, WorkItemOf, WorkName } from '#provider/work-items.ts';
import { createProvider, type Provider } from '#provider/provider.ts';
import { instances, jobs, recoveryPoints, roleAssignments, vaults, word } from '#provider/records.ts';
import {
  BACKUP_GROUP,
  DATA_GROUP,
  instanceRecord,
  POLICY_ID,
  SAMPLE_SERVER,
  seed,
  SUBSCRIPTION_ID,
  VAULT_ID,
} from '#provider/seed.ts';

export const serverId = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, SAMPLE_SERVER);
export const containerId = containerIdIn(
  `${resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP)}/providers/Microsoft.Storage/storageAccounts/stcontosorestore`,
  'pg-restore',
);
export const never = new AbortController().signal;

export interface World {
  ports: MemoryPorts;
  provider: Provider;
  instanceId: string;
  pointName: string;
  /** Work that was handed over; nobody does it but the test. */
  items: WorkItem[];
}

/** A protected server with a recovery point, and all roles given. */
export async function openWorld(): Promise<World> {
  const ports = createMemoryPorts({ people, speed: () => 1_000_000 });
  const items: WorkItem[] = [];
  const { store } = ports;
  const transact = store.transact.bind(store);
  store.transact = (change) =>
    transact((tx) =>
      change({
        ...tx,
        enqueue: (item) => {
          items.push(item);
          return Promise.resolve();
        },
      }),
    );
  await seed(ports, world);
  const provider = createProvider(ports);
  const instanceId = await ports.store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value;
    if (!vault) throw new Error('The world has no vault.');
    const record = instanceRecord(vault, POLICY_ID, serverId, ports.newId());
    await tx.put(instances, idKey(record.resource.id), record);
    const needs = [
      ...backupRoleNeeds(serverId),
      { roleId: ROLE_IDS.storageBlobDataContributor, scope: accountIdOf(containerId) },
    ];
    for (const { roleId, scope } of needs) {
      const wanted = {
        name: ports.newId(),
        scope,
        roleGuid: roleId,
        principalId: vault.identity?.principalId ?? '',
        principalType: 'ServicePrincipal',
      };
      await tx.put(roleAssignments, wanted.name, assignmentOf(wanted, null, ports.clock.now()));
    }
    return record.resource.id;
  });
  const opened = { ports, provider, instanceId, pointName: '', items };
  await post(opened, 'backup', { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } });
  await provider.perform(last(items, 'backup'), { signal: never, attempt: 1 });
  const [point] = await ports.store.transact((tx) => tx.list(recoveryPoints, { with: [word.ofInstance(instanceId)] }));
  return { ...opened, pointName: point?.value.resource.name ?? '' };
}

export const last = <Name extends WorkName>(items: readonly WorkItem[], kind: Name): WorkItemOf<Name> => {
  const item = items.findLast(({ kind: each }) => each === kind);
  if (!item) throw new Error(`No ${kind} was handed over.`);
  return item as WorkItemOf<Name>;
};

async function post({ provider, instanceId }: World, action: string, body: unknown): Promise<void> {
  const answer = await provider.fetch(
    new Request(`https://arm.example${instanceId}/${action}?api-version=${API_VERSIONS.dataProtection}`, {
      method: 'POST',
      headers: { authorization: 'Bearer operator', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  expect(answer.status, await answer.text()).toBe(202);
}

export async function lastJob({ ports, items }: World): Promise<Job> {
  const key = idKey(last(items, 'restore').payload.jobId);
  const found = await ports.store.transact((tx) => tx.get(jobs, key));
  if (!found) throw new Error('There is no job.');
  return found.value.resource;
}

export const begin = async (at: World, target: RestoreRequest['restoreTargetInfo']): Promise<WorkItemOf<'restore'>> => {
  const request: RestoreRequest = {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: at.pointName,
    restoreTargetInfo: target,
  };
  await post(at, 'restore', request);
  return last(at.items, 'restore');
};

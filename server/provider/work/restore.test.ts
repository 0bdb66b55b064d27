/** What becomes of a restore whose server died. Whole restores are told of in the contract suite. */
import { describe, expect, it } from 'vitest';
import { backupRoleNeeds, ROLE_IDS } from '#protocol/authorization.ts';
import type { Job } from '#protocol/data-protection.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { accountIdOf, containerIdIn } from '#protocol/storage.ts';
import { people, world } from '../../contract/people.ts';
import { assignmentOf } from '../domain/role-assignments.ts';
import { createMemoryPorts, type MemoryPorts } from '../memory/memory-ports.ts';
import type { WorkItem } from '../ports.ts';
import { createProvider, type Provider } from '../provider.ts';
import { expiredPoints, instances, jobs, recoveryPoints, roleAssignments, vaults, word } from '../records.ts';
import {
  BACKUP_GROUP,
  DATA_GROUP,
  instanceRecord,
  POLICY_ID,
  SAMPLE_SERVER,
  seed,
  SUBSCRIPTION_ID,
  VAULT_ID,
} from '../seed.ts';

const serverId = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, SAMPLE_SERVER);
const containerId = containerIdIn(
  `${resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP)}/providers/Microsoft.Storage/storageAccounts/stcontosorestore`,
  'pg-restore',
);
const never = new AbortController().signal;

interface World {
  ports: MemoryPorts;
  provider: Provider;
  instanceId: string;
  pointName: string;
  /** Work that was handed over; nobody does it but the test. */
  items: WorkItem[];
}

/** A protected server with a recovery point, and all roles given. */
async function openWorld(): Promise<World> {
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

const last = (items: readonly WorkItem[], kind: string): WorkItem => {
  const item = items.findLast((each) => each.kind === kind);
  if (!item) throw new Error(`No ${kind} was handed over.`);
  return item;
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

async function lastJob({ ports, items }: World): Promise<Job> {
  const key = idKey(last(items, 'restore').payload.jobId ?? '');
  const found = await ports.store.transact((tx) => tx.get(jobs, key));
  if (!found) throw new Error('There is no job.');
  return found.value.resource;
}

const begin = async (at: World, target: RestoreRequest['restoreTargetInfo']): Promise<WorkItem> => {
  const request: RestoreRequest = {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: at.pointName,
    restoreTargetInfo: target,
  };
  await post(at, 'restore', request);
  return last(at.items, 'restore');
};

const asFiles = (filePrefix: string): RestoreRequest['restoreTargetInfo'] => ({
  objectType: 'RestoreFilesTargetInfo',
  recoveryOption: 'FailIfExists',
  restoreLocation: 'westeurope',
  targetDetails: {
    restoreTargetLocationType: 'AzureBlobs',
    url: 'https://stcontosorestore.blob.core.windows.net/pg-restore',
    filePrefix,
  },
});

const filesIn = ({ ports }: World): string[] => Object.keys(ports.restoreTargets.save()[idKey(containerId)] ?? {});

describe('a restore whose server died', () => {
  it('is not begun again: the job fails, says so, and what was written goes', async () => {
    const at = await openWorld();
    const item = await begin(at, asFiles('x'));
    // It came as far as giving the files their names.
    const { restoreTargets } = at.ports;
    const writer = await restoreTargets.begin({ containerId, restoreId: item.payload.jobId?.split('/').at(-1) ?? '' });
    await writer.write(
      'x_roles.sql',
      (async function* () {
        yield await Promise.resolve(new Uint8Array(3));
      })(),
    );
    await writer.publish();
    expect(filesIn(at)).toEqual(['x_roles.sql']);

    await at.provider.perform(item, { signal: never, attempt: 2 });
    const { properties } = await lastJob(at);
    expect(properties.status).toBe('Failed');
    expect(properties.errorDetails?.[0]).toMatchObject({
      code: 'RestoreInterrupted',
      recommendedAction: ['Start the restore again.'],
    });
    expect(filesIn(at)).toEqual([]);
    const running = await at.ports.store.transact((tx) => tx.count(jobs, { with: [word.runningOf(at.instanceId)] }));
    expect(running).toBe(0);
  });

  it('after its job had ended keeps what it restored', async () => {
    const at = await openWorld();
    const item = await begin(at, asFiles('y'));
    await at.provider.perform(item, { signal: never, attempt: 1 });
    expect((await lastJob(at)).properties.status).toBe('Completed');
    await at.provider.perform(item, { signal: never, attempt: 2 });
    expect((await lastJob(at)).properties.status).toBe('Completed');
    expect(filesIn(at)).toEqual(['y_roles.sql', 'y_database_sample.sql']);
  });

  it('into a server clears that server up', async () => {
    const at = await openWorld();
    const discarded: unknown[] = [];
    at.ports.engine.discardRestore = (_, restore) => {
      discarded.push(restore);
      return Promise.resolve();
    };
    const databases = [{ name: 'sample', targetName: 'copy', replace: false }];
    const item = await begin(at, {
      objectType: SERVER_TARGET,
      recoveryOption: 'FailIfExists',
      restoreLocation: 'westeurope',
      targetServerId: serverId,
      databases,
      ownersAndRoles: false,
    });
    await at.provider.perform(item, { signal: never, attempt: 2 });
    expect((await lastJob(at)).properties.status).toBe('Failed');
    expect(discarded).toEqual([{ id: (await lastJob(at)).name.replaceAll('-', ''), databases }]);
  });
});

describe('a recovery point that expires while it is restored', () => {
  it('stays until the restore has ended, and goes then', async () => {
    const at = await openWorld();
    const { ports, provider, instanceId, pointName } = at;
    const item = await begin(at, asFiles('w'));
    const point = { vaultId: VAULT_ID, instanceName: instanceId.split('/').at(-1) ?? '', recoveryPointId: pointName };
    await ports.store.transact(async (tx) => {
      await tx.delete(recoveryPoints, idKey(`${instanceId}/recoveryPoints/${pointName}`));
      await tx.put(expiredPoints, pointName, { vaultId: VAULT_ID, instanceId, recoveryPointId: pointName });
    });
    const expire = { kind: 'expirePoints', id: 'now', payload: { instanceId } };
    await provider.perform(expire, { signal: never, attempt: 1 });
    expect(await ports.vaultStorage.manifest(point)).toBeDefined();

    await provider.perform(item, { signal: never, attempt: 1 });
    expect((await lastJob(at)).properties.status).toBe('Completed');
    await provider.perform(last(at.items, 'expirePoints'), { signal: never, attempt: 1 });
    expect(await ports.vaultStorage.manifest(point)).toBeUndefined();
  });
});

describe('a restore that is stopped with its server', () => {
  it('ends as Failed and leaves nothing', async () => {
    const at = await openWorld();
    const item = await begin(at, asFiles('z'));
    const stop = new AbortController();
    const { vaultStorage } = at.ports;
    const read = vaultStorage.read.bind(vaultStorage);
    vaultStorage.read = (...given) => {
      stop.abort(new Error('stopping'));
      return read(...given);
    };
    await at.provider.perform(item, { signal: stop.signal, attempt: 1 });
    expect((await lastJob(at)).properties.errorDetails?.[0]?.code).toBe('RestoreInterrupted');
    expect(filesIn(at)).toEqual([]);
  });

  it('fails when the stored bytes are not what was stored', async () => {
    const at = await openWorld();
    const item = await begin(at, asFiles('z'));
    const { vaultStorage } = at.ports;
    const read = vaultStorage.read.bind(vaultStorage);
    vaultStorage.read = (point, part, signal) => read(point, { ...part, storedSha256: 'other' }, signal);
    await at.provider.perform(item, { signal: never, attempt: 1 });
    const { properties } = await lastJob(at);
    expect([properties.status, properties.errorDetails?.[0]?.code]).toEqual(['Failed', 'RecoveryPointDamaged']);
    expect(filesIn(at)).toEqual([]);
  });
});

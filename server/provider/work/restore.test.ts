/** How a restore ends whose server died. Whole restores are in the contract suite. */
import { describe, expect, it } from 'vitest';
import { idKey, lastName } from '#protocol/resource-id.ts';
import { SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { expiredPoints, jobs, recoveryPoints, word } from '../records.ts';
import { VAULT_ID } from '../seed.ts';
import type { WorkItem } from '../work-items.ts';

import {
  begin,
  containerId,
  last,
  lastJob,
  never,
  openWorld,
  serverId,
  type World,
} from '../../contract/restore-world.ts';

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
    const writer = await restoreTargets.begin({ containerId, restoreId: lastName(item.payload.jobId) });
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
    const point = { vaultId: VAULT_ID, instanceName: lastName(instanceId), recoveryPointId: pointName };
    await ports.store.transact(async (tx) => {
      await tx.delete(recoveryPoints, idKey(`${instanceId}/recoveryPoints/${pointName}`));
      await tx.put(expiredPoints, pointName, { vaultId: VAULT_ID, instanceId, recoveryPointId: pointName });
    });
    const expire: WorkItem = { kind: 'expirePoints', id: 'now', payload: { instanceId } };
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

/** Vaults in storages that the operator has set up, beside those in the data folder. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { identityOf, masterKeysOf } from '#adapters/age/master-keys.ts';
import { createVaultKeys } from '#adapters/age/vault-keys.ts';
import { createFolderVaultStorage } from '#adapters/folder-vault-storage.ts';
import { createManifestSigning, publishKey } from '#adapters/manifest-signing.ts';
import { createFolderStore } from '#adapters/stores/folder-store.ts';
import type { AzureBlobPlace } from '#adapters/stores/azure-blob-place.ts';
import { openAzureBlobStore } from '#adapters/stores/azure-blob-store.ts';
import type { ObjectStore } from '#adapters/stores/object-store.ts';
import type { RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import { createMemoryStore } from '#provider/memory/store.ts';
import type { PointAddress, VaultStorages } from '#provider/ports.ts';
import { recoveryPoints, vaults } from '#provider/records.ts';
import { azuriteSetting, hasAzurite, startAzurite, type TestService } from '../testing/object-services.ts';
import { inChunks, point, readAll, storePoint } from '../testing/store-suite.ts';
import type { Storages } from './storages.ts';
import { createVaultStorages } from './vault-storages.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const signing = createManifestSigning(new Uint8Array(32));
const local: PointAddress = { ...point, vaultId: point.vaultId.replace('bv-one', 'bv-local') };

describe.runIf(hasAzurite())('a vault', () => {
  let azurite: TestService<AzureBlobPlace>;
  let folder = '';
  let objects: ObjectStore;
  let storages: Storages;
  let state: ReturnType<typeof createMemoryStore>;
  const log = vi.fn();
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.stop());
  beforeEach(async () => {
    log.mockClear();
    folder = await mkdtemp(join(tmpdir(), 'bp-storages-'));
    state = createMemoryStore({ newId: () => randomBytes(8).toString('hex'), onCommit: () => undefined });
    await state.transact(async (tx) => {
      for (const [{ vaultId: id }, named] of [
        [point, { vaultStorage: { name: 'offsite', type: 'AzureBlob' } }],
        [local, {}],
      ] as const) {
        await tx.put(vaults, idKey(id), { id, name: id, properties: named } as unknown as Vault);
      }
    });
    const place = await azurite.newPlace();
    objects = openAzureBlobStore(place);
    storages = { offsite: azuriteSetting(azurite, place) };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const opened = async (change: Storages = storages): Promise<VaultStorages> => {
    const masters = await masterKeysOf([identityOf(new Uint8Array(32).fill(1))]);
    const keys = createVaultKeys(createFolderStore(folder), masters, () => undefined);
    const { storage, openAll } = createVaultStorages({
      local: {
        storage: createFolderVaultStorage(folder, signing, { keys }),
        files: { store: createFolderStore(folder), signing, keys, encrypts: false },
      },
      masters,
      ...{ storages: change, quotaBytes: undefined, encrypts: true, store: state, signing, log },
    });
    openAll();
    return storage;
  };

  it('is stored where it was told to, with its keys, and another one in the data folder', async () => {
    const storage = await opened();
    const bytes = randomBytes(7_000_000);
    const stored = await storePoint(storage, bytes);
    await storePoint(storage, randomBytes(1000), local);
    expect(stored.encryption).toBe('age');
    expect((await readAll(storage.read(point, stored))).equals(bytes)).toBe(true);
    await storage.verify(point);
    expect(await objects.names('')).toEqual([expect.stringMatching(/^bv-one~/), 'signing-key.pem']);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^bv-local~/)]);
    await storage.remove(point);
    await state.transact((tx) => tx.delete(vaults, idKey(point.vaultId)));
    await storage.forget(point.vaultId, 'offsite');
    expect(await objects.names('')).toEqual(['signing-key.pem']);
  });

  it('with a second storage is copied into it, with its keys, and goes from both', async () => {
    await state.transact(async (tx) => {
      const vault = (await tx.get(vaults, idKey(local.vaultId)))?.value;
      const properties = { copyStorage: { name: 'offsite', type: 'AzureBlob' } };
      if (vault) await tx.put(vaults, idKey(vault.id), { ...vault, properties } as unknown as Vault);
    });
    await publishKey(createFolderStore(folder), signing);
    const storage = await opened();
    const bytes = randomBytes(7_000_000);
    const stored = await storePoint(storage, bytes, local);
    const second = { ...local, copy: 'second' } as const;
    for (let time = 0; time < 2; time += 1) {
      await storage.copy(
        second,
        new AbortController().signal,
        () => undefined,
        () => Promise.resolve(),
      );
      expect((await readAll(storage.read(second, stored))).equals(bytes)).toBe(true);
    }
    const [vault = ''] = await objects.names('');
    const key = expect.stringMatching(/^vault-key-.*\.age$/) as string;
    expect(await objects.names(vault)).toEqual([expect.stringMatching(/^pg-one~/), key]);
    await rm(
      join(folder, vault, (await readdir(join(folder, vault))).find((name) => name.startsWith('pg-one')) ?? ''),
      {
        recursive: true,
      },
    );
    await storage.copy(
      local,
      new AbortController().signal,
      () => undefined,
      () => Promise.resolve(),
    );
    expect((await readAll(storage.read(local, stored))).equals(bytes)).toBe(true);
    await storage.remove(local);
    expect(await storage.manifest(local)).toBeUndefined();
    expect(await storage.manifest(second)).toBeUndefined();
    expect(await objects.names(vault)).toEqual([key]);
  });

  it('whose storage is not set up any more says so, and calls nothing damaged', async () => {
    await storePoint(await opened(), randomBytes(1000));
    const without = await opened({});
    const calls = [
      () => without.manifest(point),
      () => without.verify(point),
      () => without.begin(point),
      () => without.remove(point),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code: 'UserErrorVaultStorageFailed',
        message: expect.stringContaining("'offsite'") as string,
      });
    }
  });

  it('whose storage is another place by now is neither written there nor called damaged', async () => {
    const storage = await opened();
    await storePoint(storage, randomBytes(1000));
    await state.transact((tx) =>
      tx.put(recoveryPoints, 'one', {
        ...{ vaultId: point.vaultId, instanceId: 'i' },
        resource: { name: 'one', properties: { recoveryPointTime: '2026' } } as unknown as RecoveryPoint,
      }),
    );
    const { offsite } = storages;
    if (!offsite) throw new Error('no storage');
    const moved = await opened({ offsite: { ...offsite, prefix: 'elsewhere/' } });
    const calls = [
      () => moved.manifest(point),
      () => moved.begin(point),
      () => moved.verify({ ...point, manifestSha256: '0' }),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'UserErrorVaultStorageFailed' });
    }
    await (await storage.begin({ ...point, recoveryPointId: 'next' })).abandon();
  });

  it('waits for a storage that is away, and has it when it is back; no secret is logged', async () => {
    const { offsite } = storages;
    if (offsite?.type !== 'AzureBlob') throw new Error('no storage');
    const away = await opened({ offsite: { ...offsite, container: 'nowhere' } });
    await expect(away.begin(point)).rejects.toMatchObject({
      message: expect.stringContaining('is not there') as string,
    });
    expect(log).toHaveBeenCalledWith('a storage is not ready', expect.objectContaining({ storage: 'offsite' }));
    expect(JSON.stringify(log.mock.calls)).not.toContain(offsite.accountKey);
    const writer = await (await opened()).begin(point);
    await writer.write({ kind: 'database', database: 'a', format: 'plain' }, inChunks(randomBytes(10), 5));
    await writer.abandon();
  });
});

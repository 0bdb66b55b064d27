/** What every store has to hold, as the port promises it: the same sentences for a folder, a bucket and a container. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PointAddress, StoredPart, VaultStorage } from '#provider/ports.ts';
import { identityOf, masterKeysOf } from '../adapters/age/master-keys.ts';
import { createVaultKeys, type VaultKeys } from '../adapters/age/vault-keys.ts';
import { createManifestSigning, PUBLIC_KEY_FILE, publishKey } from '../adapters/manifest-signing.ts';
import { createMountedVaults } from '../adapters/mounted-vaults.ts';
import { outputOf } from '../adapters/postgres-engine/run-tool.ts';
import type { ObjectStore } from '../adapters/stores/object-store.ts';
import { pointFolder, vaultFolder } from '../adapters/vault-names.ts';
import { createVaultStorage } from '../adapters/vault-storage.ts';
import { sampleManifest } from './sample-manifest.ts';

export interface StoreUnderTest {
  /** A new and empty one, of which a vault may hold so much. */
  open: (quotaBytes?: number) => Promise<ObjectStore>;
  /** What the service has that no list of objects shows: uploads that nobody ended. */
  unfinished: (store: ObjectStore) => Promise<number>;
}

const signing = createManifestSigning(new Uint8Array(32));
const database = { kind: 'database', database: 'shop', format: 'plain' } as const;
const damaged = { name: 'EngineFault', code: 'RecoveryPointDamaged' };

export const point: PointAddress = {
  vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one',
  instanceName: 'pg-one',
  recoveryPointId: '0123456789abcdef0123456789abcdef',
};

export async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function* broken(bytes: Uint8Array) {
  yield* inChunks(bytes, 100_000);
  throw new Error('the tool failed');
}

export async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pieces) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A storage of vaults with keys, over the store. */
export async function vaultsIn(store: ObjectStore): Promise<{ storage: VaultStorage; keys: VaultKeys }> {
  const keys = createVaultKeys(store, await masterKeysOf([identityOf(new Uint8Array(32).fill(1))]), () => undefined);
  return { storage: createVaultStorage(store, signing, { keys }), keys };
}

export async function storePoint(storage: VaultStorage, bytes: Uint8Array, address = point): Promise<StoredPart> {
  const writer = await storage.begin(address);
  const stored = await writer.write(database, inChunks(bytes, 65_536));
  await writer.commit(sampleManifest(address, [{ ...database, ...stored }]));
  return stored;
}

export function storeSuite({ open, unfinished }: StoreUnderTest): void {
  let store: ObjectStore;
  let storage: VaultStorage;
  beforeEach(async () => {
    store = await open();
    ({ storage } = await vaultsIn(store));
  });
  const files = () => store.names(pointFolder(point));

  describe('a recovery point', () => {
    it.each([0, 600_000, 12_000_000, 17_000_000])('gives back %i bytes as they came', async (size) => {
      const bytes = randomBytes(size);
      const stored = await storePoint(storage, bytes);
      expect(stored).toMatchObject({ plainBytes: size, plainSha256: createHash('sha256').update(bytes).digest('hex') });
      await storage.verify(point);
      expect((await readAll(storage.read(point, stored))).equals(bytes)).toBe(true);
      const [kept] = (await files()).filter((name) => name === stored.file);
      const raw = await readAll(store.read(`${pointFolder(point)}/${kept ?? ''}`, stored.storedBytes, undefined));
      expect(createHash('sha256').update(raw).digest('hex')).toBe(stored.storedSha256);
    });

    it('is written by a process of its own as well, straight from the tool', async () => {
      const writer = await storage.begin(point);
      const { signal } = new AbortController();
      const args = ['-c', '13000000', '/dev/urandom'];
      const plain = outputOf({ path: '/usr/bin/head', args, env: {}, signal, onBytes: () => undefined });
      const stored = await writer.write(database, plain);
      await writer.commit(sampleManifest(point, [{ ...database, ...stored }]));
      expect(stored).toMatchObject({ plainBytes: 13_000_000, encryption: 'age' });
      await storage.verify(point);
      const digest = createHash('sha256').update(await readAll(storage.read(point, stored)));
      expect(digest.digest('hex')).toBe(stored.plainSha256);
    });

    it('does not exist before its manifest does, and then has nothing but its files', async () => {
      const writer = await storage.begin(point);
      const stored = await writer.write(database, inChunks(randomBytes(1000), 100));
      expect(await storage.manifest(point)).toBeUndefined();
      await expect(storage.verify(point)).rejects.toMatchObject(damaged);
      await writer.commit(sampleManifest(point, [{ ...database, ...stored }]));
      expect(await storage.manifest(point)).toBeDefined();
      expect(await files()).toEqual([stored.file, 'manifest.json', 'manifest.sig']);
    });

    it('is removed whole, and removing it again does no harm', async () => {
      await storePoint(storage, randomBytes(6_000_000));
      await storage.remove(point);
      await storage.remove(point);
      expect(await storage.manifest(point)).toBeUndefined();
      expect(await files()).toEqual([]);
    });

    it('is found whatever the case of its names', async () => {
      await storePoint(storage, randomBytes(10));
      const shouted = { ...point, vaultId: point.vaultId.toUpperCase(), instanceName: 'PG-ONE' };
      expect(await storage.manifest(shouted)).toBeDefined();
    });

    it('keeps nothing of an earlier attempt', async () => {
      await (await storage.begin(point)).write(database, inChunks(randomBytes(1000), 100));
      const before = await files();
      await storage.begin(point);
      expect(before.length - (await files()).length).toBe(1);
    });

    it('keeps nothing of a part that broke off, sent in pieces or not, and keeps the parts beside it', async () => {
      const writer = await storage.begin(point);
      const whole = await writer.write(database, inChunks(randomBytes(100), 10));
      for (const size of [1000, 17_000_000]) {
        await expect(writer.write({ ...database, database: 'other' }, broken(randomBytes(size)))).rejects.toThrow(
          'the tool failed',
        );
      }
      await writer.commit(sampleManifest(point, [{ ...database, ...whole }]));
      expect(await files()).toEqual([whole.file, 'manifest.json', 'manifest.sig']);
      expect(await unfinished(store)).toBe(0);
    });

    it('is gone after it was abandoned', async () => {
      const writer = await storage.begin(point);
      await writer.write(database, inChunks(randomBytes(1000), 100));
      await writer.abandon();
      expect(await files()).toEqual([]);
    });

    it('leaves nothing when its upload was never ended, once it is removed', async () => {
      await storage.begin(point);
      const key = `${pointFolder(point)}/database_shop_0001.sql.zst.age`;
      // As a process that was killed leaves it: nobody aborts.
      const held = Promise.withResolvers<undefined>();
      const stuck = (async function* () {
        yield* inChunks(randomBytes(11_000_000), 1_000_000);
        await held.promise;
        throw new Error('killed');
      })();
      const writing = store.write(key, vaultFolder(point.vaultId), stuck).catch((error: unknown) => error);
      for (let tries = 0; (await unfinished(store)) === 0 && store.place.kind !== 'folder' && tries < 50; tries += 1)
        await sleep(50);
      await storage.remove(point);
      expect(await unfinished(store)).toBe(0);
      held.resolve(undefined);
      expect(await writing).toBeInstanceOf(Error);
      expect(await files()).toEqual([]);
    });
  });

  describe('what was changed is found:', () => {
    const keyOf = ({ file }: StoredPart) => `${pointFolder(point)}/${file}`;

    it.each([
      ['a byte', (bytes: Buffer) => Buffer.from(bytes).fill(7, 500_000, 500_010)],
      ['the end', (bytes: Buffer) => bytes.subarray(0, 900_000)],
      ['all of it', () => Buffer.from('something else')],
      ['everything, so that nothing is left', () => Buffer.alloc(0)],
    ])('%s', async (_, spoil) => {
      const stored = await storePoint(storage, randomBytes(1_000_000));
      const bytes = await readAll(store.read(keyOf(stored), stored.storedBytes, undefined));
      await store.put(keyOf(stored), spoil(bytes));
      await expect(storage.verify(point)).rejects.toMatchObject(damaged);
      await expect(readAll(storage.read(point, stored))).rejects.toMatchObject(damaged);
    });

    it('a file that is missing', async () => {
      const stored = await storePoint(storage, randomBytes(1000));
      await store.remove(keyOf(stored));
      await expect(storage.verify(point)).rejects.toMatchObject(damaged);
      await expect(readAll(storage.read(point, stored))).rejects.toMatchObject(damaged);
    });

    it('a manifest that is another one, or names a file elsewhere', async () => {
      const stored = await storePoint(storage, randomBytes(1000));
      await expect(readAll(storage.read(point, { ...stored, file: '../x' }))).rejects.toMatchObject(damaged);
      const manifest = await store.get(`${pointFolder(point)}/manifest.json`, 1_000_000);
      await store.put(
        `${pointFolder(point)}/manifest.json`,
        Buffer.concat([manifest ?? Buffer.alloc(0), Buffer.from(' ')]),
      );
      await expect(storage.manifest(point)).rejects.toMatchObject(damaged);
    });
  });

  describe('reading', () => {
    it('stops when it is told to, with the reason', async () => {
      const stored = await storePoint(storage, randomBytes(17_000_000));
      const stop = new AbortController();
      const stopped = (async () => {
        const reading = storage.read(point, stored, stop.signal)[Symbol.asyncIterator]();
        await reading.next();
        stop.abort(new Error('enough'));
        while (!(await reading.next()).done);
      })();
      await expect(stopped).rejects.toThrow('enough');
      await expect(readAll(storage.read(point, stored, AbortSignal.abort(new Error('never'))))).rejects.toThrow(
        'never',
      );
    });

    it('may be left in the middle', async () => {
      const stored = await storePoint(storage, randomBytes(17_000_000));
      let read = 0;
      for await (const piece of storage.read(point, stored)) if ((read += piece.length) > 2_000_000) break;
      expect(read).toBeLessThan(17_000_000);
    });
  });

  describe('keys', () => {
    it('lie beside the points and go with the vault, but not while something is in it', async () => {
      const { keys } = await vaultsIn(store);
      const stored = await storePoint(storage, randomBytes(1000));
      await keys.rotate(point.vaultId);
      const names = (await store.names(vaultFolder(point.vaultId))).filter((name) => name.startsWith('vault-key-'));
      expect(names).toHaveLength(2);
      await storage.forget(point.vaultId);
      expect((await readAll(storage.read(point, stored))).length).toBe(1000);
      await storage.remove(point);
      await storage.begin(point);
      await storage.forget(point.vaultId);
      expect((await store.names(vaultFolder(point.vaultId))).filter((name) => name.startsWith('vault-key-'))).toEqual(
        names,
      );
      await storage.remove(point);
      await storage.forget(point.vaultId);
      await storage.forget(point.vaultId);
      expect(await store.names('')).toEqual([]);
    });

    it('are wrapped anew by another master key', async () => {
      const stored = await storePoint(storage, randomBytes(1000));
      const masters = [identityOf(new Uint8Array(32).fill(2)), identityOf(new Uint8Array(32).fill(1))] as const;
      const both = createVaultKeys(store, await masterKeysOf([...masters]), () => undefined);
      expect(await both.vaults()).toEqual([point.vaultId]);
      expect(await both.rewrap()).toBe(1);
      const keys = createVaultKeys(store, await masterKeysOf([masters[0]]), () => undefined);
      const later = createVaultStorage(store, signing, { keys });
      expect((await readAll(later.read(point, stored))).length).toBe(1000);
      await expect(readAll(storage.read(point, stored))).rejects.toMatchObject({ code: 'UserErrorVaultKeyMissing' });
    });
  });

  it('without its public key it is not the store of the vaults, and that is no damage', async () => {
    await publishKey(store, signing);
    const mounted = createMountedVaults(store, storage);
    await storePoint(mounted, randomBytes(1000));
    await store.removeFolder(vaultFolder(point.vaultId));
    await store.remove(PUBLIC_KEY_FILE);
    const absent = { code: 'UserErrorVaultStorageFailed' };
    await expect(mounted.manifest(point)).rejects.toMatchObject(absent);
    await expect(mounted.verify({ ...point, manifestSha256: '0' })).rejects.toMatchObject(absent);
    await expect(mounted.begin(point)).rejects.toMatchObject(absent);
    await expect(mounted.remove(point)).rejects.toMatchObject(absent);
  });

  it('a vault holds no more than it may', async () => {
    const small = await open(3_000_000);
    const { storage: limited } = await vaultsIn(small);
    const full = { code: 'UserErrorVaultStorageQuotaReached' };
    await expect(limited.begin(point, 100_000_000)).rejects.toMatchObject(full);
    const writer = await limited.begin(point, 1000);
    await expect(writer.write(database, inChunks(randomBytes(8_000_000), 100_000))).rejects.toMatchObject(full);
    await writer.write(database, inChunks(randomBytes(2_000_000), 100_000));
    await expect(writer.write(database, inChunks(randomBytes(2_000_000), 100_000))).rejects.toMatchObject(full);
    expect((await small.names(pointFolder(point))).filter((name) => name.startsWith('database'))).toHaveLength(1);
    expect(await unfinished(small)).toBe(0);
  });

  it('one small file is made once, replaced whole, and given another name', async () => {
    expect(await store.create('a/one', Buffer.from('1'))).toBe(true);
    await store.put('a/one', Buffer.from('2'));
    await store.rename('a/one', 'a/two');
    expect(await store.names('a')).toEqual(['two']);
    expect((await store.get('a/two', 10))?.toString()).toBe('2');
    expect(await store.get('a/one', 10)).toBeUndefined();
    await expect(store.get('a/two', 0)).rejects.toMatchObject(damaged);
    await store.remove('a/two');
    await store.remove('a/two');
    expect(await store.names('a')).toEqual([]);
    expect(await store.names('nowhere')).toEqual([]);
  });
}

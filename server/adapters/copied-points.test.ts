/** A vault with two storages, both folders: what is copied, what a copy leaves alone, and that each is enough by itself. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import type { PointAddress, StoredPart, VaultStorages } from '#provider/ports.ts';
import { point, readAll, storePoint } from '../testing/store-suite.ts';
import { identityOf, masterKeysOf, type MasterKeys } from './age/master-keys.ts';
import { createVaultKeys } from './age/vault-keys.ts';
import { createChosenStorage, type OpenStorage } from './chosen-storage.ts';
import { copyPoint } from './copy-point.ts';
import { createManifestSigning, PUBLIC_KEY_FILE, publishKey } from './manifest-signing.ts';
import { createMountedVaults } from './mounted-vaults.ts';
import { createFolderStore } from './stores/folder-store.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { catalogueFolder, instanceFolder, pointFolder, vaultFolder } from './vault-names.ts';
import { createVaultStorage } from './vault-storage.ts';

const signing = createManifestSigning(new Uint8Array(32));
const { signal } = new AbortController();
const second: PointAddress = { ...point, copy: 'second' };
const noBytes = () => undefined;
const always = () => Promise.resolve();

let masters: MasterKeys;
let root: string;
let storage: VaultStorages;
let stored: StoredPart;
const bytes = randomBytes(3_000_000);
beforeEach(async () => {
  masters = await masterKeysOf([identityOf(new Uint8Array(32).fill(1))]);
  root = await mkdtemp(join(tmpdir(), 'bp-copies-'));
  storage = await opened();
  stored = await storePoint(storage, bytes);
});
afterEach(() => rm(root, { recursive: true, force: true }));

function openAt(name: string): OpenStorage {
  const store = createFolderStore(join(root, name));
  const keys = createVaultKeys(store, masters, () => undefined);
  return {
    storage: createMountedVaults(store, createVaultStorage(store, signing, { keys })),
    files: { store, signing, keys, encrypts: true },
  };
}

async function opened(): Promise<VaultStorages> {
  for (const name of ['one', 'two']) await publishKey(createFolderStore(join(root, name)), signing);
  const others = new Map([['offsite', () => Promise.resolve(openAt('two'))]]);
  return createChosenStorage({
    local: openAt('one'),
    ...{ others, signing, storagesOf: () => Promise.resolve([LOCAL_STORAGE.name, 'offsite']) },
  });
}

const copy = (to: PointAddress = second) => storage.copy(to, signal, noBytes, always);
const path = (name: 'one' | 'two', ...rest: string[]) => join(root, name, ...rest);
const fileIn = (name: 'one' | 'two', file = stored.file) => path(name, pointFolder(point), file);
const contentsOf = async (folder: string) => {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
  return new Map(await Promise.all(names.sort().map(async (name) => [name, await readFile(folder + name)] as const)));
};
const damage = async (name: 'one' | 'two') => {
  const file = await readFile(fileIn(name));
  file[1000] = (file[1000] ?? 0) ^ 1;
  await writeFile(fileIn(name), file);
};

it('copies the point, the keys and what lies beside, byte for byte, and each is enough alone', async () => {
  await writeFile(path('one', vaultFolder(point.vaultId), 'catalogue.json'), '{"vault":1}');
  await writeFile(path('one', instanceFolder(point), 'instance.json'), '{"instance":1}');
  let read = 0;
  await storage.copy(second, signal, (count) => (read += count), always);
  expect(read).toBeGreaterThan(2 * bytes.length);
  expect(await contentsOf(path('two'))).toEqual(await contentsOf(path('one')));
  await rm(path('one'), { recursive: true });
  await storage.verify(second);
  expect((await readAll(storage.read(second, stored))).equals(bytes)).toBe(true);
  const alone = openAt('two').storage;
  expect((await readAll(alone.read(point, stored))).equals(bytes)).toBe(true);
});

it('describes what has changed beside the points anew, and never overwrites a key', async () => {
  const key =
    (await readdir(path('one', vaultFolder(point.vaultId)))).find((name) => name.startsWith('vault-key')) ?? '';
  const description = (name: 'one' | 'two') => path(name, vaultFolder(point.vaultId), 'catalogue.json');
  await writeFile(description('one'), 'before');
  await copy();
  const good = await readFile(path('two', vaultFolder(point.vaultId), key));
  await writeFile(description('one'), 'after');
  await writeFile(path('one', vaultFolder(point.vaultId), key), 'not a key any more');
  await copy();
  expect(await readFile(description('two'), 'utf8')).toBe('after');
  expect((await readFile(path('two', vaultFolder(point.vaultId), key))).equals(good)).toBe(true);
});

it('brings a document about the vault that is missing, and neither reads nor replaces one that is there', async () => {
  const documents = (name: 'one' | 'two') => path(name, catalogueFolder(point.vaultId));
  for (const name of ['one', 'two'] as const) await mkdir(documents(name), { recursive: true });
  await writeFile(join(documents('one'), 'keeper-vault.json.age'), 'old');
  await writeFile(join(documents('two'), 'keeper-vault.json.age'), 'new');
  await writeFile(join(documents('one'), 'keeper-instance-one.json.age'), 'missing');
  const from = createFolderStore(path('one'));
  const read: string[] = [];
  const watched: ObjectStore = { ...from, get: (key, most) => (read.push(key), from.get(key, most)) };
  const to = createFolderStore(path('two'));
  await copyPoint({ ...{ from: watched, to, signing, signal }, point: second, onBytes: noBytes, mayPublish: always });
  expect(await readFile(join(documents('two'), 'keeper-vault.json.age'), 'utf8')).toBe('new');
  expect(await readFile(join(documents('two'), 'keeper-instance-one.json.age'), 'utf8')).toBe('missing');
  expect(read.filter((key) => key.includes('/catalogue/')).map((key) => key.split('/').at(-1))).toEqual([
    'keeper-instance-one.json.age',
  ]);
});

it('writes nothing twice, and goes on with what an attempt that died has left', async () => {
  await copy();
  // A file that is made anew may get the same inode.
  const before = await stat(fileIn('two'));
  await rm(fileIn('two', 'manifest.json'));
  await copy();
  expect((await stat(fileIn('two'))).mtimeMs).toBe(before.mtimeMs);
  await storage.verify(second);

  await rm(fileIn('two', 'manifest.json'));
  await writeFile(fileIn('two'), (await readFile(fileIn('one'))).subarray(0, 100));
  await copy();
  await storage.verify(second);
});

it('makes a damaged copy anew from the good one, in either direction', async () => {
  await copy();
  for (const [name, to] of [
    ['one', point],
    ['two', second],
  ] as const) {
    await damage(name);
    await expect(storage.verify(to)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
    await copy(to);
    await storage.verify(to);
    await rm(fileIn(name, 'manifest.json'));
    await rm(fileIn(name));
    await copy(to);
    expect((await readAll(storage.read(to, stored))).equals(bytes)).toBe(true);
  }
});

describe('a copy that cannot be made', () => {
  it('of a damaged point is none, and says that it is damaged', async () => {
    await damage('one');
    await expect(copy()).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
    expect(await storage.manifest(second)).toBeUndefined();
    expect(await readdir(path('two', pointFolder(point)))).toEqual([]);
  });

  it('of another manifest than the one that was written is none', async () => {
    await expect(copy({ ...second, manifestSha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'RecoveryPointDamaged',
    });
    expect(await contentsOf(path('two'))).toEqual(new Map([[`/${PUBLIC_KEY_FILE}`, expect.anything()]]));
  });

  it.each(['one', 'two'] as const)(
    'because the storage %s is away says so, and calls nothing damaged',
    async (name) => {
      await rm(path(name), { recursive: true });
      await expect(copy()).rejects.toMatchObject({ code: 'UserErrorVaultStorageFailed' });
    },
  );

  it('because both are one place is refused', async () => {
    const local = openAt('one');
    const same = createChosenStorage({
      ...{ local, others: new Map([['offsite', () => Promise.resolve(openAt('one'))]]), signing },
      storagesOf: () => Promise.resolve([LOCAL_STORAGE.name, 'offsite']),
    });
    await expect(same.copy(second, signal, noBytes, always)).rejects.toMatchObject({
      message: 'Both storages of the vault are one and the same place.',
    });
    expect((await readAll(same.read(point, stored))).equals(bytes)).toBe(true);
  });

  it('because it may not be published any more leaves no point', async () => {
    const publishing = storage.copy(second, signal, noBytes, () => Promise.reject(new Error('taken over')));
    await expect(publishing).rejects.toThrow('taken over');
    expect(await storage.manifest(second)).toBeUndefined();
  });

  it('because it was stopped leaves no point', async () => {
    const stop = new AbortController();
    const abort = () => {
      stop.abort(new Error('stopped'));
    };
    const stopping = storage.copy(second, stop.signal, abort, always);
    await expect(stopping).rejects.toThrow('stopped');
    expect(await storage.manifest(second)).toBeUndefined();
    await copy();
    await storage.verify(second);
  });
});

it('goes from both storages, also when one of them fails', async () => {
  await copy();
  await rm(path('one'), { recursive: true });
  await expect(storage.remove(point)).rejects.toMatchObject({ code: 'UserErrorVaultStorageFailed' });
  expect(await storage.manifest(second)).toBeUndefined();
  await publishKey(createFolderStore(path('one')), signing);
  await storage.remove(point);
  await storage.forget(point.vaultId);
  await storage.forget(point.vaultId, 'offsite');
  expect([...(await contentsOf(path('two'))).keys()]).toEqual([`/${PUBLIC_KEY_FILE}`]);
});

it('has keys that a new master key wraps in each of its storages', async () => {
  await copy();
  const old = masters;
  masters = await masterKeysOf([identityOf(new Uint8Array(32).fill(2)), identityOf(new Uint8Array(32).fill(1))]);
  for (const name of ['one', 'two']) {
    expect(await createVaultKeys(createFolderStore(join(root, name)), masters, () => undefined).rewrap()).toBe(1);
  }
  masters = await masterKeysOf([identityOf(new Uint8Array(32).fill(2))]);
  for (const name of ['one', 'two']) {
    expect((await readAll(openAt(name).storage.read(point, stored))).equals(bytes)).toBe(true);
  }
  masters = old;
});

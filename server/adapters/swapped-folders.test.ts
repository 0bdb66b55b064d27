/** Somebody puts something else where folders and files of the vaults are, while the portal runs. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cp,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { generateX25519Identity } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PointAddress, StoredPart, VaultStorage } from '#provider/ports.ts';
import { sampleManifest } from '../testing/sample-manifest.ts';
import { createVaultKeys, type VaultKeys } from './age/vault-keys.ts';
import { masterKeysOf } from './age/master-keys.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { createFolderStore } from './stores/folder-store.ts';
import { pointFolder, vaultFolder } from './vault-names.ts';

const point: PointAddress = {
  vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one',
  instanceName: 'pg-one',
  recoveryPointId: '0123456789abcdef0123456789abcdef',
};
const next: PointAddress = { ...point, recoveryPointId: 'fedcba9876543210fedcba9876543210' };
const database = { kind: 'database', database: 'shop', format: 'custom' } as const;
const STORAGE_FAILED = { code: 'UserErrorVaultStorageFailed' };
const DAMAGED = { code: 'RecoveryPointDamaged' };

let base = '';
let root = '';
let elsewhere = '';
let keys: VaultKeys;
let storage: VaultStorage;
let stored: StoredPart;

async function* bytes() {
  yield await Promise.resolve(randomBytes(100_000));
}

async function storePoint(address = point): Promise<StoredPart> {
  const writer = await storage.begin(address);
  const part = await writer.write(database, bytes());
  await writer.commit(sampleManifest(address, [{ ...database, ...part }]));
  return part;
}

async function drain(part: StoredPart): Promise<void> {
  const chunks = storage.read(point, part)[Symbol.asyncIterator]();
  while ((await chunks.next()).done !== true);
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bp-swapped-'));
  root = join(base, 'vaults');
  elsewhere = join(base, 'elsewhere');
  await mkdir(root);
  keys = createVaultKeys(createFolderStore(root), await masterKeysOf([await generateX25519Identity()]), vi.fn());
  storage = createFolderVaultStorage(root, createManifestSigning(new Uint8Array(32)), { keys });
  stored = await storePoint();
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** Every name, and what is in the files. */
async function snapshot(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${path} ${entry.isFile() ? (await readFile(path)).toString('base64') : ''}`;
  });
  return (await Promise.all(lines)).sort();
}

const levels: [string, () => string][] = [
  ['vault', () => vaultFolder(point.vaultId)],
  ['instance', () => dirname(pointFolder(point))],
  ['point', () => pointFolder(point)],
];

/** The same files are elsewhere, with some of somebody else's, and a link is where the folder was. */
async function swap(folder: string): Promise<void> {
  await cp(join(root, folder), elsewhere, { recursive: true });
  await writeFile(join(elsewhere, 'manifest.json.draft'), 'not ours');
  await mkdir(join(elsewhere, 'empty'));
  await rename(join(root, folder), join(base, 'away'));
  await symlink(elsewhere, join(root, folder));
}

describe.each(levels)('a link in the place of the folder of a %s', (level, folderOf) => {
  it.each<[string, () => Promise<unknown>]>([
    ['reading the manifest', () => storage.manifest(point)],
    ['verifying', () => storage.verify(point)],
    ['reading', () => drain(stored)],
  ])('is not followed: %s', async (_, work) => {
    await swap(folderOf());
    const before = await snapshot(elsewhere);
    await expect(work()).rejects.toMatchObject(level === 'point' ? DAMAGED : STORAGE_FAILED);
    expect(await snapshot(elsewhere)).toEqual(before);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['beginning', () => storePoint()],
    ['removing', () => storage.remove(point)],
  ])('is not followed, and goes with the point alone: %s', async (_, work) => {
    await swap(folderOf());
    const before = await snapshot(elsewhere);
    const isLink = () =>
      lstat(join(root, folderOf())).then(
        (found) => found.isSymbolicLink(),
        () => false,
      );
    if (level === 'point') await work();
    else await expect(work()).rejects.toMatchObject(STORAGE_FAILED);
    expect(await isLink()).toBe(level !== 'point');
    expect(await snapshot(elsewhere)).toEqual(before);
  });

  it.each(['write', 'commit', 'abandon'] as const)('is not followed by a backup on its way: %s', async (step) => {
    const address = level === 'point' ? point : next;
    const writer = await storage.begin(address);
    await writer.write(database, bytes());
    await swap(folderOf());
    const before = await snapshot(elsewhere);
    const steps = {
      write: () => writer.write({ ...database, database: 'other' }, bytes()),
      commit: () => writer.commit(sampleManifest(address, [])),
      abandon: () => writer.abandon(),
    };
    if (step === 'abandon' && level === 'point') await steps.abandon();
    else await expect(steps[step]()).rejects.toMatchObject(STORAGE_FAILED);
    expect(await snapshot(elsewhere)).toEqual(before);
  });
});

describe('a link in the place of the folder of a vault', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['forgetting', () => storage.forget(point.vaultId)],
    ['another key', () => keys.rotate(point.vaultId)],
  ])('is not followed for its keys: %s', async (_, work) => {
    await swap(vaultFolder(point.vaultId));
    const before = await snapshot(elsewhere);
    await expect(work()).rejects.toMatchObject(STORAGE_FAILED);
    expect(await snapshot(elsewhere)).toEqual(before);
  });

  it('keeps nobody from the keys of the others', async () => {
    await swap(vaultFolder(point.vaultId));
    const other = { ...point, vaultId: point.vaultId.replace('bv-one', 'bv-two') };
    await storePoint(other);
    expect(await keys.vaults()).toEqual([other.vaultId]);
    expect(await keys.rewrap()).toBe(0);
  });
});

describe('a vault that is renamed away while it is written to, with another in its place', () => {
  it('is no longer written to, and the backup fails', async () => {
    const writer = await storage.begin(next);
    const part = await writer.write(database, bytes());
    await rename(join(root, vaultFolder(point.vaultId)), elsewhere);
    await mkdir(join(root, vaultFolder(point.vaultId)));
    const before = await snapshot(elsewhere);
    await expect(writer.commit(sampleManifest(next, [{ ...database, ...part }]))).rejects.toMatchObject(STORAGE_FAILED);
    await writer.abandon();
    await storePoint(next);
    expect(await snapshot(elsewhere)).toEqual(before);
  });
});

describe('what never ends when it is opened, in the place of a file', () => {
  const fifo = async (path: string) => {
    await rm(path, { force: true });
    await promisify(execFile)('mkfifo', [path]);
  };
  const inPoint = (name: string) => join(root, pointFolder(point), name);

  it('is no part of a point', async () => {
    await fifo(inPoint(stored.file));
    await expect(storage.verify(point)).rejects.toMatchObject(DAMAGED);
    await expect(drain(stored)).rejects.toMatchObject(DAMAGED);
    await storage.remove(point);
    expect(await readdir(dirname(join(root, pointFolder(point))))).toEqual([]);
  });

  it.each(['manifest.json', 'manifest.sig'])('is no %s', async (name) => {
    await fifo(inPoint(name));
    await expect(storage.manifest(point)).rejects.toMatchObject(DAMAGED);
  });

  it('is no key, and no folder', async () => {
    const folder = join(root, vaultFolder(point.vaultId));
    const key = (await readdir(folder)).find((name) => name.startsWith('vault-key')) ?? '';
    await fifo(join(folder, key));
    await expect(drain(stored)).rejects.toMatchObject({ code: 'UserErrorVaultKeyMissing' });
    await storePoint(next);
    await rm(folder, { recursive: true });
    await fifo(folder);
    await expect(storage.begin(next)).rejects.toMatchObject(STORAGE_FAILED);
    await expect(storage.manifest(point)).rejects.toMatchObject(STORAGE_FAILED);
    await expect(storage.forget(point.vaultId)).rejects.toMatchObject(STORAGE_FAILED);
  });

  it.each(['manifest.sig', 'manifest.json.draft'])('is not waited for, nor written through, as %s', async (name) => {
    const victim = join(base, 'victim');
    await writeFile(victim, 'of somebody else');
    const put = [
      (path: string) => symlink(victim, path),
      (path: string) => link(victim, path),
      (path: string) => fifo(path),
    ];
    for (const place of put) {
      const writer = await storage.begin(next);
      const part = await writer.write(database, bytes());
      await place(join(root, pointFolder(next), name));
      await writer.commit(sampleManifest(next, [{ ...database, ...part }]));
      await storage.verify(next);
      expect(await readFile(victim, 'utf8')).toBe('of somebody else');
    }
    await unlink(victim);
  });
});

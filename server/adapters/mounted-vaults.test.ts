/** A folder of vaults whose disk is not mounted: nothing is written to it, nothing counts as removed or as damaged. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PointAddress, StoredPart } from '#provider/ports.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning, publishKey } from './manifest-signing.ts';
import { createMountedVaults, isEmptyStore } from './mounted-vaults.ts';
import { createFolderStore } from './stores/folder-store.ts';

const signing = createManifestSigning(Buffer.alloc(32, 1));
const vaultId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one';
const point: PointAddress = { vaultId, instanceName: 'pg-one', recoveryPointId: '1'.repeat(32) };
const missing = { code: 'UserErrorVaultStorageFailed' };

let folder = '';
let root = '';
const storage = () => createMountedVaults(createFolderStore(root), createFolderVaultStorage(root, signing));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-mounts-'));
  root = join(folder, 'vaults');
  await publishKey(createFolderStore(root), signing);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const unmount = async () => {
  await rename(root, join(folder, 'disk'));
  await mkdir(root);
};

async function stored(): Promise<StoredPart> {
  const writer = await storage().begin(point);
  const bytes = async function* () {
    yield await Promise.resolve(Buffer.alloc(100_000, 'x'));
  };
  return writer.write({ kind: 'globals', format: 'plain' }, bytes());
}

it('takes no backup, and removes nothing', async () => {
  await unmount();
  await expect(storage().begin(point)).rejects.toMatchObject(missing);
  await expect(storage().remove(point)).rejects.toMatchObject(missing);
  expect(await readdir(root)).toEqual([]);
});

it('knows nothing of a point, also of one from before there were digests', async () => {
  expect(await storage().manifest(point)).toBeUndefined();
  await unmount();
  await expect(storage().manifest(point)).rejects.toMatchObject(missing);
  await expect(storage().manifest({ ...point, manifestSha256: '0'.repeat(64) })).rejects.toMatchObject(missing);
  await expect(storage().verify(point)).rejects.toMatchObject(missing);
});

it('finds no damage in a part when the disk went after the manifest was read', async () => {
  const part = await stored();
  await unmount();
  const read = async () => {
    for await (const chunk of storage().read(point, part)) void chunk;
  };
  await expect(read()).rejects.toMatchObject(missing);
});

it('is told from one with files in it', async () => {
  expect(await isEmptyStore(createFolderStore(root))).toBe(false);
  await unmount();
  expect(await isEmptyStore(createFolderStore(root))).toBe(true);
  await mkdir(join(root, 'lost+found'));
  expect(await isEmptyStore(createFolderStore(root))).toBe(true);
  await writeFile(join(root, 'signing-key.pem'), '');
  expect(await isEmptyStore(createFolderStore(root))).toBe(false);
  expect(await isEmptyStore(createFolderStore(join(root, 'nowhere')))).toBe(true);
});

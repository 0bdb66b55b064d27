/** A disk that must not fill up, and vaults that may not hold more than their share. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackupPart, PointAddress } from '#provider/ports.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { outputOf } from './postgres-engine/run-tool.ts';
import type { RoomLimits } from './vault-room.ts';

const MB = 1_000_000;
const full = { code: 'UserErrorVaultStorageFull' };
const overQuota = { code: 'UserErrorVaultStorageQuotaReached' };
const database: BackupPart = { kind: 'database', database: 'shop', format: 'plain' };
const pointOf = (name: string): PointAddress => ({
  vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one',
  instanceName: 'pg-one',
  recoveryPointId: name,
});

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-room-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const vaultsWith = (limits: RoomLimits) =>
  createFolderVaultStorage(root, createManifestSigning(Buffer.alloc(32)), { limits });
const freeBytes = async () => {
  const { bavail, bsize } = await statfs(root);
  return bavail * bsize;
};
const files = async () =>
  (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

async function* blocks(count: number) {
  for (let at = 0; at < count; at += 1) yield await Promise.resolve(randomBytes(MB));
}

it('a backup that cannot fit is refused before it begins, and leaves no folder behind', async () => {
  const storage = vaultsWith({ reserveBytes: 1000 * MB });
  const free = await freeBytes();
  await expect(storage.begin(pointOf('a'), free * 10)).rejects.toMatchObject({
    ...full,
    message: expect.stringMatching(
      /GiB are free, and 954 MiB of it are kept for the portal itself; the backup needs about/,
    ) as string,
  });
  await expect(vaultsWith({ reserveBytes: 2 * free }).begin(pointOf('a'))).rejects.toMatchObject(full);
  expect(await readdir(root, { recursive: true })).toEqual([
    expect.stringMatching(/^bv-one/),
    expect.stringMatching(/pg-one/),
  ]);
  await (await storage.begin(pointOf('a'), 10 * MB)).abandon();
});

it('a dump is stopped at the reserve, and nothing of it stays', async () => {
  // Its first look is before the first block; then the disk has become smaller.
  const free = await freeBytes();
  const limits = { reserveBytes: 0 };
  const writer = await vaultsWith(limits).begin(pointOf('a'));
  limits.reserveBytes = free * 2;
  await expect(writer.write(database, blocks(40))).rejects.toMatchObject(full);
  expect(await files()).toEqual([]);
});

it('a vault takes no more than its quota, in the server and in a process of its own', async () => {
  const storage = vaultsWith({ reserveBytes: 0, quotaBytes: 5 * MB });
  const first = await storage.begin(pointOf('a'));
  await first.write(database, blocks(4));
  await expect(storage.begin(pointOf('b'), 20 * MB)).rejects.toMatchObject({
    ...overQuota,
    message: expect.stringMatching(/holds 4 MiB of the 5 MiB that it may hold/) as string,
  });
  const second = await storage.begin(pointOf('b'));
  await expect(second.write(database, blocks(2))).rejects.toMatchObject(overQuota);
  const { signal } = new AbortController();
  const args = ['-c', String(2 * MB), '/dev/urandom'];
  const dump = outputOf({ path: '/usr/bin/head', args, env: {}, signal, onBytes: () => undefined });
  await expect(second.write(database, dump)).rejects.toMatchObject({
    ...overQuota,
    recommendedAction: [expect.any(String), expect.any(String)],
  });
  expect(await files()).toHaveLength(1);
  await storage.remove(pointOf('a'));
  await second.write(database, blocks(2));
});

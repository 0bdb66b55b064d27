/** A disk that must not fill up, and vaults that may not hold more than their share. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
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

/** As a tool writes it: such a part is written by a process of its own. */
function dumped(count: number) {
  const { signal } = new AbortController();
  const args = ['-c', String(count * MB), '/dev/urandom'];
  return outputOf({ path: '/usr/bin/head', args, env: {}, signal, onBytes: () => undefined });
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

it.each([
  ['in the server', (count: number) => blocks(count)],
  ['in processes of their own', (count: number) => dumped(count)],
])('backups side by side, %s, do not fill a vault beyond its quota together', async (_, dump) => {
  const storage = vaultsWith({ reserveBytes: 0, quotaBytes: 10 * MB });
  // What is removed while it is looked at makes a look worth nothing; the next one comes.
  const heldNow = async () => {
    const found = await Promise.all((await files()).map(({ parentPath, name }) => stat(join(parentPath, name))));
    return found.reduce((sum, { blocks }) => sum + blocks * 512, 0);
  };
  let most = 0;
  const look = () =>
    heldNow().then(
      (held) => (most = Math.max(most, held)),
      () => undefined,
    );
  const watching = setInterval(() => void look(), 5);
  const ends = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map(async (name) => (await storage.begin(pointOf(name))).write(database, dump(4))),
  );
  clearInterval(watching);
  const refused = ends.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(2);
  for (const end of refused) expect(end).toMatchObject({ reason: overQuota });
  await look();
  expect(most).toBeLessThanOrEqual(10 * MB + 100_000);
  const written = ends.filter((end) => end.status === 'fulfilled').map(({ value }) => value.storedBytes);
  const kept = await Promise.all((await files()).map(({ parentPath, name }) => stat(join(parentPath, name))));
  expect(kept.map(({ size }) => size).sort()).toEqual(written.sort());
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
  await expect(second.write(database, dumped(2))).rejects.toMatchObject({
    ...overQuota,
    recommendedAction: [expect.any(String), expect.any(String)],
  });
  expect(await files()).toHaveLength(1);
  await storage.remove(pointOf('a'));
  await second.write(database, blocks(2));
});

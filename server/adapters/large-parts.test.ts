/** Parts that are large enough to be read in a thread of their own: the same bytes, the same proofs, the same ways to stop. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PointAddress, StoredPart, VaultStorage } from '#provider/ports.ts';
import { sampleManifest } from '../testing/sample-manifest.ts';
import { identityOf, masterKeysOf } from './age/master-keys.ts';
import { createVaultKeys } from './age/vault-keys.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { createFolderStore } from './stores/folder-store.ts';
import { pointFolder } from './vault-names.ts';

const signing = createManifestSigning(new Uint8Array(32));
const database = { kind: 'database', database: 'shop', format: 'plain' } as const;
const addressOf = (name: string): PointAddress => ({
  vaultId: `/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-${name}`,
  instanceName: 'pg-one',
  recoveryPointId: '0123456789abcdef0123456789abcdef',
});
const point = addressOf('one');

/** Three quarters of it can be compressed; no piece is another one. */
const CONTENT = Buffer.concat(
  Array.from({ length: 24 }, (_, at) => Buffer.concat([randomBytes(256 * 1024), Buffer.alloc(768 * 1024, at)])),
);
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let root = '';
let storage: VaultStorage;
let part: StoredPart;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-large-'));
  const keys = createVaultKeys(
    createFolderStore(root),
    await masterKeysOf([identityOf(new Uint8Array(32).fill(1))]),
    () => undefined,
  );
  storage = createFolderVaultStorage(root, signing, { keys });
  part = { ...database, ...(await write(point)) };
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(address: PointAddress): Promise<StoredPart> {
  const writer = await storage.begin(address);
  const stored = await writer.write(
    database,
    (async function* () {
      for (let at = 0; at < CONTENT.length; at += 65_536)
        yield await Promise.resolve(CONTENT.subarray(at, at + 65_536));
    })(),
  );
  await writer.commit(sampleManifest(address, [{ ...database, ...stored }]));
  return stored;
}

/** Each piece as it was when it came: the next one may take its place. */
async function digestRead(pieces: AsyncIterable<Uint8Array>, onBytes: (total: number) => void = () => undefined) {
  const hash = createHash('sha256');
  let total = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    onBytes((total += piece.length));
  }
  return hash.digest('hex');
}

/** Threads of Node's workers in this process, as the kernel sees them. */
const threads = (): number =>
  readdirSync('/proc/self/task').filter((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8') === 'WorkerThread\n')
    .length;

it.each(['dump', 'stored'] as const)('gives the bytes that were written, proven by %s', async (proof) => {
  const before = threads();
  expect(await digestRead(storage.read(point, part, undefined, proof))).toBe(digestOf(CONTENT));
  expect(threads()).toBe(before);
});

it('waits for a slow reader, and yields each piece in order', async () => {
  const pieces: Buffer[] = [];
  for await (const piece of storage.read(point, part)) {
    await new Promise((resolve) => setImmediate(resolve));
    pieces.push(Buffer.from(piece));
  }
  expect(digestOf(Buffer.concat(pieces))).toBe(digestOf(CONTENT));
});

it('reports damage in the middle of the file', async () => {
  const address = addressOf('damaged');
  const written = await write(address);
  const handle = await open(join(root, pointFolder(address), written.file), 'r+');
  await handle.write(Buffer.from('x'), 0, 1, Math.floor(written.storedBytes / 2));
  await handle.close();
  let read = 0;
  await expect(
    digestRead(storage.read(address, { ...database, ...written }), (total) => (read = total)),
  ).rejects.toMatchObject({
    name: 'EngineFault',
    code: 'RecoveryPointDamaged',
  });
  // The head was right, and was handed on.
  expect(read).toBeGreaterThan(1024 * 1024);
});

it('reports a dump with another digest than that of the manifest, unless the reader compares its rows', async () => {
  const other = { ...part, plainSha256: digestOf(Buffer.from('another')) };
  await expect(digestRead(storage.read(point, other))).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
  expect(await digestRead(storage.read(point, other, undefined, 'stored'))).toBe(digestOf(CONTENT));
});

it.each([
  ['another file than that of the manifest', { storedSha256: digestOf(Buffer.from('another')) }],
  ['fewer bytes than those of the manifest', { plainBytes: CONTENT.length + 1 }],
  ['more bytes than those of the manifest', { plainBytes: CONTENT.length - 1 }],
])('reports %s, for any proof', async (_, change) => {
  for (const proof of ['dump', 'stored'] as const) {
    await expect(digestRead(storage.read(point, { ...part, ...change }, undefined, proof))).rejects.toMatchObject({
      code: 'RecoveryPointDamaged',
    });
  }
});

it('reports that no key of the vault opens the file', async () => {
  const keyless = createFolderVaultStorage(root, signing, {
    keys: createVaultKeys(
      createFolderStore(root),
      await masterKeysOf([identityOf(new Uint8Array(32).fill(2))]),
      () => undefined,
    ),
  });
  await expect(digestRead(keyless.read(point, part))).rejects.toMatchObject({ code: 'UserErrorVaultKeyMissing' });
});

it('ends its thread when it is stopped in the middle', async () => {
  const before = threads();
  const stop = new AbortController();
  const reading = digestRead(storage.read(point, part, stop.signal), (total) => {
    if (total > CONTENT.length / 2) stop.abort(new Error('Enough'));
  });
  await expect(reading).rejects.toThrow('Enough');
  expect(threads()).toBe(before);
});

it('ends its thread when nobody wants the rest', async () => {
  const before = threads();
  let read = 0;
  for await (const piece of storage.read(point, part)) {
    read += piece.length;
    if (read > CONTENT.length / 2) break;
  }
  expect(threads()).toBe(before);
});

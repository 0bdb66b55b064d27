/** Recovery points as they lie on the disk by default: encrypted, for the key of their vault. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackupPart, PointAddress, StoredPart, VaultStorage } from '#provider/ports.ts';
import { sampleManifest } from '../testing/sample-manifest.ts';
import { identityOf, masterKeysOf } from './age/master-keys.ts';
import { createVaultKeys, type VaultKeys } from './age/vault-keys.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { createFolderStore } from './stores/folder-store.ts';
import { outputOf } from './postgres-engine/run-tool.ts';
import { pointFolder, vaultFolder } from './vault-names.ts';

const run = promisify(execFile);
const signing = createManifestSigning(new Uint8Array(32));
const MASTER = identityOf(new Uint8Array(32).fill(1));
const point: PointAddress = {
  vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one',
  instanceName: 'pg-one',
  recoveryPointId: '0123456789abcdef0123456789abcdef',
};
const database = { kind: 'database', database: 'shop', format: 'plain' } as const satisfies BackupPart;

let root = '';
let keys: VaultKeys;
let storage: VaultStorage;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-encrypted-'));
  keys = createVaultKeys(createFolderStore(root), await masterKeysOf([MASTER]), () => undefined);
  storage = createFolderVaultStorage(root, signing, { keys });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function* once(bytes: Uint8Array) {
  yield await Promise.resolve(bytes);
}

async function store(plain: AsyncIterable<Uint8Array>, into = storage): Promise<StoredPart> {
  const writer = await into.begin(point);
  const stored = await writer.write(database, plain);
  await writer.commit(sampleManifest(point, [{ ...database, ...stored }]));
  await into.verify(point);
  return stored;
}

async function readBack(part: StoredPart, from = storage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of from.read(point, part)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const fileOf = ({ file }: StoredPart): string => join(root, pointFolder(point), file);

const DUMP = Buffer.from('COPY people (name) FROM stdin;\n'.repeat(10_000));

it('a part is unreadable without the key, comes back with it, and its manifest says so', async () => {
  const part = await store(once(DUMP));
  expect(part).toMatchObject({ file: 'database_shop_0001.sql.zst.age', encryption: 'age', plainBytes: DUMP.length });
  const stored = await readFile(fileOf(part));
  expect(stored.toString('latin1').startsWith('age-encryption.org/v1\n')).toBe(true);
  expect(stored.includes(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))).toBe(false);
  expect((await readBack(part)).equals(DUMP)).toBe(true);
  const manifest = await storage.manifest(point);
  expect(manifest?.parts[0]).toMatchObject({ encryption: 'age' });
});

it('the process that takes a dump from its tool encrypts it as well', async () => {
  const bytes = randomBytes(3_000_000);
  await writeFile(join(root, 'dump'), bytes);
  const { signal } = new AbortController();
  const part = await store(
    outputOf({ path: '/bin/cat', args: [join(root, 'dump')], env: {}, signal, onBytes: () => undefined }),
  );
  expect(part.encryption).toBe('age');
  expect((await readBack(part)).equals(bytes)).toBe(true);
});

it('the programs age and zstd open it with the recovery key alone', async () => {
  const part = await store(once(DUMP));
  await writeFile(join(root, 'recovery-key.txt'), MASTER);
  const [keyFile = ''] = (await readdir(join(root, vaultFolder(point.vaultId)))).filter((name) =>
    name.endsWith('.age'),
  );
  const script = 'age -d -i recovery-key.txt "$KEY" > keys.txt && age -d -i keys.txt "$PART" | zstd -dc';
  const { stdout } = await run('sh', ['-c', script], {
    cwd: root,
    env: { ...process.env, KEY: join(root, vaultFolder(point.vaultId), keyFile), PART: fileOf(part) },
    encoding: 'buffer',
    maxBuffer: 2 * DUMP.length,
  });
  expect(stdout.equals(DUMP)).toBe(true);
});

describe('what was changed is found', () => {
  it.each([0, 70_000, 140_000, 190_000])('in the chunk at byte %i', async (at) => {
    const part = await store(once(randomBytes(200_000)));
    const bytes = await readFile(fileOf(part));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(fileOf(part), bytes);
    await expect(readBack(part)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
    await expect(storage.verify(point)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
  });

  it('also where the digest has been made to fit', async () => {
    const part = await store(once(DUMP));
    const { header, fileKey } = await keys.newHeader('/subscriptions/x/providers/a/b/other');
    expect(fileKey.length).toBe(16);
    const foreign = Buffer.concat([header, randomBytes(part.storedBytes - header.length)]);
    await writeFile(fileOf(part), foreign);
    await expect(readBack(part)).rejects.toMatchObject({ code: 'UserErrorVaultKeyMissing' });
  });
});

it('a missing key is reported as such, and not as damage', async () => {
  const part = await store(once(DUMP));
  const folder = join(root, vaultFolder(point.vaultId));
  const [keyFile = ''] = (await readdir(folder)).filter((name) => name.endsWith('.age'));
  await rename(join(folder, keyFile), join(root, 'aside'));
  await expect(readBack(part)).rejects.toMatchObject({ code: 'UserErrorVaultKeyMissing' });
  await rename(join(root, 'aside'), join(folder, keyFile));
  expect((await readBack(part)).equals(DUMP)).toBe(true);
});

it('points of earlier versions, and those of a server that does not encrypt, are read as they are', async () => {
  const part = await store(once(DUMP), createFolderVaultStorage(root, signing));
  expect(part).toMatchObject({ file: 'database_shop_0001.sql.zst' });
  expect(part).not.toHaveProperty('encryption');
  expect((await readBack(part)).equals(DUMP)).toBe(true);
  const off = await store(once(DUMP), createFolderVaultStorage(root, signing, { keys, encrypts: false }));
  expect(off.file).toBe('database_shop_0001.sql.zst');
  const on = await store(once(DUMP));
  expect((await readBack(on, createFolderVaultStorage(root, signing, { keys, encrypts: false }))).equals(DUMP)).toBe(
    true,
  );
});

it('a manifest that calls an encrypted part plain, or a plain one encrypted, is invalid', async () => {
  const part = await store(once(DUMP));
  const writer = await storage.begin(point);
  await writer.commit(sampleManifest(point, [{ ...database, ...part, file: 'database_shop_0001.sql.zst' }]));
  await expect(storage.manifest(point)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
});

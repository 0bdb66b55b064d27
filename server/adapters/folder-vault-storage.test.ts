import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PointAddress, StoredPart } from '#provider/ports.ts';
import { sampleManifest } from '../testing/sample-manifest.ts';
import { createFolderVaultStorage } from './folder-vault-storage.ts';
import { createManifestSigning } from './manifest-signing.ts';
import { partFileName, pointFolder } from './vault-names.ts';

const signing = createManifestSigning(new Uint8Array(32));
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-vaults-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const point: PointAddress = {
  vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one',
  instanceName: 'pg-one',
  recoveryPointId: '0123456789abcdef0123456789abcdef',
};

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const database = { kind: 'database', database: 'shop', format: 'custom' } as const;

async function storePoint(bytes: Uint8Array = randomBytes(3_000_000)): Promise<StoredPart> {
  const writer = await createFolderVaultStorage(root, signing).begin(point);
  const stored = await writer.write(database, inChunks(bytes, 65_536));
  await writer.commit(sampleManifest(point, [{ ...database, ...stored }], 1));
  return stored;
}

const filesUnder = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('a recovery point', () => {
  it.each([0, 1, 524_287, 524_288, 524_289, 5_000_000])(
    'gives back %i bytes as they came, digested on both sides',
    async (size) => {
      const bytes = randomBytes(size);
      const stored = await storePoint(bytes);
      const [file = ''] = (await filesUnder(root)).filter((path) => path.endsWith(stored.file));
      const compressed = await readFile(file);
      expect(compressed.length).toBe(stored.storedBytes);
      expect(createHash('sha256').update(compressed).digest('hex')).toBe(stored.storedSha256);
      expect(stored).toMatchObject({ plainBytes: size, plainSha256: createHash('sha256').update(bytes).digest('hex') });
      const { stdout } = await promisify(execFile)('zstd', ['-dcq', file], {
        encoding: 'buffer',
        maxBuffer: 10_000_000,
      });
      expect(stdout.equals(bytes)).toBe(true);
    },
  );

  it('does not exist before its manifest does', async () => {
    const storage = createFolderVaultStorage(root, signing);
    const writer = await storage.begin(point);
    await writer.write(database, inChunks(randomBytes(1000), 100));
    expect(await storage.manifest(point)).toBeUndefined();
    await expect(storage.verify(point)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
  });

  it('is read back whole, and removed whole', async () => {
    const storage = createFolderVaultStorage(root, signing);
    await storePoint();
    expect((await storage.manifest(point))?.parts).toHaveLength(1);
    await storage.verify(point);
    await storage.remove(point);
    await storage.remove(point);
    expect(await storage.manifest(point)).toBeUndefined();
    expect(await filesUnder(root)).toEqual([]);
  });

  it('is found whatever the case of its names', async () => {
    await storePoint();
    const shouted = {
      vaultId: point.vaultId.toUpperCase(),
      instanceName: 'PG-ONE',
      recoveryPointId: point.recoveryPointId.toUpperCase(),
    };
    expect(await createFolderVaultStorage(root, signing).manifest(shouted)).toBeDefined();
  });

  it('keeps nothing of an earlier attempt', async () => {
    const storage = createFolderVaultStorage(root, signing);
    await (await storage.begin(point)).write(database, inChunks(randomBytes(1000), 100));
    await storage.begin(point);
    expect(await filesUnder(root)).toEqual([]);
  });

  it('keeps nothing of a part that broke off, and the parts beside it', async () => {
    const writer = await createFolderVaultStorage(root, signing).begin(point);
    const whole = await writer.write(database, inChunks(randomBytes(100), 10));
    async function* broken() {
      yield* inChunks(randomBytes(100), 10);
      throw new Error('the tool failed');
    }
    await expect(writer.write({ ...database, database: 'other' }, broken())).rejects.toThrow('the tool failed');
    expect((await filesUnder(root)).map((path) => basename(path))).toEqual([whole.file]);
  });

  it('is gone after it was abandoned', async () => {
    const storage = createFolderVaultStorage(root, signing);
    const writer = await storage.begin(point);
    await writer.write(database, inChunks(randomBytes(1000), 100));
    await writer.abandon();
    expect(await filesUnder(root)).toEqual([]);
  });

  it('is not a point when its stream broke', async () => {
    const writer = await createFolderVaultStorage(root, signing).begin(point);
    const breaking = (async function* () {
      yield await Promise.resolve(randomBytes(600_000));
      throw new Error('the server went away');
    })();
    await expect(writer.write(database, breaking)).rejects.toThrow('the server went away');
  });
});

async function readBack(stored: StoredPart): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createFolderVaultStorage(root, signing).read(point, stored)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('reading a part', () => {
  it.each([0, 1, 524_288, 524_289, 5_000_000])('gives %i bytes back as they were dumped', async (size) => {
    const bytes = randomBytes(size);
    expect((await readBack(await storePoint(bytes))).equals(bytes)).toBe(true);
  });

  it('gives back what compresses to almost nothing', async () => {
    const bytes = Buffer.alloc(4_000_000, 'a');
    expect((await readBack(await storePoint(bytes))).equals(bytes)).toBe(true);
  });

  it.each([
    ['cut within a frame', (bytes: Buffer) => bytes.subarray(0, 1_000_000)],
    [
      'cut between frames',
      (bytes: Buffer) => bytes.subarray(0, bytes.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 4)),
    ],
    ['changed in the middle', (bytes: Buffer) => Buffer.from(bytes).fill(7, 1_500_000, 1_500_010)],
    ['replaced by something else', () => Buffer.from('no zstd at all, but some text')],
    ['empty', () => Buffer.alloc(0)],
  ])('never ends well when the file was %s', async (_, spoil) => {
    const stored = await storePoint();
    const [file = ''] = (await filesUnder(root)).filter((path) => path.endsWith(stored.file));
    await writeFile(file, spoil(await readFile(file)));
    await expect(readBack(stored)).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
  });

  it('does not leave the folder of the point', async () => {
    const stored = await storePoint();
    await expect(readBack({ ...stored, file: '../x' })).rejects.toMatchObject({ code: 'RecoveryPointDamaged' });
  });

  it('stops on an abort', async () => {
    const stored = await storePoint();
    const stop = new AbortController();
    const reading = createFolderVaultStorage(root, signing).read(point, stored, stop.signal)[Symbol.asyncIterator]();
    await reading.next();
    stop.abort(new Error('enough'));
    await expect(
      (async () => {
        while (!(await reading.next()).done);
      })(),
    ).rejects.toThrow('enough');
  });
});

describe('an aborted reading', () => {
  it('stops while the file is being opened, and does not end the process', async () => {
    const stored = await storePoint();
    for (let turns = 0; turns < 40; turns += 1) {
      const stop = new AbortController();
      const reading = createFolderVaultStorage(root, signing).read(point, stored, stop.signal)[Symbol.asyncIterator]();
      const first = reading.next().catch((error: unknown) => error);
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      stop.abort(new Error('stopping'));
      const found = await first;
      if (found instanceof Error) expect(found.message).toContain('stop');
      await reading.return?.();
    }
  });
});

describe('verification finds', () => {
  const damaged = { code: 'RecoveryPointDamaged' };
  const theFile = async () => (await filesUnder(root)).find((path) => path.endsWith('.zst')) ?? '';

  it('a changed byte', async () => {
    await storePoint();
    const handle = await open(await theFile(), 'r+');
    await handle.write(Buffer.from([1, 2, 3]), 0, 3, 1_000_000);
    await handle.close();
    await expect(createFolderVaultStorage(root, signing).verify(point)).rejects.toMatchObject(damaged);
  });

  it('a file that was cut', async () => {
    await storePoint();
    const handle = await open(await theFile(), 'r+');
    await handle.truncate(1000);
    await handle.close();
    await expect(createFolderVaultStorage(root, signing).verify(point)).rejects.toMatchObject(damaged);
  });

  it('a missing file', async () => {
    await storePoint();
    await unlink(await theFile());
    await expect(createFolderVaultStorage(root, signing).verify(point)).rejects.toMatchObject(damaged);
  });

  it('a manifest that leads out of its folder', async () => {
    const storage = createFolderVaultStorage(root, signing);
    const stored = await storePoint();
    const file = await theFile();
    await rename(file, join(root, 'elsewhere.zst'));
    const writer = await storage.begin(point);
    await mkdir(join(file, '..'), { recursive: true });
    await writer.commit(
      sampleManifest(point, [
        { ...database, ...stored, file: relative(join(file, '..'), join(root, 'elsewhere.zst')) },
      ]),
    );
    await expect(storage.verify(point)).rejects.toMatchObject(damaged);
  });
});

describe('names', () => {
  it('never lead out of the vaults, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (vaultId, instanceName, recoveryPointId) => {
        const path = pointFolder({ vaultId: `/subscriptions/s/x/y/${vaultId}`, instanceName, recoveryPointId });
        expect(path).toMatch(/^[a-z0-9-]+~[0-9a-f]{12}\/[a-z0-9-]+~[0-9a-f]{12}\/[a-z0-9-]+~[0-9a-f]{12}$/);
      }),
    );
  });

  it('of files are plain and short, whatever the database is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 63 }), fc.nat(9999), (name, number) => {
        expect(partFileName({ ...database, database: name }, number, false)).toMatch(
          /^database_[a-z0-9-]{1,40}_\d{4}\.dump\.zst$/,
        );
      }),
    );
  });

  it.each([
    ['../../etc/passwd', 'database_etc-passwd_0003.dump.zst'],
    ['x --file=y', 'database_x-file-y_0003.dump.zst'],
    ['数据', 'database_unnamed_0003.dump.zst'],
  ])('make of database %j the file %s', (name, file) => {
    expect(partFileName({ ...database, database: name }, 3, false)).toBe(file);
  });

  it('that differ only in what cannot be shown have folders of their own', () => {
    const folderOf = (instanceName: string) => pointFolder({ ...point, instanceName });
    expect(folderOf('a_b')).not.toBe(folderOf('a.b'));
  });
});

it('writes zstd that Node reads too, though it is many frames', async () => {
  const bytes = Buffer.from('ha'.repeat(2_000_000));
  const stored = await storePoint(bytes);
  const [file = ''] = (await filesUnder(root)).filter((path) => path.endsWith(stored.file));
  expect(zstdDecompressSync(await readFile(file)).equals(bytes)).toBe(true);
});

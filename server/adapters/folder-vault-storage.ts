/**
 * The `VaultStorage` port in a folder: `<vault>/<instance>/<point>/`, one compressed file for each part, closed by a
 * manifest (design, section 7). `docs/recovery.md` shows how to restore from it by hand.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  EngineFault,
  type BackupPart,
  type Manifest,
  type PointAddress,
  type PointWriter,
  type StoredPart,
  type VaultStorage,
} from '#provider/ports.ts';
import { errorCode, isNotFound } from './file-errors.ts';
import { writePartInProcess } from './part-process.ts';
import { isPiped } from './piped-output.ts';
import { partFileName, pointFolder } from './vault-names.ts';
import { createDigest, writePart } from './write-part.ts';
import { zstdPlain } from './zstd-plain.ts';

const MANIFEST = 'manifest.json';
/** Of a file that is read at once. */
const BLOCK_BYTES = 1024 * 1024;

export function createFolderVaultStorage(root: string): VaultStorage {
  const folderOf = (point: PointAddress) => join(root, pointFolder(point));
  return {
    async begin(point) {
      const folder = folderOf(point);
      return asStorage(async () => {
        await removePoint(folder);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return pointWriter(root, folder);
      });
    },
    manifest: (point) => readManifest(folderOf(point)),
    async verify(point, signal) {
      const folder = folderOf(point);
      const manifest = await readManifest(folder);
      if (manifest === undefined) throw damaged('The recovery point has no manifest.');
      for (const part of manifest.parts) await verifyPart(folder, part, signal);
    },
    read: (point, part, signal) => readPart(folderOf(point), part, signal),
    remove: (point) => asStorage(() => removePoint(folderOf(point))),
  };
}

function pointWriter(root: string, folder: string): PointWriter {
  let written = 0;
  return {
    write(part, plain) {
      const file = partFileName(part, (written += 1));
      const path = join(folder, file);
      return asStorage(async () => ({
        file,
        ...(isPiped(plain)
          ? await writePartInProcess(path, part.format, plain)
          : await writePart(path, part.format, plain)),
      }));
    },
    commit: (manifest) => asStorage(() => publishManifest(root, folder, manifest)),
    abandon: () => asStorage(() => removePoint(folder)),
  };
}

/** The manifest appears whole or not at all, and only over files that are safely on the disk. */
async function publishManifest(root: string, folder: string, manifest: Manifest): Promise<string> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const draft = join(folder, `${MANIFEST}.draft`);
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, join(folder, MANIFEST));
  for (let parent = folder; parent.startsWith(root); parent = dirname(parent)) await syncFolder(parent);
  return createHash('sha256').update(text).digest('hex');
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps renames safe by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), 'utf8');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw storageFault(error);
  }
  const manifest = parsed(text);
  if (manifest === undefined) throw damaged('The manifest of the recovery point cannot be read.');
  return manifest;
}

function parsed(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text) as Partial<Manifest> | null;
    return manifest?.formatVersion === 1 && Array.isArray(manifest.parts) ? (manifest as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

async function verifyPart(
  folder: string,
  part: BackupPart & StoredPart,
  signal: AbortSignal | undefined,
): Promise<void> {
  const path = inFolder(folder, part);
  const read = createDigest();
  try {
    const file = createReadStream(path, { highWaterMark: BLOCK_BYTES, signal });
    for await (const chunk of read.through(file)) void chunk;
  } catch (error) {
    signal?.throwIfAborted();
    throw isNotFound(error) ? damaged(`The file ${part.file} is missing.`) : storageFault(error);
  }
  if (read.bytes() !== part.storedBytes)
    throw damaged(`The file ${part.file} does not have the size it was written with.`);
  if (read.hex() !== part.storedSha256)
    throw damaged(`The file ${part.file} does not hold the bytes it was written with.`);
}

/** Whoever reads to the end knows that it is the whole dump, and the right one. */
async function* readPart(
  folder: string,
  part: StoredPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stored = createDigest();
  const plain = createDigest();
  const file = createReadStream(inFolder(folder, part), { highWaterMark: BLOCK_BYTES, signal });
  try {
    yield* plain.through(decompressed(stored.through(file), part));
  } catch (error) {
    signal?.throwIfAborted();
    throw isNotFound(error) ? damaged(`The file ${part.file} is missing.`) : storageFault(error);
  } finally {
    file.destroy();
  }
  if (stored.hex() !== part.storedSha256 || plain.bytes() !== part.plainBytes || plain.hex() !== part.plainSha256)
    throw damaged(`The file ${part.file} does not hold the bytes it was written with.`);
}

async function* decompressed(
  stored: AsyncIterable<Uint8Array>,
  { file }: StoredPart,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* zstdPlain(stored);
  } catch (error) {
    // What the disk says has a code of the system; the rest is what zstd says.
    if (error instanceof Error && 'syscall' in error) throw error;
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw damaged(`The file ${file} cannot be decompressed.`);
  }
}

// A manifest is only a file; it must not lead out of its folder.
function inFolder(folder: string, { file }: StoredPart): string {
  if (file.includes('/') || file.includes('\\')) throw damaged('The manifest names a file outside its folder.');
  return join(folder, file);
}

/** The manifest first: a half-removed point is no point. */
async function removePoint(folder: string): Promise<void> {
  await rm(join(folder, MANIFEST), { force: true });
  await rm(folder, { recursive: true, force: true });
}

async function asStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}

/** Only failures of the disk are ours to explain; whatever the stream itself threw is passed on. */
function storageFault(error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineFault(
        'UserErrorVaultStorageFull',
        'The disk that holds the vaults is full.',
        ['Free space on the disk of the data folder, or move the data folder to a larger disk, then try again.'],
        undefined,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOTDIR':
    case 'ENOENT':
      return new EngineFault(
        'UserErrorVaultStorageFailed',
        'The folder that holds the vaults cannot be read or written.',
        ['Check the disk and the permissions of the data folder, then try again.'],
        undefined,
        { cause: error },
      );
    default:
      return error;
  }
}

const damaged = (message: string): EngineFault =>
  new EngineFault('RecoveryPointDamaged', message, [
    'Do not rely on this recovery point. Check the disk of the data folder and run a new backup.',
  ]);

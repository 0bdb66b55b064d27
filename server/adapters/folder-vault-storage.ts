/**
 * The `VaultStorage` port in a folder: `<vault>/<instance>/<point>/`, one compressed file for each part, closed by a
 * signed manifest (design, section 7). `docs/recovery.md` shows how to check and restore it by hand.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EngineFault,
  type PointAddress,
  type PointWriter,
  type StoredPart,
  type VaultStorage,
} from '#provider/ports.ts';
import { publishManifest, readManifest, removeManifest } from './manifest-file.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { writePartInProcess } from './part-process.ts';
import { isPiped } from './piped-output.ts';
import { openPlainFile } from './plain-file.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { partFileName, pointFolder } from './vault-names.ts';
import { createDigest, writePart } from './write-part.ts';
import { zstdPlain } from './zstd-plain.ts';

/** Of a file that is read at once. */
const BLOCK_BYTES = 1024 * 1024;

export function createFolderVaultStorage(root: string, signing: ManifestSigning): VaultStorage {
  const folderOf = (point: PointAddress) => join(root, pointFolder(point));
  const manifestOf = (point: PointAddress) => asStorage(() => readManifest(folderOf(point), point, signing));
  return {
    async begin(point) {
      const folder = folderOf(point);
      return asStorage(async () => {
        await removePoint(folder);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return pointWriter(root, folder, signing);
      });
    },
    manifest: manifestOf,
    async verify(point, signal, onBytes) {
      const manifest = await manifestOf(point);
      if (manifest === undefined) throw damaged('The recovery point has no manifest.');
      for (const part of manifest.parts) await verifyPart(folderOf(point), part, signal, onBytes);
    },
    read: (point, part, signal) => readPart(folderOf(point), part, signal),
    remove: (point) => asStorage(() => removePoint(folderOf(point))),
  };
}

function pointWriter(root: string, folder: string, signing: ManifestSigning): PointWriter {
  let written = 0;
  return {
    write(part, plain) {
      const file = partFileName(part, (written += 1));
      const path = join(folder, file);
      return asStorage(async () => {
        try {
          return {
            file,
            // Roles are few: starting a process for them takes longer than writing them.
            ...(isPiped(plain) && part.kind === 'database'
              ? await writePartInProcess(path, part.format, plain)
              : await writePart(path, part.format, plain)),
          };
        } catch (error) {
          // The point may be kept without it.
          await rm(path, { force: true }).catch(() => undefined);
          throw error;
        }
      });
    },
    commit: (manifest) => asStorage(() => publishManifest(root, folder, manifest, signing)),
    abandon: () => asStorage(() => removePoint(folder)),
  };
}

async function verifyPart(
  folder: string,
  part: StoredPart,
  signal: AbortSignal | undefined,
  onBytes: (count: number) => void = () => undefined,
): Promise<void> {
  const stored = createDigest();
  for await (const chunk of stored.through(storedBytes(folder, part, signal))) onBytes(chunk.length);
  if (stored.hex() !== part.storedSha256) throw otherBytes(part);
}

/** Whoever reads to the end knows that it is the whole dump, and the right one. */
async function* readPart(
  folder: string,
  part: StoredPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stored = createDigest();
  const plain = createDigest();
  const read = decompressed(stored.through(storedBytes(folder, part, signal)), part, signal);
  for await (const chunk of plain.through(read)) {
    // A small file may be made to give endless bytes; nobody waits for their end.
    if (plain.bytes() > part.plainBytes) throw otherBytes(part);
    yield chunk;
  }
  if (stored.hex() !== part.storedSha256 || plain.bytes() !== part.plainBytes || plain.hex() !== part.plainSha256)
    throw otherBytes(part);
}

/** The file of a part, which has the size that it was written with and is no way out of the folder. */
async function* storedBytes(
  folder: string,
  { file, storedBytes: size }: StoredPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A manifest is only a file; it must not lead out of its folder.
  if (file.includes('/') || file.includes('\\')) throw damaged('The manifest names a file outside its folder.');
  try {
    signal?.throwIfAborted();
    const handle = await openPlainFile(join(folder, file), file);
    if (handle === undefined) throw damaged(`The file ${file} is missing.`);
    try {
      if ((await handle.stat()).size !== size)
        throw damaged(`The file ${file} does not have the size it was written with.`);
      const bytes = handle.createReadStream({ highWaterMark: BLOCK_BYTES, signal, autoClose: false });
      // Stopped before anybody reads or after everybody has left, it would fail into the void, and end the process.
      bytes.on('error', () => undefined);
      yield* bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw storageFault(error);
  }
}

async function* decompressed(
  stored: AsyncIterable<Uint8Array>,
  { file }: StoredPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* zstdPlain(stored);
  } catch (error) {
    signal?.throwIfAborted();
    // What is known of the file already, and what the disk says, stays what it is; the rest is what zstd says.
    if (error instanceof EngineFault || (error instanceof Error && 'syscall' in error)) throw error;
    throw damaged(`The file ${file} cannot be decompressed.`);
  }
}

const otherBytes = ({ file }: StoredPart) => damaged(`The file ${file} does not hold the bytes it was written with.`);

async function removePoint(folder: string): Promise<void> {
  await removeManifest(folder);
  await rm(folder, { recursive: true, force: true });
}

async function asStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}

/**
 * The `VaultStorage` port in a folder: `<vault>/<instance>/<point>/`, one compressed and encrypted file for each part,
 * closed by a signed manifest (design, section 7). `docs/recovery.md` shows how to check and restore it by hand.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceId } from '#protocol/resource-id.ts';
import {
  EngineFault,
  type BackupPart,
  type PointAddress,
  type PointWriter,
  type StoredPart,
  type VaultStorage,
} from '#provider/ports.ts';
import { ageDecrypted } from './age/age-payload.ts';
import type { VaultKeys } from './age/vault-keys.ts';
import { publishManifest, readManifest, removeManifest } from './manifest-file.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { writePartInProcess } from './part-process.ts';
import { isPiped } from './piped-output.ts';
import { openPlainFile } from './plain-file.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { partFileName, pointFolder, vaultFolder } from './vault-names.ts';
import { checkRoom, roomIn, type Room, type RoomLimits } from './vault-room.ts';
import { createDigest, writePart, type PartOrder, type WrittenPart } from './write-part.ts';
import { zstdPlain } from './zstd-plain.ts';

/** Of a file that is read at once. */
const BLOCK_BYTES = 1024 * 1024;

export interface FolderVaultOptions {
  /** Opens what is encrypted, and encrypts new parts unless `encrypts` is false. Nothing is encrypted when absent. */
  keys?: VaultKeys;
  encrypts?: boolean;
  /** Nothing is kept free, and nobody has a quota, when absent. */
  limits?: RoomLimits;
}

export function createFolderVaultStorage(
  root: string,
  signing: ManifestSigning,
  options: FolderVaultOptions = {},
): VaultStorage {
  const { limits = { reserveBytes: 0 } } = options;
  const folderOf = (point: PointAddress) => join(root, pointFolder(point));
  const manifestOf = (point: PointAddress) => asStorage(() => readManifest(folderOf(point), point, signing));
  return {
    async begin(point, expectedBytes = 0) {
      const folder = folderOf(point);
      return asStorage(async () => {
        await removePoint(folder);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const roomFor = () => roomIn(folder, join(root, vaultFolder(point.vaultId)), limits);
        try {
          await checkRoom(await roomFor(), expectedBytes);
        } catch (error) {
          await removePoint(folder);
          throw error;
        }
        return pointWriter({ root, folder, point, signing, options, roomFor });
      });
    },
    manifest: manifestOf,
    async verify(point, signal, onBytes) {
      const manifest = await manifestOf(point);
      if (manifest === undefined) throw damaged('The recovery point has no manifest.');
      for (const part of manifest.parts) await verifyPart(folderOf(point), part, signal, onBytes);
    },
    read: (point, part, signal) => readPart({ folder: folderOf(point), part, signal, vaultId: point.vaultId, options }),
    remove: (point) => asStorage(() => removePoint(folderOf(point))),
  };
}

interface PointInMaking {
  root: string;
  folder: string;
  point: PointAddress;
  signing: ManifestSigning;
  options: FolderVaultOptions;
  roomFor: () => Promise<Room>;
}

function pointWriter({ root, folder, point, signing, options, roomFor }: PointInMaking): PointWriter {
  const { keys, encrypts = true } = options;
  let written = 0;
  return {
    write(part, plain) {
      written += 1;
      const number = written;
      return asStorage(async () => {
        const age = encrypts ? await keys?.newHeader(point.vaultId) : undefined;
        const file = partFileName(part, number, age !== undefined);
        const path = join(folder, file);
        try {
          const order: PartOrder = { path, format: part.format, age, room: await roomFor() };
          return { file, ...(await writeTo(order, part, plain)) };
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

const writeTo = (order: PartOrder, { kind }: BackupPart, plain: AsyncIterable<Uint8Array>): Promise<WrittenPart> =>
  // Roles are few: starting a process for them takes longer than writing them.
  isPiped(plain) && kind === 'database' ? writePartInProcess(order, plain) : writePart(order, plain);

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

interface PartInReading {
  folder: string;
  part: StoredPart;
  signal: AbortSignal | undefined;
  vaultId: ResourceId;
  options: FolderVaultOptions;
}

/** Whoever reads to the end knows that it is the whole dump, and the right one. */
async function* readPart(reading: PartInReading): AsyncGenerator<Uint8Array, void, undefined> {
  const { folder, part, signal } = reading;
  const stored = createDigest();
  const plain = createDigest();
  const read = unpacked(stored.through(storedBytes(folder, part, signal)), reading);
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

async function* unpacked(
  stored: AsyncIterable<Uint8Array>,
  { part: { file, encryption }, signal, vaultId, options: { keys } }: PartInReading,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const compressed =
      encryption === undefined ? stored : ageDecrypted(stored, (header) => fileKey(keys, vaultId, header));
    yield* zstdPlain(compressed);
  } catch (error) {
    signal?.throwIfAborted();
    // What is known of the file already, and what the disk says, stays what it is; the rest is what age or zstd says.
    if (error instanceof EngineFault) throw error;
    if (error instanceof Error && 'syscall' in error) throw storageFault(error);
    throw damaged(`The file ${file} cannot be ${encryption === undefined ? '' : 'decrypted and '}decompressed.`);
  }
}

function fileKey(keys: VaultKeys | undefined, vaultId: ResourceId, header: Uint8Array): Promise<Uint8Array> {
  if (keys === undefined) throw new Error('This storage has no keys.');
  return keys.fileKey(vaultId, header);
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

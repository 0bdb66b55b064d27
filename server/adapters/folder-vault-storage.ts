/**
 * The `VaultStorage` port in a folder: `<vault>/<instance>/<point>/`, one compressed and encrypted file for each part,
 * closed by a signed manifest (docs/reference/architecture.md#recovery-points-on-disk). `docs/recovery.md` shows how to
 * check and restore it by hand.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPart, PointAddress, PointWriter, StoredPart, VaultStorage } from '#provider/ports.ts';
import type { VaultKeys } from './age/vault-keys.ts';
import { publishManifest, readManifest, removeManifest } from './manifest-file.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { writePartInProcess } from './part-process.ts';
import { isPiped } from './piped-output.ts';
import { readPartInThread } from './part-thread.ts';
import { readPart, verifyPart, type FileKeyOf, type PartFile, type PartOnDisk } from './read-part.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { partFileName, pointFolder, vaultFolder } from './vault-names.ts';
import { checkRoom, type Room, type RoomLimits } from './vault-room.ts';
import { writePart, type PartOrder, type WrittenPart } from './write-part.ts';

export interface FolderVaultOptions {
  /** Decrypts parts, and encrypts new parts unless `encrypts` is false. Nothing is encrypted when absent. */
  keys?: VaultKeys;
  encrypts?: boolean;
  /** When absent, no space is kept free and there are no quotas. */
  limits?: RoomLimits;
}

export function createFolderVaultStorage(
  root: string,
  signing: ManifestSigning,
  options: FolderVaultOptions = {},
): VaultStorage {
  const { limits = { reserveBytes: 0 } } = options;
  const folderOf = (point: PointAddress) => join(root, pointFolder(point));
  const fileOf = (point: PointAddress, part: StoredPart): PartFile => {
    // A manifest is only a file; it must not lead out of its folder.
    if (/[/\\]/.test(part.file)) throw damaged('The manifest names a file outside its folder.');
    return { path: join(folderOf(point), part.file), part };
  };
  const manifestOf = (point: PointAddress) => asStorage(() => readManifest(folderOf(point), point, signing));
  return {
    async begin(point, expectedBytes = 0) {
      const folder = folderOf(point);
      return asStorage(async () => {
        await removePoint(folder);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const room = (): Room => ({ ...limits, folder, vault: join(root, vaultFolder(point.vaultId)) });
        try {
          await checkRoom(room(), expectedBytes);
        } catch (error) {
          await removePoint(folder);
          throw error;
        }
        return pointWriter({ root, folder, point, signing, options, room });
      });
    },
    manifest: manifestOf,
    async verify(point, signal, onBytes) {
      const manifest = await manifestOf(point);
      if (manifest === undefined) throw damaged('The recovery point has no manifest.');
      for (const part of manifest.parts) await verifyPart(fileOf(point, part), signal, onBytes);
    },
    async *read(point, part, signal, proof = 'dump') {
      const fileKeyOf = async (header: Uint8Array): Promise<Uint8Array> => {
        if (options.keys === undefined) throw new Error('This storage has no keys.');
        return options.keys.fileKey(point.vaultId, header);
      };
      yield* read({ ...fileOf(point, part), digestsPlain: proof === 'dump' }, fileKeyOf, signal);
    },
    remove: (point) => asStorage(() => removePoint(folderOf(point))),
    forget: (vaultId) => asStorage(async () => options.keys?.forget(vaultId)),
  };
}

interface PointInMaking {
  root: string;
  folder: string;
  point: PointAddress;
  signing: ManifestSigning;
  options: FolderVaultOptions;
  room: () => Room;
}

function pointWriter({ root, folder, point, signing, options, room }: PointInMaking): PointWriter {
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
          const order: PartOrder = { path, format: part.format, age, room: room() };
          return { file, ...(await writeTo(order, part, plain)) };
        } catch (error) {
          // The point may be stored without it.
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
  // The roles are small: starting a process takes longer than writing them.
  isPiped(plain) && kind === 'database' ? writePartInProcess(order, plain) : writePart(order, plain);

/** For smaller ones, a thread takes longer to start than they take to read. */
const LARGE_BYTES = 16 * 1024 ** 2;
/** Often only the table of contents is read. A thread is started when more is. */
const HEAD_BYTES = 1024 ** 2;

async function* read(
  onDisk: PartOnDisk,
  fileKeyOf: FileKeyOf,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isLarge = onDisk.part.plainBytes >= LARGE_BYTES;
  let bytes = 0;
  for await (const chunk of readPart(onDisk, fileKeyOf, signal)) {
    yield chunk;
    bytes += chunk.length;
    if (isLarge && bytes >= HEAD_BYTES) break;
  }
  if (isLarge) yield* readPartInThread(onDisk, fileKeyOf, bytes, signal);
}

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

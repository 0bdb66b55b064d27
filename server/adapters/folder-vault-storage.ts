/**
 * The `VaultStorage` port in a folder: `<vault>/<instance>/<point>/`, one compressed and encrypted file for each part,
 * closed by a signed manifest (docs/reference/architecture.md#recovery-points-on-disk). `docs/recovery.md` shows how to
 * check and restore it by hand.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BackupPart, PointAddress, PointWriter, StoredPart, VaultStorage } from '#provider/ports.ts';
import type { VaultKeys } from './age/vault-keys.ts';
import { publishManifest, readManifest, removeManifest } from './manifest-file.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { isNoFolder, ownFolder } from './own-folders.ts';
import { writePartInProcess } from './part-process.ts';
import { isPiped } from './piped-output.ts';
import { readPartInThread } from './part-thread.ts';
import { readPart, verifyPart, type FileKeyOf, type PartFile, type PartOnDisk } from './read-part.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { partFileName, pointFolder, vaultFolder } from './vault-names.ts';
import { checkRoom, roomIn, type Room, type RoomLimits } from './vault-room.ts';
import { writeSafely } from './write-safely.ts';
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
  const folderOf = async (point: PointAddress): Promise<string> => {
    const folder = await placeOf(root, point);
    if (await isNoFolder(folder))
      throw damaged('The folder of the recovery point is a link or something else than a folder.');
    return folder;
  };
  const fileOf = async (point: PointAddress, part: StoredPart): Promise<PartFile> => {
    // A manifest is only a file; it must not lead out of its folder.
    if (/[/\\]/.test(part.file)) throw damaged('The manifest names a file outside its folder.');
    return { path: join(await folderOf(point), part.file), part };
  };
  const partOf = (point: PointAddress, part: StoredPart) => asStorage(() => fileOf(point, part));
  const manifestOf = (point: PointAddress) =>
    asStorage(async () => readManifest(await folderOf(point), point, signing));
  return {
    async begin(point, expectedBytes = 0) {
      return asStorage(async () => {
        const folder = await placeOf(root, point);
        await removePoint(folder);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const room = (): Room => ({ ...limits, folder, vault: join(root, vaultFolder(point.vaultId)) });
        try {
          await checkRoom(room(), expectedBytes);
        } catch (error) {
          await removePoint(folder);
          throw error;
        }
        return pointWriter({ root, point, signing, options, room });
      });
    },
    manifest: manifestOf,
    async verify(point, signal, onBytes) {
      const manifest = await manifestOf(point);
      if (manifest === undefined) throw damaged('The recovery point has no manifest.');
      for (const part of manifest.parts) await verifyPart(await partOf(point, part), signal, onBytes);
    },
    async *read(point, part, signal, proof = 'dump') {
      const fileKeyOf = async (header: Uint8Array): Promise<Uint8Array> => {
        if (options.keys === undefined) throw new Error('This storage has no keys.');
        return options.keys.fileKey(point.vaultId, header);
      };
      yield* read({ ...(await partOf(point, part)), digestsPlain: proof === 'dump' }, fileKeyOf, signal);
    },
    remove: (point) => asStorage(async () => removePoint(await placeOf(root, point))),
    forget: (vaultId) => asStorage(async () => options.keys?.forget(vaultId)),
    checkWritable: () => asStorage(() => tryToWrite(root)),
    room: (vaultId) => asStorage(() => roomIn({ ...limits, folder: root, vault: join(root, vaultFolder(vaultId)) })),
  };
}

interface PointInMaking {
  root: string;
  point: PointAddress;
  signing: ManifestSigning;
  options: FolderVaultOptions;
  room: () => Room;
}

function pointWriter({ root, point, signing, options, room }: PointInMaking): PointWriter {
  const { keys, encrypts = true } = options;
  // Asked each time: hours lie in between.
  const folderNow = () => ownFolder(root, pointFolder(point));
  let written = 0;
  return {
    write(part, plain) {
      written += 1;
      const number = written;
      return asStorage(async () => {
        const age = encrypts ? await keys?.newHeader(point.vaultId) : undefined;
        const file = partFileName(part, number, age !== undefined);
        const path = join(await folderNow(), file);
        try {
          const order: PartOrder = { path, format: part.format, age, room: room() };
          return { file, ...(await writeTo(order, part, plain)) };
        } catch (error) {
          // The point may be stored without it.
          await folderNow()
            .then(() => rm(path, { force: true }))
            .catch(() => undefined);
          throw error;
        }
      });
    },
    commit: (manifest) => asStorage(async () => publishManifest(root, await folderNow(), manifest, signing)),
    abandon: () => asStorage(async () => removePoint(await placeOf(root, point))),
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

/** Where the folder of a point is, and nothing else may be. */
async function placeOf(root: string, point: PointAddress): Promise<string> {
  const path = pointFolder(point);
  return join(await ownFolder(root, dirname(path)), basename(path));
}

/** A link in the place of its folder goes, and what it leads to stays. */
async function removePoint(folder: string): Promise<void> {
  if (!(await isNoFolder(folder))) await removeManifest(folder);
  await rm(folder, { recursive: true, force: true });
}

/** A name of its own, because several servers may share the folder. */
async function tryToWrite(root: string): Promise<void> {
  const path = join(root, `.writable-${randomUUID()}`);
  try {
    await writeSafely(path, new Uint8Array(1));
  } finally {
    await rm(path, { force: true });
  }
}

async function asStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}

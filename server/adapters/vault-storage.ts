/**
 * The `VaultStorage` port over any store: `<vault>/<instance>/<point>/`, one compressed and encrypted file for each part,
 * closed by a signed manifest (docs/reference/architecture.md#recovery-points-on-disk). `docs/recovery.md` shows how to
 * check and restore it by hand.
 */
import type { BackupPart, PointAddress, PointWriter, StoredPart, VaultStorage } from '#provider/ports.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { isKeyFile, type VaultKeys } from './age/vault-keys.ts';
import { publishManifest, readManifest, removeManifest } from './manifest-file.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { writePartInProcess } from './part-process.ts';
import { isPiped } from './piped-output.ts';
import { readPartInThread } from './part-thread.ts';
import { readPart, verifyPart, type FileKeyOf, type PartFile, type PartToRead } from './read-part.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { partFileName, pointFolder, vaultFolder } from './vault-names.ts';
import { writePart, type PartOrder, type WrittenPart } from './write-part.ts';

export interface VaultStorageOptions {
  /** Decrypts parts, and encrypts new parts unless `encrypts` is false. Nothing is encrypted when absent. */
  keys?: VaultKeys;
  encrypts?: boolean;
}

export function createVaultStorage(
  store: ObjectStore,
  signing: ManifestSigning,
  options: VaultStorageOptions = {},
): VaultStorage {
  const fileOf = (point: PointAddress, part: StoredPart): PartFile => {
    // A manifest is only a file; it must not lead out of its folder.
    if (/[/\\]/.test(part.file)) throw damaged('The manifest names a file outside its folder.');
    return { key: `${pointFolder(point)}/${part.file}`, part };
  };
  const room = store.room?.bind(store);
  const manifestOf = (point: PointAddress) => asStorage(() => readManifest(store, pointFolder(point), point, signing));
  return {
    async begin(point, expectedBytes = 0) {
      const folder = pointFolder(point);
      return asStorage(async () => {
        await removePoint(store, folder);
        try {
          await store.begin(folder, vaultFolder(point.vaultId), expectedBytes);
        } catch (error) {
          await removePoint(store, folder);
          throw error;
        }
        return pointWriter({ store, folder, point, signing, options });
      });
    },
    manifest: manifestOf,
    async verify(point, signal, onBytes) {
      const manifest = await manifestOf(point);
      if (manifest === undefined) throw damaged('The recovery point has no manifest.');
      for (const part of manifest.parts) await verifyPart(store, fileOf(point, part), signal, onBytes);
    },
    async *read(point, part, signal, proof = 'dump') {
      const fileKeyOf = async (header: Uint8Array): Promise<Uint8Array> => {
        if (options.keys === undefined) throw new Error('This storage has no keys.');
        return options.keys.fileKey(point.vaultId, header);
      };
      yield* read(store, { ...fileOf(point, part), digestsPlain: proof === 'dump' }, fileKeyOf, signal);
    },
    remove: (point) => asStorage(() => removePoint(store, pointFolder(point))),
    hold: (point, until) =>
      asStorage(async () => {
        if (!(await store.canHold())) return false;
        // The keys first: without them the point is none.
        const vault = vaultFolder(point.vaultId);
        for (const name of await store.names(vault)) if (isKeyFile(name)) await store.hold(`${vault}/${name}`, until);
        await store.hold(`${pointFolder(point)}/`, until);
        return true;
      }),
    forget: (vaultId) => asStorage(async () => options.keys?.forget(vaultId)),
    checkWritable: () => asStorage(async () => store.checkWritable?.()),
    ...(room && { room: (vaultId: ResourceId) => asStorage(() => room(vaultFolder(vaultId))) }),
  };
}

interface PointInMaking {
  store: ObjectStore;
  folder: string;
  point: PointAddress;
  signing: ManifestSigning;
  options: VaultStorageOptions;
}

function pointWriter({ store, folder, point, signing, options }: PointInMaking): PointWriter {
  const { keys, encrypts = true } = options;
  const vault = vaultFolder(point.vaultId);
  let written = 0;
  return {
    write(part, plain) {
      written += 1;
      const number = written;
      return asStorage(async () => {
        const age = encrypts ? await keys?.newHeader(point.vaultId) : undefined;
        const file = partFileName(part, number, age !== undefined);
        const key = `${folder}/${file}`;
        try {
          return { file, ...(await writeTo(store, { key, vault, format: part.format, age }, part, plain)) };
        } catch (error) {
          // The point may be stored without it, and the process that wrote it may have died over it.
          await store.remove(key).catch(() => undefined);
          throw error;
        }
      });
    },
    commit: (manifest) =>
      asStorage(async () => {
        const digest = await publishManifest(store, folder, manifest, signing);
        await store.finish(folder);
        return digest;
      }),
    abandon: () => asStorage(() => removePoint(store, folder)),
  };
}

const writeTo = (
  store: ObjectStore,
  order: PartOrder,
  { kind }: BackupPart,
  plain: AsyncIterable<Uint8Array>,
): Promise<WrittenPart> =>
  // The roles are small: starting a process takes longer than writing them.
  isPiped(plain) && kind === 'database'
    ? writePartInProcess({ ...order, place: store.place }, plain)
    : writePart(store, order, plain);

/** For smaller ones, a thread takes longer to start than they take to read. */
const LARGE_BYTES = 16 * 1024 ** 2;
/** Often only the table of contents is read. A thread is started when more is. */
const HEAD_BYTES = 1024 ** 2;

async function* read(
  store: ObjectStore,
  wanted: PartToRead,
  fileKeyOf: FileKeyOf,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isLarge = wanted.part.plainBytes >= LARGE_BYTES;
  let bytes = 0;
  for await (const chunk of readPart(store, wanted, fileKeyOf, signal)) {
    yield chunk;
    bytes += chunk.length;
    if (isLarge && bytes >= HEAD_BYTES) break;
  }
  if (isLarge) yield* readPartInThread(store.place, wanted, fileKeyOf, bytes, signal);
}

async function removePoint(store: ObjectStore, folder: string): Promise<void> {
  await removeManifest(store, folder);
  await store.removeFolder(folder);
}

async function asStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}

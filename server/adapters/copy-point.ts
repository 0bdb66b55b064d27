/**
 * Copies a recovery point from one store of its vault to the other, byte for byte: parts are compressed and encrypted already. What lies
 * beside the points goes with it, the keys of the vault above all, so that each store is enough to restore from (decision 44).
 */
import { EngineFault, type PointAddress } from '#provider/ports.ts';
import { isKeyFile } from './age/vault-keys.ts';
import { copyManifest, holds, readManifest } from './manifest-file.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { checkIsMounted } from './mounted-vaults.ts';
import { verifyPart, type PartFile } from './read-part.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { damaged, isDamage, storageFault } from './vault-faults.ts';
import { catalogueFolder, instanceFolder, isFolderName, pointFolder, vaultFolder } from './vault-names.ts';
import { createDigest } from './write-part.ts';

export interface PointCopying {
  from: ObjectStore;
  to: ObjectStore;
  point: PointAddress;
  signing: ManifestSigning;
  signal: AbortSignal;
  /** Called with the bytes of each piece that was read or compared. */
  onBytes: (count: number) => void;
  /** Asked before the manifest is written; what it throws leaves no point. */
  mayPublish: () => Promise<void>;
}

/**
 * Returns when the point is in `to` and was read back there; safe to repeat, and files that are there and right are not written again. The
 * manifest comes last: until then there is no point. Throws `RecoveryPointDamaged` when `from` is not what was written.
 */
export async function copyPoint(copying: PointCopying): Promise<void> {
  try {
    await copy(copying);
  } catch (error) {
    throw storageFault(error);
  }
}

async function copy(copying: PointCopying): Promise<void> {
  const { from, to, point, signing, signal } = copying;
  await checkIsMounted(from);
  await checkIsMounted(to);
  const folder = pointFolder(point);
  const manifest = await readManifest(from, folder, point, signing);
  if (manifest === undefined) throw damaged('The recovery point has no manifest.');
  const bytes = manifest.parts.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  await to.begin(folder, vaultFolder(point.vaultId), bytes);
  await copyBeside(from, to, point, signal);
  for (const part of manifest.parts) {
    if (/[/\\]/.test(part.file)) throw damaged('The manifest names a file outside its folder.');
    await copyPart(copying, { key: `${folder}/${part.file}`, part });
  }
  signal.throwIfAborted();
  await copying.mayPublish();
  await copyManifest(from, to, folder, point);
  await to.finish(folder);
  await readBack(() => readManifest(to, folder, point, signing));
}

async function copyPart({ from, to, point, signal, onBytes }: PointCopying, file: PartFile): Promise<void> {
  if (await isWhole(to, file, signal, onBytes)) return;
  signal.throwIfAborted();
  await to.remove(file.key);
  const digest = createDigest();
  await to.write(
    file.key,
    vaultFolder(point.vaultId),
    kept(digest.through(from.read(file.key, file.part.storedBytes, signal)), signal, onBytes),
  );
  if (digest.hex() !== file.part.storedSha256) {
    await to.remove(file.key);
    throw damaged(`The file ${file.part.file} does not hold the bytes it was written with.`);
  }
  await readBack(() => verifyPart(to, file, signal, onBytes));
}

/** What was sent is not what is stored, until it was read. Other bytes are no damage of the point: the copy is made again. */
async function readBack<T>(read: () => Promise<T>): Promise<void> {
  try {
    await read();
  } catch (error) {
    throw isDamage(error) ? notStored(error) : error;
  }
}

const notStored = (cause: unknown): EngineFault =>
  new EngineFault(
    'UserErrorVaultStorageFailed',
    'The storage that the copy was written to does not give back the bytes that it was sent.',
    ['Check the disk or the service of that storage. The copy is tried again by itself.'],
    undefined,
    { cause },
  );

async function isWhole(
  store: ObjectStore,
  file: PartFile,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<boolean> {
  try {
    await verifyPart(store, file, signal, onBytes);
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

/** A store reuses its buffers sooner than another has written them. */
async function* kept(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    onBytes(piece.length);
    yield Buffer.from(piece);
  }
}

/** More than any of them has; whoever wrote one had it whole in memory, too. */
const MAX_BESIDE_BYTES = 512 * 1024 * 1024;
const MAX_DEPTH = 4;

/** Copies the files that lie beside vaults, instances and points. */
async function copyBeside(from: ObjectStore, to: ObjectStore, point: PointAddress, signal: AbortSignal): Promise<void> {
  for (const folder of ['', vaultFolder(point.vaultId), instanceFolder(point)]) {
    await copyFilesIn({ from, to, signal, left: catalogueFolder(point.vaultId) }, folder, 0);
  }
}

interface BesideCopying extends Pick<PointCopying, 'from' | 'to' | 'signal'> {
  /** Documents about the vault are written to both storages by themselves: what is there may be newer than what would be copied. */
  left: string;
}

async function copyFilesIn(copying: BesideCopying, folder: string, depth: number): Promise<void> {
  const { from, to, signal, left } = copying;
  const folders = new Set(await from.names(folder, 'folders'));
  const there = new Set(folder === left ? await to.names(folder) : []);
  for (const name of await from.names(folder)) {
    signal.throwIfAborted();
    // Drafts, and other vaults, instances and points.
    if (name.startsWith('.') || isFolderName(name) || there.has(name)) continue;
    const key = folder === '' ? name : `${folder}/${name}`;
    const bytes = await fileAt(from, key);
    if (bytes !== undefined) await (folder === left ? to.create(key, bytes) : copyFile(to, key, bytes));
    // Beside the vaults only files are ours.
    else if (folder !== '' && folders.has(name) && depth < MAX_DEPTH) await copyFilesIn(copying, key, depth + 1);
  }
}

async function copyFile(to: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  if (await to.create(key, bytes)) return;
  const name = key.slice(key.lastIndexOf('/') + 1);
  // Each store wraps its keys itself, and a bad one must not take the place of a good one.
  if (isKeyFile(name) || name.endsWith('.pem')) return;
  if (!(await holds(to, key, bytes))) await to.put(key, bytes);
}

/** Undefined for what is no file. */
async function fileAt(store: ObjectStore, key: string): Promise<Buffer | undefined> {
  return store.get(key, MAX_BESIDE_BYTES).catch((error: unknown) => {
    if (isDamage(error)) return undefined;
    throw error;
  });
}

/**
 * Reads one part of a recovery point: decrypted, decompressed, and checked against the digests that it was written
 * with. A few buffers are reused: a piece is valid until the next is requested.
 */
import { EngineFault, type StoredPart } from '#provider/ports.ts';
import { ageDecrypted } from './age/age-payload.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { createDigest } from './write-part.ts';
import { zstdPlain } from './zstd-plain.ts';

export interface PartFile {
  key: string;
  part: StoredPart;
}

export interface PartToRead extends PartFile {
  digestsPlain: boolean;
}

/** The key of an encrypted part, by the header of its file. */
export type FileKeyOf = (header: Uint8Array) => Promise<Uint8Array>;

/**
 * Reading to the end verifies that the file is the one that was written and holds as many bytes; with `digestsPlain`,
 * also their digest.
 */
export async function* readPart(
  store: ObjectStore,
  { key, part, digestsPlain }: PartToRead,
  fileKeyOf: FileKeyOf,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stored = createDigest();
  const plain = createDigest();
  let bytes = 0;
  const read = unpacked(stored.through(storedBytes(store, { key, part }, signal)), part, fileKeyOf, signal);
  for await (const chunk of digestsPlain ? plain.through(read) : read) {
    bytes += chunk.length;
    // A small file may be crafted to decompress to endless bytes; reading stops early.
    if (bytes > part.plainBytes) throw otherBytes(part);
    yield chunk;
  }
  if (stored.hex() !== part.storedSha256 || bytes !== part.plainBytes) throw otherBytes(part);
  if (digestsPlain && plain.hex() !== part.plainSha256) throw otherBytes(part);
}

/** Reads the file of a part as it is stored, and checks it against its digest. */
export async function verifyPart(
  store: ObjectStore,
  { key, part }: PartFile,
  signal: AbortSignal | undefined,
  onBytes: (count: number) => void = () => undefined,
): Promise<void> {
  const stored = createDigest();
  for await (const chunk of stored.through(storedBytes(store, { key, part }, signal))) onBytes(chunk.length);
  if (stored.hex() !== part.storedSha256) throw otherBytes(part);
}

/** The file of a part, which has the size that it was written with. */
async function* storedBytes(
  store: ObjectStore,
  { key, part }: PartFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    signal?.throwIfAborted();
    yield* store.read(key, part.storedBytes, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

async function* unpacked(
  stored: AsyncIterable<Uint8Array>,
  { file, encryption }: StoredPart,
  fileKeyOf: FileKeyOf,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* zstdPlain(encryption === undefined ? stored : ageDecrypted(stored, fileKeyOf));
  } catch (error) {
    signal?.throwIfAborted();
    // Damage and disk errors are passed on; the rest are errors of age or zstd.
    if (error instanceof EngineFault) throw error;
    if (error instanceof Error && 'syscall' in error) throw storageFault(error);
    throw damaged(`The file ${file} cannot be ${encryption === undefined ? '' : 'decrypted and '}decompressed.`);
  }
}

const otherBytes = ({ file }: StoredPart) => damaged(`The file ${file} does not hold the bytes it was written with.`);

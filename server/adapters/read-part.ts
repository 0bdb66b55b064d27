/**
 * Reads one part of a recovery point: decrypted, decompressed, and checked against the digests that it was written
 * with. A few buffers are reused: a piece is valid until the next is requested.
 */
import type { FileHandle } from 'node:fs/promises';
import { EngineFault, type StoredPart } from '#provider/ports.ts';
import { ageDecrypted } from './age/age-payload.ts';
import { openPlainFile } from './plain-file.ts';
import { damaged, storageFault } from './vault-faults.ts';
import { createDigest } from './write-part.ts';
import { zstdPlain } from './zstd-plain.ts';

/** Of a file that is read at once. */
const BLOCK_BYTES = 1024 * 1024;

export interface PartFile {
  path: string;
  part: StoredPart;
}

export interface PartOnDisk extends PartFile {
  digestsPlain: boolean;
}

/** The key of an encrypted part, by the header of its file. */
export type FileKeyOf = (header: Uint8Array) => Promise<Uint8Array>;

/**
 * Reading to the end verifies that the file is the one that was written and holds as many bytes; with `digestsPlain`,
 * also their digest.
 */
export async function* readPart(
  { path, part, digestsPlain }: PartOnDisk,
  fileKeyOf: FileKeyOf,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stored = createDigest();
  const plain = createDigest();
  let bytes = 0;
  const read = unpacked(stored.through(storedBytes({ path, part }, signal)), part, fileKeyOf, signal);
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
  { path, part }: PartFile,
  signal: AbortSignal | undefined,
  onBytes: (count: number) => void = () => undefined,
): Promise<void> {
  const stored = createDigest();
  for await (const chunk of stored.through(storedBytes({ path, part }, signal))) onBytes(chunk.length);
  if (stored.hex() !== part.storedSha256) throw otherBytes(part);
}

/** The file of a part, which has the size that it was written with. */
async function* storedBytes(
  { path, part: { file, storedBytes: size } }: PartFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    signal?.throwIfAborted();
    const handle = await openPlainFile(path, file);
    if (handle === undefined) throw damaged(`The file ${file} is missing.`);
    try {
      if ((await handle.stat()).size !== size)
        throw damaged(`The file ${file} does not have the size it was written with.`);
      yield* blocksOf(handle, signal);
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw storageFault(error);
  }
}

/** While one block is being used, the next is being read. */
async function* blocksOf(
  handle: FileHandle,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffers = [Buffer.allocUnsafeSlow(BLOCK_BYTES), Buffer.allocUnsafeSlow(BLOCK_BYTES)];
  const read = (turn: number) => {
    const reading = handle.read(buffers[turn % buffers.length] as Buffer, 0, BLOCK_BYTES);
    // A reader that leaves early does not wait for it.
    reading.catch(() => undefined);
    return reading;
  };
  let next = read(0);
  try {
    for (let turn = 1; ; turn += 1) {
      const { buffer, bytesRead } = await next;
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      next = read(turn);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // Wait for the read: after a close its file descriptor may belong to another file.
    await next.catch(() => undefined);
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

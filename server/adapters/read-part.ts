/**
 * Reads one part of a recovery point: decrypted, decompressed, and held against the digests that it was written with.
 * Bytes take turns in a few buffers all the way: a piece is only there until the next is asked for.
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
 * Whoever reads to the end knows that the file is the one that was written, and gives as many bytes; with `digestsPlain`,
 * also that these have their digest.
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
    // A small file may be made to give endless bytes; nobody waits for their end.
    if (bytes > part.plainBytes) throw otherBytes(part);
    yield chunk;
  }
  if (stored.hex() !== part.storedSha256 || bytes !== part.plainBytes) throw otherBytes(part);
  if (digestsPlain && plain.hex() !== part.plainSha256) throw otherBytes(part);
}

/** Reads the file of a part as it is stored, and holds it against its digest. */
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
    // Whoever leaves early does not wait for it.
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
    // A file that is closed while it is being read may be another one by then.
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
    // What is known of the file already, and what the disk says, stays what it is; the rest is what age or zstd says.
    if (error instanceof EngineFault) throw error;
    if (error instanceof Error && 'syscall' in error) throw storageFault(error);
    throw damaged(`The file ${file} cannot be ${encryption === undefined ? '' : 'decrypted and '}decompressed.`);
  }
}

const otherBytes = ({ file }: StoredPart) => damaged(`The file ${file} does not hold the bytes it was written with.`);

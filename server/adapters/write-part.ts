/**
 * Writes one part of a recovery point: compressed, encrypted, digested on both sides, and safely on the disk when it is
 * done. What an archive holds is read off it on the way.
 */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { BackupPart, PartContents, StoredPart } from '#provider/ports.ts';
import type { AgeHeader } from './age/age-header.ts';
import { ageEncrypted } from './age/age-payload.ts';
import { createContentsReader } from './postgres-archive/archive-contents.ts';
import { withinRoom, type Room } from './vault-room.ts';
import { zstdFrames } from './zstd-frames.ts';

export type WrittenPart = Omit<StoredPart, 'file'> & PartContents;

export interface PartOrder {
  /** Must not exist yet. */
  path: string;
  format: BackupPart['format'];
  /** The part is encrypted with it; it is not when absent. */
  age?: AgeHeader | undefined;
  room: Room;
}

export async function writePart(
  { path, format, age, room }: PartOrder,
  plain: AsyncIterable<Uint8Array>,
): Promise<WrittenPart> {
  const contents = format === 'custom' ? createContentsReader() : undefined;
  const plainDigest = createDigest();
  const storedDigest = createDigest();
  const compressed = zstdFrames(plainDigest.through(plain, contents?.push));
  const stored = age ? ageEncrypted(age, compressed) : compressed;
  const handle = await open(path, 'wx', 0o600);
  try {
    // One block is on its way to the disk while the next is being compressed.
    let writing = Promise.resolve();
    for await (const block of storedDigest.through(withinRoom(stored, room, handle))) {
      await writing;
      writing = writeAll(handle, block);
      writing.catch(() => undefined);
    }
    await writing;
    await handle.sync();
  } finally {
    await handle.close();
  }
  return {
    codec: 'zstd',
    ...(age && { encryption: 'age' }),
    storedBytes: storedDigest.bytes(),
    storedSha256: storedDigest.hex(),
    plainBytes: plainDigest.bytes(),
    plainSha256: plainDigest.hex(),
    ...contents?.end(),
  };
}

/** SHA-256 and size of what passes through; `also` sees it, too. */
export function createDigest() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async *through(
      source: AsyncIterable<Uint8Array>,
      also?: (chunk: Uint8Array) => void,
    ): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const chunk of source) {
        bytes += chunk.length;
        hash.update(chunk);
        also?.(chunk);
        yield chunk;
      }
    },
    bytes: () => bytes,
    hex: () => hash.digest('hex'),
  };
}

async function writeAll(handle: FileHandle, block: Uint8Array): Promise<void> {
  for (let at = 0; at < block.length;) at += (await handle.write(block, at)).bytesWritten;
}

/** Writes one part of a recovery point: compressed, digested on both sides, and safely on the disk when it is done. */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { StoredPart } from '#provider/ports.ts';
import { zstdFrames } from './zstd-frames.ts';

export type WrittenPart = Omit<StoredPart, 'file'>;

/** `path` must not exist yet. */
export async function writePart(path: string, plain: AsyncIterable<Uint8Array>): Promise<WrittenPart> {
  const plainDigest = createDigest();
  const storedDigest = createDigest();
  const handle = await open(path, 'wx', 0o600);
  try {
    // One block is on its way to the disk while the next is being compressed.
    let writing = Promise.resolve();
    for await (const block of storedDigest.through(zstdFrames(plainDigest.through(plain)))) {
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
    storedBytes: storedDigest.bytes(),
    storedSha256: storedDigest.hex(),
    plainBytes: plainDigest.bytes(),
    plainSha256: plainDigest.hex(),
  };
}

/** SHA-256 and size of what passes through. */
export function createDigest() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const chunk of source) {
        bytes += chunk.length;
        hash.update(chunk);
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

/**
 * Writes one part of a recovery point: compressed, encrypted, digested on both sides, and safely stored when it is done.
 * What an archive holds is read off it on the way.
 */
import { createHash } from 'node:crypto';
import type { BackupPart, PartContents, StoredPart } from '#provider/ports.ts';
import type { AgeHeader } from './age/age-header.ts';
import { ageEncrypted } from './age/age-payload.ts';
import { createContentsReader } from './postgres-archive/archive-contents.ts';
import type { ObjectStore } from './stores/object-store.ts';
import { zstdFrames } from './zstd-frames.ts';

export type WrittenPart = Omit<StoredPart, 'file'> & PartContents;

export interface PartOrder {
  /** Must not exist yet. */
  key: string;
  /** The folder of the vault, with all that it holds. */
  vault: string;
  format: BackupPart['format'];
  /** The part is encrypted with it; it is not when absent. */
  age?: AgeHeader | undefined;
}

/** Nothing of the part stays in the store when it throws. */
export async function writePart(
  store: ObjectStore,
  { key, vault, format, age }: PartOrder,
  plain: AsyncIterable<Uint8Array>,
): Promise<WrittenPart> {
  const contents = format === 'custom' ? createContentsReader() : undefined;
  const plainDigest = createDigest();
  const storedDigest = createDigest();
  const compressed = zstdFrames(plainDigest.through(plain, contents?.push));
  const stored = age ? ageEncrypted(age, compressed) : compressed;
  await store.write(key, vault, storedDigest.through(stored));
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

/**
 * What follows the header of a file of age, v1 (age-encryption.org/v1, "Payload"): a nonce, and the bytes in chunks of
 * 64 KiB, each sealed with ChaCha20-Poly1305. Node's own cipher does in a second what one in JavaScript does in ten, and a
 * backup waits for it; headers, where keys are exchanged, are the library's (`age-header.ts`).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { AgeHeader } from './age-header.ts';

export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const NONCE_BYTES = 16;
const CIPHER = 'chacha20-poly1305';
const TAG = { authTagLength: TAG_BYTES };
/** With some hundred recipients; ours have one. */
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * The whole file: header, nonce and sealed chunks, in blocks of about the size that came. A few buffers are reused: a
 * block is valid until the second one after it is requested.
 */
export async function* ageEncrypted(
  { header, fileKey }: AgeHeader,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const nonce = randomBytes(NONCE_BYTES);
  const key = payloadKey(fileKey, nonce);
  const chunks = chunkNonces();
  const blocks = takingTurns(3);
  const sealed = (pieces: Uint8Array[], isLast: boolean): Uint8Array => {
    const block = blocks.next(pieces.length * (CHUNK_BYTES + TAG_BYTES));
    let at = 0;
    for (const piece of pieces) {
      const cipher = createCipheriv(CIPHER, key, chunks.next(isLast), TAG);
      block.set(cipher.update(piece), at);
      at += piece.length;
      cipher.final();
      block.set(cipher.getAuthTag(), at);
      at += TAG_BYTES;
    }
    return block.subarray(0, at);
  };
  yield Buffer.concat([header, nonce]);
  const cut = cutter(CHUNK_BYTES);
  for await (const piece of plain) {
    const full = cut.full(piece);
    if (full.length > 0) yield sealed(full, false);
  }
  yield sealed([cut.rest()], true);
}

/**
 * The bytes of such a file, each chunk after it was authenticated. `fileKeyOf` opens the header. Throws when any part
 * was changed or is missing.
 */
export async function* ageDecrypted(
  stored: AsyncIterable<Uint8Array>,
  fileKeyOf: (header: Uint8Array) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const cut = cutter(CHUNK_BYTES + TAG_BYTES);
  const chunks = chunkNonces();
  let start = Buffer.alloc(0);
  let key: Uint8Array | undefined;
  const opened = (chunk: Uint8Array, isLast: boolean): Buffer => {
    const end = chunk.length - TAG_BYTES;
    if (key === undefined || end < 0) throw new Error('The file ends within its first chunk.');
    if (end === 0 && !chunks.isFirst()) throw new Error('The file has an empty chunk at its end.');
    const decipher = createDecipheriv(CIPHER, key, chunks.next(isLast), TAG);
    decipher.setAuthTag(chunk.subarray(end));
    const plain = decipher.update(chunk.subarray(0, end));
    decipher.final();
    return plain;
  };
  for await (const piece of stored) {
    let payload = piece;
    if (key === undefined) {
      start = Buffer.concat([start, piece]);
      const end = headerEnd(start);
      if (end === undefined || start.length < end + NONCE_BYTES) continue;
      key = payloadKey(await fileKeyOf(start.subarray(0, end)), start.subarray(end, end + NONCE_BYTES));
      payload = start.subarray(end + NONCE_BYTES);
    }
    for (const chunk of cut.full(payload)) yield opened(chunk, false);
  }
  yield opened(cut.rest(), true);
}

const payloadKey = (fileKey: Uint8Array, nonce: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));

/** Eleven bytes that count the chunks, and one that is 1 for the last. */
function chunkNonces() {
  let count = 0;
  return {
    isFirst: () => count === 0,
    next(isLast: boolean): Buffer {
      const nonce = Buffer.alloc(12);
      // Six bytes count further than any file is long.
      nonce.writeUIntBE(count, 5, 6);
      nonce[11] = Number(isLast);
      count += 1;
      return nonce;
    },
  };
}

/** Reused buffers: allocating new ones for a dump costs as much as the encryption. */
function takingTurns(count: number) {
  const buffers = Array.from({ length: count }, () => Buffer.alloc(0));
  let turn = 0;
  return {
    next(size: number): Buffer {
      turn = (turn + 1) % count;
      const kept = buffers[turn];
      if (kept && kept.length >= size) return kept;
      return (buffers[turn] = Buffer.allocUnsafeSlow(size));
    },
  };
}

/** Cuts a stream into pieces of `size`. One that is full stays until more comes: the last is treated differently. */
function cutter(size: number) {
  // Two, so that one that is full counts while the other is being filled.
  let [kept, other] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
  let filled = 0;
  return {
    /** Returns the pieces that are surely not the last; valid until the next call. */
    full(piece: Uint8Array): Uint8Array[] {
      const pieces: Uint8Array[] = [];
      let at = 0;
      if (filled > 0) {
        at = Math.min(size - filled, piece.length);
        kept.set(piece.subarray(0, at), filled);
        filled += at;
        if (at === piece.length) return pieces;
        pieces.push(kept);
        [kept, other] = [other, kept];
        filled = 0;
      }
      for (; piece.length - at > size; at += size) pieces.push(piece.subarray(at, at + size));
      kept.set(piece.subarray(at), 0);
      filled = piece.length - at;
      return pieces;
    },
    rest: (): Uint8Array => kept.subarray(0, filled),
  };
}

/** Where the line ends that closes the header; undefined when it is not there yet. */
function headerEnd(bytes: Buffer): number | undefined {
  const last = bytes.indexOf('\n--- ');
  const end = last < 0 ? -1 : bytes.indexOf('\n', last + 1);
  if (end >= 0 && end < MAX_HEADER_BYTES) return end + 1;
  if (bytes.length > MAX_HEADER_BYTES) throw new Error('The file does not begin as one of age.');
  return undefined;
}

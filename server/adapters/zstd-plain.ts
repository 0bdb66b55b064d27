/**
 * Reads a sequence of zstd frames back, as `zstd-frames.ts` wrote it, two at a time. Node's decompressing stream stops
 * silently after the first frame, so frames are separated here, by their headers (RFC 8878, section 3.1.1).
 */
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { FRAME_BYTES } from './zstd-frames.ts';

const decompress = promisify(zstdDecompress);

const CONCURRENCY = 2;
/** What is sixteen times as large as ours was not written by us; a small file must not fill the memory. */
const MAX_FRAME_BYTES = 16 * FRAME_BYTES;
/** Room for a frame of ours and a little more: it is decompressed in one go, at half the cost of Node's small pieces. */
const CHUNK_BYTES = FRAME_BYTES + 1024;

/** Throws when the bytes are not zstd frames, or end within one. */
export async function* zstdPlain(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const running: Promise<Uint8Array>[] = [];
  for await (const frame of framesIn(stored)) {
    const plain: Promise<Uint8Array> = decompress(frame, {
      chunkSize: CHUNK_BYTES,
      maxOutputLength: MAX_FRAME_BYTES,
    });
    // A later frame may fail while an earlier one is being used; its error is reported when its turn comes.
    plain.catch(() => undefined);
    running.push(plain);
    if (running.length >= CONCURRENCY) yield await (running.shift() as Promise<Uint8Array>);
  }
  for (const plain of running) yield await plain;
}

async function* framesIn(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of stored) {
    left = left.length === 0 ? Buffer.from(chunk) : Buffer.concat([left, chunk]);
    for (let size = frameSize(left); size !== undefined; size = frameSize(left)) {
      yield left.subarray(0, size);
      left = left.subarray(size);
    }
    if (left.length > MAX_FRAME_BYTES) throw new Error('A zstd frame is too large.');
  }
  if (left.length > 0) throw new Error('The file ends within a zstd frame.');
}

const MAGIC = 0xfd2fb528;
const RLE_BLOCK = 1;

/** Bytes of the frame at the start; undefined when it is not there to its end. */
function frameSize(bytes: Buffer): number | undefined {
  if (bytes.length < 5) return undefined;
  if (bytes.readUInt32LE(0) !== MAGIC) throw new Error('The file is not a zstd file.');
  const descriptor = bytes.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeFlag = descriptor >> 6;
  const contentSizeBytes = contentSizeFlag === 0 ? Number(isSingleSegment) : 1 << contentSizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 0x03] ?? 0;
  let at = 5 + Number(!isSingleSegment) + dictionaryBytes + contentSizeBytes;
  for (;;) {
    if (bytes.length < at + 3) return undefined;
    const header = bytes.readUIntLE(at, 3);
    const isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    at += 3 + (type === RLE_BLOCK ? 1 : header >> 3);
    if (isLast) break;
  }
  if ((descriptor & 0x04) !== 0) at += 4;
  return bytes.length < at ? undefined : at;
}

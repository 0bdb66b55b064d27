/**
 * Compresses a stream as a sequence of zstd frames, several at a time. Frames that follow each other are one zstd file
 * to every tool. Node's compressing stream, used as it comes, has one thread, and needs half as much time again for the
 * same bytes, because it compresses out of a ring buffer instead of a whole block.
 */
import { constants, createZstdCompress, zstdCompressSync } from 'node:zlib';

/** Larger frames compress little better at this level, and no longer fit the processor's cache. */
export const FRAME_BYTES = 512 * 1024;
const CONCURRENCY = 2;
const LEVEL = 3;

export async function* zstdFrames(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const compressors = Array.from({ length: CONCURRENCY }, createFrameCompressor);
  const running: Promise<Uint8Array[]>[] = [];
  let count = 0;
  const begin = (frame: Uint8Array) => {
    const compressed = compressors[(count += 1) % CONCURRENCY]?.compress(frame) ?? Promise.resolve([]);
    // A later frame may fail while an earlier one is being stored; its error is reported when its turn comes.
    compressed.catch(() => undefined);
    running.push(compressed);
  };
  try {
    for await (const frame of framesOf(plain)) {
      begin(frame);
      if (running.length >= CONCURRENCY) yield* (await running.shift()) ?? [];
    }
    // A file without frames is not a zstd file.
    if (count === 0) yield zstdCompressSync(new Uint8Array());
    for (const compressed of running) yield* await compressed;
  } finally {
    for (const { end } of compressors) end();
  }
}

/** Makes one frame of everything it is given. A frame has to be done before the next begins. */
function createFrameCompressor() {
  const stream = createZstdCompress({
    // Each write is a frame.
    flush: constants.ZSTD_e_end,
    // Room for several frames: zstd compresses in one go what it has room for.
    chunkSize: 8 * FRAME_BYTES,
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      // So that `zstd -t` alone can check whether a file is whole.
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
  let written: Uint8Array[] = [];
  stream.on('data', (piece: Uint8Array) => written.push(piece));
  return {
    async compress(frame: Uint8Array): Promise<Uint8Array[]> {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      stream.once('error', reject);
      stream.write(frame, () => resolve(undefined));
      await promise;
      stream.off('error', reject);
      const pieces = written;
      written = [];
      return pieces;
    },
    end: () => void stream.on('error', () => undefined).destroy(),
  };
}

/**
 * Blocks of the size of a frame; the last may be shorter. A few buffers are reused: one is overwritten when as many
 * others as are compressed at once have been requested.
 */
async function* framesOf(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const buffers = Array.from({ length: CONCURRENCY + 1 }, () => Buffer.allocUnsafeSlow(FRAME_BYTES));
  let turn = 0;
  let frame = nextOf(buffers, turn);
  let filled = 0;
  for await (const chunk of plain) {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + FRAME_BYTES - filled);
      frame.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < FRAME_BYTES) continue;
      yield frame;
      frame = nextOf(buffers, (turn += 1));
      filled = 0;
    }
  }
  if (filled > 0) yield frame.subarray(0, filled);
}

const nextOf = (buffers: readonly Buffer[], turn: number): Buffer => buffers[turn % buffers.length] as Buffer;

/**
 * Converts the rows of an archive to messages of the protocol. Both are pieces with a header of five bytes: a sign and
 * the length in the archive, a kind and the length in the protocol. Bytes are copied in one go, and the headers
 * overwritten.
 */
import { INTEGER_BYTES, UnreadableArchive } from './archive-bytes.ts';

const COPY_DATA = 'd'.charCodeAt(0);
/** The length of a message counts itself, and not the kind before it. */
const LENGTH_BYTES = 4;
/** The longest row that a server accepts. */
const MAX_PIECE_BYTES = 0x3fffffff;

export class CopyMessages {
  readonly #buffers: Buffer[];
  #turn = 0;
  #filled = 0;
  /** State of the piece that has begun. */
  #left = 0;

  /** Fills two buffers in turn: a returned one is valid until the second one after it is returned. */
  constructor(bytes: number) {
    this.#buffers = [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
  }

  /** Returns a buffer whenever it is full. */
  *push(chunk: Uint8Array): Generator<Buffer, void, undefined> {
    for (let at = 0; at < chunk.length;) {
      const buffer = this.#buffer();
      const taken = Math.min(chunk.length - at, buffer.length - this.#filled);
      buffer.set(chunk.subarray(at, at + taken), this.#filled);
      at += taken;
      this.#filled += taken;
      if (this.#filled === buffer.length) yield this.take();
    }
  }

  /** Returns the buffered bytes. The header of an incomplete piece stays. */
  take(): Buffer {
    const buffer = this.#buffer();
    const end = this.#filled;
    const whole = this.#writeHeads(buffer, end);
    this.#turn += 1;
    this.#filled = buffer.copy(this.#buffer(), 0, whole, end);
    return buffer.subarray(0, whole);
  }

  #buffer(): Buffer {
    return this.#buffers[this.#turn % this.#buffers.length] as Buffer;
  }

  /** Returns the offset of the last incomplete header. */
  #writeHeads(buffer: Buffer, end: number): number {
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    let at = this.#left;
    while (at + INTEGER_BYTES <= end) {
      const length = view.getUint32(at + 1, true);
      if (buffer[at] !== 0 || length > MAX_PIECE_BYTES)
        throw new UnreadableArchive('The archive has a piece of data of no length.');
      buffer[at] = COPY_DATA;
      view.setUint32(at + 1, length + LENGTH_BYTES);
      at += INTEGER_BYTES + length;
    }
    if (at >= end) {
      this.#left = at - end;
      return end;
    }
    this.#left = 0;
    return at;
  }
}

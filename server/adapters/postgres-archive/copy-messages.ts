/**
 * Makes messages of the protocol out of the rows of an archive. Both are pieces behind a head of five bytes: a sign and the
 * length there, a kind and the length here. Bytes are copied in one go, and the heads written over.
 */
import { INTEGER_BYTES, UnreadableArchive } from './archive-bytes.ts';

const COPY_DATA = 'd'.charCodeAt(0);
/** The length of a message counts itself, and not the kind before it. */
const LENGTH_BYTES = 4;
/** Of a row, as far as any server takes it. */
const MAX_PIECE_BYTES = 0x3fffffff;

export class CopyMessages {
  readonly #buffers: Buffer[];
  #turn = 0;
  #filled = 0;
  /** Of the piece that has begun. */
  #left = 0;

  /** It fills two buffers in turn: what it gives counts until it gives the next but one. */
  constructor(bytes: number) {
    this.#buffers = [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
  }

  /** Gives a buffer whenever it is full. */
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

  /** All that is there. The head of a piece that is not there to its end stays. */
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

  /** Answers where the last head stands that is not there to its end. */
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

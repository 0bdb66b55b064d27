/**
 * The bytes of an archive as a stream. The reader is a generator: it pauses at the end of a chunk and continues with
 * the next, so that the archive is neither held in memory nor seeked.
 */

/** The bytes are invalid, or exceed a limit. The message is a sentence for a person. */
export class UnreadableArchive extends Error {}

/** The archive is of an unknown kind; it may be intact. */
export class UnknownArchive extends UnreadableArchive {}

/** Pauses until there are more bytes; returns the value that it read. */
export type Reading<T> = Generator<undefined, T, undefined>;

/** A sign and four bytes. */
export const INTEGER_BYTES = 5;

/** The longest allowed text. The longest real ones are definitions of views and functions. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

export class ArchiveBytes {
  chunk: Buffer = Buffer.alloc(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The position of the next byte. */
  at = 0;
  #hasEnded = false;

  /** Adds the next bytes, when those before have been read. */
  push(chunk: Uint8Array): void {
    this.chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.at = 0;
  }

  /** Marks the end of the bytes. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Whether there is another byte. */
  *more(): Reading<boolean> {
    while (this.at >= this.chunk.length) {
      if (this.#hasEnded) return false;
      yield;
    }
    return true;
  }

  *byte(): Reading<number> {
    if (this.at >= this.chunk.length && !(yield* this.more()))
      throw new UnreadableArchive('The archive ends before it is complete.');
    const byte = this.chunk[this.at] ?? 0;
    this.at += 1;
    return byte;
  }

  /** An integer as the archiver writes it: a sign, and four bytes from the lowest to the highest. */
  *integer(): Reading<number> {
    let sign: number;
    let value = 0;
    if (this.at + INTEGER_BYTES <= this.chunk.length) {
      sign = this.view.getUint8(this.at);
      value = this.view.getUint32(this.at + 1, true);
      this.at += INTEGER_BYTES;
    } else {
      sign = yield* this.byte();
      for (let place = 1; place <= 0x1000000; place *= 0x100) value += (yield* this.byte()) * place;
    }
    if (sign > 1) throw new UnreadableArchive('The archive has something else where a number belongs.');
    return sign === 1 ? -value : value;
  }

  *skip(bytes: number): Reading<void> {
    for (let left = bytes; left > 0;) {
      const taken = Math.min(left, this.chunk.length - this.at);
      this.at += taken;
      left -= taken;
      if (left === 0) return;
      yield* this.byte();
      left -= 1;
    }
  }

  /** A text with one character for each byte: its encoding is recorded elsewhere. Undefined for a null text. */
  *text(): Reading<string | undefined> {
    const length = yield* this.integer();
    if (length < 0) return undefined;
    if (length > MAX_TEXT_BYTES) throw new UnreadableArchive('The archive has a text that is too long to be one.');
    const pieces: string[] = [];
    for (let left = length; left > 0;) {
      if (this.at >= this.chunk.length) {
        pieces.push(String.fromCharCode(yield* this.byte()));
        left -= 1;
        continue;
      }
      const end = Math.min(this.at + left, this.chunk.length);
      pieces.push(this.chunk.toString('latin1', this.at, end));
      left -= end - this.at;
      this.at = end;
    }
    return pieces.join('');
  }
}

/**
 * Splits an archive, as a stream, into the rows of some of its tables and the rest. The rest is an archive in which
 * those tables have no rows: pg_restore reads it as long as their data is not restored.
 */
import { ArchiveBytes, INTEGER_BYTES, UnreadableArchive, type Reading } from './archive-bytes.ts';
import { DATA_BLOCK, LARGE_OBJECTS_BLOCK, pieceLength } from './archive-contents.ts';
import { readToc } from './archive-toc.ts';

export interface Cut {
  /** The number of the archive's entry with these rows; undefined for the rest. */
  dumpId: number | undefined;
  /** The bytes as they are in the archive. Valid until the next is requested. */
  bytes: Uint8Array;
  /** This table has no more rows. */
  isLast: boolean;
}

/** The bytes held back until both are read: the kind of a block and the number of its entry. */
const BLOCK_HEAD_BYTES = 1 + INTEGER_BYTES;

/**
 * Rows are passed as the archive has them: pieces with their length in front, and a last one of length zero. Throws an
 * `UnreadableArchive`.
 */
export async function* cutArchive(
  plain: AsyncIterable<Uint8Array>,
  isCutOut: (dumpId: number) => boolean,
): AsyncGenerator<Cut, void, undefined> {
  const cutter = new Cutter(isCutOut);
  for await (const chunk of plain) yield* cutter.push(chunk);
  yield* cutter.end();
}

type Place = number | 'rest' | 'head';

class Cutter {
  readonly #bytes = new ArchiveBytes();
  readonly #reading: Reading<void>;
  readonly #isCutOut: (dumpId: number) => boolean;
  #cuts: Cut[] = [];
  /** What the bytes from `#from` on belong to. */
  #place: Place = 'rest';
  #from = 0;
  readonly #held = Buffer.alloc(BLOCK_HEAD_BYTES);
  #heldBytes = 0;

  constructor(isCutOut: (dumpId: number) => boolean) {
    this.#isCutOut = isCutOut;
    this.#reading = this.#read();
  }

  push(chunk: Uint8Array): Cut[] {
    this.#bytes.push(chunk);
    this.#from = 0;
    this.#reading.next();
    this.#close(false);
    return this.#taken();
  }

  end(): Cut[] {
    this.#bytes.end();
    this.#bytes.push(new Uint8Array());
    this.#from = 0;
    this.#reading.next();
    return this.#taken();
  }

  #taken(): Cut[] {
    const cuts = this.#cuts;
    this.#cuts = [];
    return cuts;
  }

  /** Assigns the bytes read since the last call. */
  #close(isLast: boolean): void {
    const { chunk, at } = this.#bytes;
    const bytes = chunk.subarray(this.#from, at);
    this.#from = at;
    if (this.#place === 'head') {
      this.#heldBytes += bytes.copy(this.#held, this.#heldBytes);
      return;
    }
    if (bytes.length === 0 && !isLast) return;
    this.#cuts.push({ dumpId: this.#place === 'rest' ? undefined : this.#place, bytes, isLast });
  }

  #turnTo(place: Place): void {
    this.#close(typeof this.#place === 'number');
    this.#place = place;
  }

  *#read(): Reading<void> {
    const bytes = this.#bytes;
    yield* readToc(bytes, () => false);
    while (yield* bytes.more()) {
      this.#turnTo('head');
      const type = yield* bytes.byte();
      const dumpId = yield* bytes.integer();
      const isOut = type === DATA_BLOCK && this.#isCutOut(dumpId);
      this.#turnTo(isOut ? dumpId : 'rest');
      if (!isOut) this.#cuts.push({ dumpId: undefined, bytes: Buffer.from(this.#held), isLast: false });
      this.#heldBytes = 0;
      if (type === DATA_BLOCK) yield* passPieces(bytes);
      else if (type === LARGE_OBJECTS_BLOCK) {
        for (let oid = yield* bytes.integer(); oid !== 0; oid = yield* bytes.integer()) yield* passPieces(bytes);
      } else throw new UnreadableArchive('The archive has data of an unknown kind.');
      this.#turnTo('rest');
    }
  }
}

/** Before 17 each row is a piece of its own: those that are complete are skipped by their length. */
function* passPieces(bytes: ArchiveBytes): Reading<void> {
  for (;;) {
    const { chunk, view } = bytes;
    const last = chunk.length - INTEGER_BYTES;
    let at = bytes.at;
    while (at <= last && chunk[at] === 0) {
      const length = view.getUint32(at + 1, true);
      if (length === 0 || at + INTEGER_BYTES + length > chunk.length) break;
      at += INTEGER_BYTES + length;
    }
    bytes.at = at;
    const length = yield* pieceLength(bytes);
    if (length === 0) return;
    yield* bytes.skip(length);
  }
}

/**
 * Counts and digests items in no particular order: the rows of a table, the large objects of a database. Each is hashed
 * with MurmurHash3 (x86, 128 bits), and the hashes are added up, lane by lane. It detects loss and accidental change,
 * not forgery (decision 11).
 */

const LINE_FEED = 0x0a;
/** `\.` and a line feed, as a little-endian word: what pg_dump writes behind the last row of a table. */
const END_MARK = 0x0a2e5c;
const BLOCK_BYTES = 16;

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/** The bits that mark a line feed, in a word where each line feed byte has become zero. */
const HIGH_BITS = 0x80808080 | 0;
const LOW_BITS = 0x01010101;
const LINE_FEEDS = 0x0a0a0a0a;

export class ContentDigest {
  /** How many items have ended so far, and their bytes. */
  count = 0;
  bytes = 0;
  /** Whether pg_dump's mark behind the last row has come. It counts as no row. */
  hasEnded = false;
  /** Where line ends are searched: nowhere when an item may hold any byte. */
  readonly #lineEnds: number;
  /** Bytes of the current item that are hashed. */
  #length = 0;
  readonly #hash = new Int32Array(4);
  readonly #sum = new Int32Array(4);
  /** The first bytes of an incomplete block. */
  readonly #held = new DataView(new ArrayBuffer(BLOCK_BYTES));
  #heldBytes = 0;

  private constructor(lineEnds: number) {
    this.#lineEnds = lineEnds;
  }

  /** A digest of lines: each ends with its line feed, which belongs to it. */
  static ofRows(): ContentDigest {
    return new ContentDigest(HIGH_BITS);
  }

  /** A digest of items that `begin` and `end` delimit. */
  static ofObjects(): ContentDigest {
    return new ContentDigest(0);
  }

  /** Whether an item has begun and not ended. */
  get isWithin(): boolean {
    return this.#length + this.#heldBytes > 0;
  }

  /** The sum so far: 32 hex digits. */
  hex(): string {
    return hexOf(this.#sum);
  }

  /** Starts an item with its seed. */
  begin(seed: number): void {
    this.#hash.fill(seed);
  }

  end(): void {
    const held = this.#held;
    for (let at = this.#heldBytes; at < BLOCK_BYTES; at += 1) held.setUint8(at, 0);
    const tail = this.#heldBytes;
    this.#heldBytes = 0;
    this.#finish(
      held.getInt32(0, true),
      held.getInt32(4, true),
      held.getInt32(8, true),
      held.getInt32(12, true),
      this.#length + tail,
    );
  }

  /** Digests bytes of a view, and returns where it stopped: at `to`, or behind the mark that ends the rows. */
  update(view: DataView, from: number, to: number): number {
    let at = from;
    while (at < to && !this.hasEnded) {
      if (this.#heldBytes === 0 && at + BLOCK_BYTES <= view.byteLength) {
        at = this.#hashBlocks(view, at, to);
        continue;
      }
      at = this.#hold(view, at, to);
      const held = this.#heldBytes;
      const isLine = this.#lineEnds !== 0 && this.#held.getUint8(held - 1) === LINE_FEED;
      if (held < BLOCK_BYTES && !isLine) continue;
      this.#heldBytes = 0;
      this.#hashBlocks(this.#held, 0, held);
    }
    return at;
  }

  /** Keeps bytes until they are a block, or a line has ended. */
  #hold(view: DataView, from: number, to: number): number {
    let at = from;
    while (at < to && this.#heldBytes < BLOCK_BYTES) {
      const byte = view.getUint8(at);
      this.#held.setUint8(this.#heldBytes, byte);
      this.#heldBytes += 1;
      at += 1;
      if (byte === LINE_FEED && this.#lineEnds !== 0) break;
    }
    return at;
  }

  /**
   * The hot loop: block by block, in place, without a call or an allocation for a row. Reads whole blocks of the view,
   * up to 15 bytes of which are beyond `to`, and takes none of those. Keeps a last piece that is neither a block nor
   * the end of a line.
   */
  #hashBlocks(view: DataView, from: number, to: number): number {
    const lineEnds = this.#lineEnds;
    const hash = this.#hash;
    const last = view.byteLength - BLOCK_BYTES;
    let length = this.#length;
    let h1 = hash[0] ?? 0;
    let h2 = hash[1] ?? 0;
    let h3 = hash[2] ?? 0;
    let h4 = hash[3] ?? 0;
    let at = from;
    while (at < to && at <= last) {
      let k1 = view.getInt32(at, true);
      let k2 = view.getInt32(at + 4, true);
      let k3 = view.getInt32(at + 8, true);
      let k4 = view.getInt32(at + 12, true);

      // A byte of m that is 0x80 is a line feed; the first of them is certain, those behind it are not.
      const x1 = k1 ^ LINE_FEEDS;
      const x2 = k2 ^ LINE_FEEDS;
      const x3 = k3 ^ LINE_FEEDS;
      const x4 = k4 ^ LINE_FEEDS;
      const m1 = (x1 - LOW_BITS) & ~x1 & lineEnds;
      const m2 = (x2 - LOW_BITS) & ~x2 & lineEnds;
      const m3 = (x3 - LOW_BITS) & ~x3 & lineEnds;
      const m4 = (x4 - LOW_BITS) & ~x4 & lineEnds;

      const tail = (m1 | m2 | m3 | m4) === 0 ? BLOCK_BYTES + 1 : lineLength(m1, m2, m3, m4);
      if (tail > to - at && at + BLOCK_BYTES > to) break;
      if (tail >= BLOCK_BYTES) {
        k1 = Math.imul(k1, C1);
        h1 ^= Math.imul((k1 << 15) | (k1 >>> 17), C2);
        h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
        k2 = Math.imul(k2, C2);
        h2 ^= Math.imul((k2 << 16) | (k2 >>> 16), C3);
        h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
        k3 = Math.imul(k3, C3);
        h3 ^= Math.imul((k3 << 17) | (k3 >>> 15), C4);
        h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
        k4 = Math.imul(k4, C4);
        h4 ^= Math.imul((k4 << 18) | (k4 >>> 14), C1);
        h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
        at += BLOCK_BYTES;
        length += BLOCK_BYTES;
        if (tail > BLOCK_BYTES) continue;
        k1 = k2 = k3 = k4 = 0;
      } else {
        k1 &= maskOf(tail);
        k2 &= maskOf(tail - 4);
        k3 &= maskOf(tail - 8);
        k4 &= maskOf(tail - 12);
        at += tail;
        length += tail;
      }
      hash[0] = h1;
      hash[1] = h2;
      hash[2] = h3;
      hash[3] = h4;
      if (length === 3 && k1 === END_MARK) {
        this.hasEnded = true;
        this.#length = 0;
        return at;
      }
      this.#finish(k1, k2, k3, k4, length);
      length = 0;
      h1 = h2 = h3 = h4 = 0;
    }
    hash[0] = h1;
    hash[1] = h2;
    hash[2] = h3;
    hash[3] = h4;
    this.#length = length;
    return at <= last ? this.#hold(view, at, to) : at;
  }

  /** Adds the hash of the ended item to the sum. The words are its last bytes, padded with zeros. */
  #finish(k1: number, k2: number, k3: number, k4: number, length: number): void {
    const hash = this.#hash;
    k1 = Math.imul(k1, C1);
    k2 = Math.imul(k2, C2);
    k3 = Math.imul(k3, C3);
    k4 = Math.imul(k4, C4);
    let h1 = (hash[0] ?? 0) ^ Math.imul((k1 << 15) | (k1 >>> 17), C2) ^ length;
    let h2 = (hash[1] ?? 0) ^ Math.imul((k2 << 16) | (k2 >>> 16), C3) ^ length;
    let h3 = (hash[2] ?? 0) ^ Math.imul((k3 << 17) | (k3 >>> 15), C4) ^ length;
    let h4 = (hash[3] ?? 0) ^ Math.imul((k4 << 18) | (k4 >>> 14), C1) ^ length;
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = mixed((h2 + h1) | 0);
    h3 = mixed((h3 + h1) | 0);
    h4 = mixed((h4 + h1) | 0);
    h1 = (mixed(h1) + h2 + h3 + h4) | 0;
    const sum = this.#sum;
    sum[0] = (sum[0] ?? 0) + h1;
    sum[1] = (sum[1] ?? 0) + h2 + h1;
    sum[2] = (sum[2] ?? 0) + h3 + h1;
    sum[3] = (sum[3] ?? 0) + h4 + h1;
    hash[0] = hash[1] = hash[2] = hash[3] = 0;
    this.count += 1;
    this.bytes += length;
    this.#length = 0;
  }
}

/** The digest of the items of two digests. */
export function digestOfBoth(one: string, other: string): string {
  const sum = Int32Array.from(lanesOf(one).map((lane, at) => lane + (lanesOf(other)[at] ?? 0)));
  return hexOf(sum);
}

const lanesOf = (hex: string): number[] => [0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16));
const hexOf = (lanes: Int32Array): string =>
  Array.from(lanes, (lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');

/** Bytes up to and with the first line feed; 17 when there is none. */
function lineLength(m1: number, m2: number, m3: number, m4: number): number {
  if (m1 !== 0) return 1 + byteOf(m1);
  if (m2 !== 0) return 5 + byteOf(m2);
  if (m3 !== 0) return 9 + byteOf(m3);
  if (m4 !== 0) return 13 + byteOf(m4);
  return BLOCK_BYTES + 1;
}

/** The byte of a word that holds its lowest set bit. */
const byteOf = (bits: number): number => (31 - Math.clz32(bits & -bits)) >> 3;

/** The first `n` bytes of a word. */
const maskOf = (bytes: number): number => (bytes >= 4 ? -1 : bytes <= 0 ? 0 : (1 << (bytes * 8)) - 1);

function mixed(lane: number): number {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

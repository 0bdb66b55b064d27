/** The digest of rows and large objects, compared with the published hash that it is made of. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentDigest, digestOfBoth } from './content-digest.ts';

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The digest of one item in pieces that end at the given offsets. */
function hashed(bytes: Uint8Array, seed = 0, places: readonly number[] = []): string {
  const digest = ContentDigest.ofObjects();
  digest.begin(seed);
  inPieces(digest, bytes, places);
  digest.end();
  return digest.hex();
}

function ofRows(text: Uint8Array, places: readonly number[] = []) {
  const digest = ContentDigest.ofRows();
  inPieces(digest, text, places);
  expect(digest.isWithin).toBe(false);
  return { rows: digest.count, bytes: digest.bytes, digest: digest.hex() };
}

/** Odd pieces are separate views, the others are parts of the whole, so that a read beyond their end shows. */
function inPieces(digest: ContentDigest, bytes: Uint8Array, places: readonly number[]): void {
  let from = 0;
  const ends = [...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  for (const [index, to] of ends.entries()) {
    if (index % 2 === 0) digest.update(viewOf(bytes), from, to);
    else digest.update(viewOf(bytes.slice(from, to)), 0, to - from);
    from = to;
  }
}

const anyPlaces = fc.array(fc.nat(), { maxLength: 12 });
/** Never pg_dump's mark of the end: a backslash in a row is written as two. */
const anyLine = fc
  .uint8Array({ maxLength: 50 })
  .map((line) => Buffer.from(line.map((byte) => (byte === 0x0a || byte === 0x5c ? 0x20 : byte))));
const anyLines = fc.array(anyLine, { maxLength: 20 });
const textOf = (lines: readonly Buffer[]) =>
  Buffer.concat(lines.map((line) => Buffer.concat([line, Buffer.from('\n')])));

/** The lanes, as the reference writes them into memory. */
const lanesOf = (hex: string): Buffer => Buffer.from(hex, 'hex').swap32();

describe('the hash of one item', () => {
  test('is MurmurHash3 for x86 with 128 bits: it has the value by which its author verifies implementations', () => {
    const hashes = Array.from({ length: 256 }, (_, length) =>
      lanesOf(
        hashed(
          Uint8Array.from({ length }, (_byte, at) => at),
          256 - length,
        ),
      ),
    );
    expect(lanesOf(hashed(Buffer.concat(hashes))).readUInt32LE(0)).toBe(0xb3ece62a);
  });

  test.each([
    ['', 0, '00000000000000000000000000000000'],
    ['', 1, '88c4adec54d201b954d201b954d201b9'],
    ['The quick brown fox jumps over the lazy dog', 0, '2f1583c3ecee2c675d7bf66ce5e91d2c'],
  ])('of "%s" with the seed %d is the published one', (text, seed, expected) => {
    expect(hashed(Buffer.from(text), seed)).toBe(expected);
  });

  test('does not depend on how it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer(), anyPlaces, (bytes, seed, places) => {
        expect(hashed(bytes, seed, places)).toBe(hashed(bytes, seed));
      }),
    );
  });
});

describe('the digest of rows', () => {
  test('is the sum of the hashes of the rows with their line ends, lane by lane', () => {
    fc.assert(
      fc.property(anyLines, anyPlaces, (lines, places) => {
        const sum = new Uint32Array(4);
        for (const line of lines)
          for (let lane = 0; lane < 4; lane += 1)
            sum[lane] = (sum[lane] ?? 0) + lanesOf(hashed(textOf([line]))).readUInt32LE(lane * 4);
        expect(ofRows(textOf(lines), places)).toEqual({
          rows: lines.length,
          bytes: textOf(lines).length,
          digest: Array.from(sum, (lane) => lane.toString(16).padStart(8, '0')).join(''),
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('does not depend on their order', () => {
    fc.assert(
      fc.property(
        anyLines.chain((lines) =>
          fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
        ),
        ([lines, shuffled]) => {
          expect(ofRows(textOf(shuffled))).toEqual(ofRows(textOf(lines)));
        },
      ),
    );
  });

  test('shows a row that was lost, doubled, changed, or has exchanged a piece with another', () => {
    const rows = Array.from({ length: 1000 }, (_, at) => Buffer.from(`${at}\tname ${at}\t${at * 7}`));
    const { digest } = ofRows(textOf(rows));
    const others = [
      rows.slice(1),
      [...rows, rows[7] ?? Buffer.alloc(0)],
      [...rows.slice(1), Buffer.from('0\tname 0\t1')],
      [...rows.slice(2), Buffer.from('0\tname 1\t0'), Buffer.from('1\tname 0\t7')],
      rows.map((row, at) => (at < 2 ? (rows[2] ?? row) : row)),
    ];
    expect(new Set([digest, ...others.map((other) => ofRows(textOf(other)).digest)]).size).toBe(others.length + 1);
  });

  test('stops at the mark that pg_dump writes behind the last row, and counts it as none', () => {
    fc.assert(
      fc.property(anyLines, anyPlaces, (lines, places) => {
        const rows = textOf(lines);
        const text = Buffer.concat([rows, Buffer.from('\\.\n\n\n')]);
        const digest = ContentDigest.ofRows();
        let taken = 0;
        let from = 0;
        for (const to of [...places.map((place) => place % text.length).toSorted((a, b) => a - b), text.length]) {
          taken += digest.update(viewOf(text), from, to) - from;
          from = to;
        }
        expect(digest.hasEnded).toBe(true);
        expect(taken).toBe(rows.length + 3);
        expect({ rows: digest.count, bytes: digest.bytes, digest: digest.hex() }).toEqual(ofRows(rows));
      }),
    );
  });

  test('knows that a row has no end yet', () => {
    const digest = ContentDigest.ofRows();
    digest.update(viewOf(Buffer.from('1\n2')), 0, 3);
    expect([digest.count, digest.isWithin]).toEqual([1, true]);
  });
});

test('two digests together are the digest of all', () => {
  fc.assert(
    fc.property(anyLines, anyLines, (some, others) => {
      const both = digestOfBoth(ofRows(textOf(some)).digest, ofRows(textOf(others)).digest);
      expect(both).toBe(ofRows(textOf([...others, ...some])).digest);
    }),
  );
});

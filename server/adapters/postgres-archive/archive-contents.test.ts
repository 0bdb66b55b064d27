/**
 * What is read from an archive, whole, cut off, damaged and hostile. Archives of real servers: `dump-contents.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PartContents, TableFacts } from '#provider/ports.ts';
import { entry, writeArchive, type TestArchive } from '../../testing/archive-writer.ts';
import { createContentsReader } from './archive-contents.ts';
import { ContentDigest } from './content-digest.ts';

/** Overwrites each chunk as soon as it was read, as the process that writes a part does. */
function contentsOf(bytes: Buffer, places: readonly number[] = []): PartContents {
  const reader = createContentsReader();
  let from = 0;
  for (const to of [...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    const chunk = Buffer.from(bytes.subarray(from, to));
    reader.push(chunk);
    chunk.fill(0x55);
    from = to;
  }
  return reader.end();
}

function factsOf(schema: string, name: string, rows: readonly string[]): TableFacts {
  const digest = ContentDigest.ofRows();
  const text = Buffer.from(rows.map((row) => `${row}\n`).join(''));
  digest.update(new DataView(text.buffer, text.byteOffset, text.length), 0, text.length);
  return { schema, name, rows: rows.length, bytes: text.length, digest: digest.hex() };
}

const ORDERS = {
  schema: 'public',
  name: 'orders',
  columns: ['id', 'note'],
  rows: ['1\tfirst', '2\ta longer note than the others', '3\t\\N'],
};
const EMPTY = { schema: 'public', name: 'empty', columns: ['id'], rows: [] };
const NO_COLUMNS = { schema: 'Odd "Schema"', name: 'no columns', columns: [], rows: ['', '', ''] };
const OBJECTS = [
  { oid: 4242, pieces: [Buffer.from('some content'), Buffer.from(' in two pieces')] },
  { oid: 4_000_000_000, pieces: [] },
];
const SHOP: TestArchive = { tables: [ORDERS, EMPTY, NO_COLUMNS], largeObjects: OBJECTS };

const shopContents: PartContents = {
  tables: [
    factsOf('Odd "Schema"', 'no columns', NO_COLUMNS.rows),
    factsOf('public', 'empty', []),
    factsOf('public', 'orders', ORDERS.rows),
  ],
  largeObjects: { count: 2, bytes: 26, digest: expect.any(String) as string },
};

/** As 17 and 18 do: full buffers, wherever a row ends. */
const everyFiveBytes = (text: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(text.length / 5) }, (_, at) => text.subarray(5 * at, 5 * at + 5));

describe('an archive', () => {
  test.each([14, 15, 16])('of the format 1.%d yields its tables and large objects', (minor) => {
    const { bytes } = writeArchive({ ...SHOP, version: [1, minor] });
    expect(contentsOf(bytes)).toEqual(shopContents);
  });

  test('yields the same, however its rows and objects are cut into pieces', () => {
    const cut = writeArchive({
      tables: SHOP.tables?.map((table) => ({ ...table, cut: everyFiveBytes })) ?? [],
      largeObjects: OBJECTS.map(({ oid, pieces }) => ({ oid, pieces: everyFiveBytes(Buffer.concat(pieces)) })),
    });
    expect(contentsOf(cut.bytes)).toEqual(contentsOf(writeArchive(SHOP).bytes));
  });

  test('yields the same for any chunks', () => {
    for (const minor of [14, 16]) {
      const { bytes } = writeArchive({ ...SHOP, version: [1, minor] });
      const whole = contentsOf(bytes);
      expect(contentsOf(bytes, Array.from(bytes.keys()))).toEqual(whole);
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (places) => {
          expect(contentsOf(bytes, places)).toEqual(whole);
        }),
      );
    }
  });

  test('has its names in its recorded encoding', () => {
    const { bytes } = writeArchive({ encoding: 'LATIN1', tables: [{ ...EMPTY, name: 'Größe' }] });
    expect(contentsOf(bytes).tables).toEqual([factsOf('public', 'Größe', [])]);
  });

  test('distinguishes objects by their ids', () => {
    const digestOf = (oids: readonly number[]) =>
      contentsOf(
        writeArchive({
          largeObjects: oids.map((oid, at) => ({
            oid,
            pieces: at === 0 ? [Buffer.from('first')] : [Buffer.from('other')],
          })),
        }).bytes,
      ).largeObjects;
    expect(digestOf([1, 2])).not.toEqual(digestOf([2, 1]));
  });
});

describe('nothing is read', () => {
  test('of an archive that ends early, wherever that is', () => {
    for (const minor of [14, 16]) {
      const { bytes } = writeArchive({ ...SHOP, version: [1, minor] });
      for (let length = 0; length < bytes.length; length += 1) {
        const contents = contentsOf(bytes.subarray(0, length), [Math.floor(length / 2)]);
        expect(contents).toEqual({ contentsNotRead: expect.stringMatching(/\.$/) as string });
      }
    }
  });

  test('of one that has a wrong byte in its head or its table of contents, but for names and dates', () => {
    const { bytes, dataAt } = writeArchive(SHOP);
    const digests = new Set(shopContents.tables?.map(({ digest }) => digest));
    fc.assert(
      fc.property(fc.nat(dataAt - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(at) ^ change, at);
        const { tables, largeObjects, contentsNotRead } = contentsOf(damaged);
        if (contentsNotRead === undefined) {
          expect(new Set(tables?.map(({ digest }) => digest))).toEqual(digests);
          expect(largeObjects).toEqual(shopContents.largeObjects);
        } else {
          expect([tables, largeObjects]).toEqual([undefined, undefined]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('of anything at all, in place of an archive or behind the beginning of one', () => {
    const { bytes } = writeArchive(SHOP);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 300 }), fc.nat(), (kept, noise, place) => {
        const { contentsNotRead } = contentsOf(Buffer.concat([bytes.subarray(0, kept), noise]), [place]);
        if (!bytes.subarray(kept).equals(noise)) expect(contentsNotRead).toEqual(expect.any(String));
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, TestArchive, RegExp]>([
    ['a newer format', { ...SHOP, version: [1, 17] }, /format version 1\.17/],
    ['an older format', { ...SHOP, version: [1, 13] }, /format version 1\.13/],
    ['another format', { ...SHOP, version: [2, 0] }, /format version 2\.0/],
    ['data compressed by default', { ...SHOP, compression: -1 }, /compressed/],
    ['data compressed with zstd', { ...SHOP, version: [1, 16], compression: 3 }, /compressed/],
    ['rows as INSERT', { tables: [{ ...ORDERS, columns: undefined }] }, /another form than that of COPY/],
    [
      'a row behind the last',
      { tables: [{ ...ORDERS, cut: (text) => [text, Buffer.from('4\tx\n')] }] },
      /behind the end/,
    ],
    ['no end of the rows', { tables: [{ ...ORDERS, cut: (text) => [text.subarray(0, -4)] }] }, /do not end/],
    ['one line too many', { tables: [{ ...ORDERS, cut: (text) => [text, Buffer.from('\n')] }] }, /do not end/],
    [
      'a name that is not UTF-8',
      { encoding: 'LATIN1', tables: [{ ...EMPTY, name: 'Größe' }] },
      /not readable as EUC_JP/,
    ],
    [
      'a name in an encoding that is not known',
      { encoding: 'LATIN1', tables: [{ ...EMPTY, name: 'Größe' }] },
      /not readable as EUC_TW/,
    ],
  ])('of %s', (_, archive, reason) => {
    const { bytes } = writeArchive(archive);
    const encoding = /not readable as (\w+)/.exec(reason.source)?.[1];
    // Both names of encodings are as long as the one that they take the place of.
    const other = encoding === undefined ? bytes : replaced(bytes, 'LATIN1', encoding);
    expect(contentsOf(other)).toEqual({ contentsNotRead: expect.stringMatching(reason) as string });
  });

  test('of a table that comes twice', () => {
    const { bytes, dataAt } = writeArchive({ tables: [ORDERS] });
    expect(contentsOf(Buffer.concat([bytes, bytes.subarray(dataAt)]))).toEqual({
      contentsNotRead: 'The archive has data that belongs to no object.',
    });
  });
});

describe('a hostile archive', () => {
  test('that claims a text of two gigabytes is not believed', () => {
    const { bytes } = writeArchive(SHOP);
    const at = bytes.indexOf('shop') - 4;
    const hostile = Buffer.from(bytes);
    hostile.writeUInt32LE(0x7fffffff, at);
    expect(contentsOf(hostile).contentsNotRead).toMatch(/too long/);
  });

  test('that has no end of objects does not fill the memory', () => {
    const { bytes } = writeArchive({ claimedEntries: 0x7fffffff });
    const large = entry(14, { dumpId: 5, desc: 'TABLE DATA', tag: Buffer.alloc(1024 * 1024, 'x'), hasData: true });
    const reader = createContentsReader();
    reader.push(bytes);
    let pushed = 0;
    const before = process.memoryUsage().rss;
    for (; pushed < 2000; pushed += 1) reader.push(large);
    expect(reader.end().contentsNotRead).toMatch(/too large/);
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1024 * 1024);
  });

  test('of a hundred thousand tables is read in time', () => {
    const tables = Array.from({ length: 100_000 }, (_, at) => ({ ...ORDERS, name: `t${at}` }));
    const { bytes } = writeArchive({ tables });
    const started = process.cpuUsage();
    expect(
      contentsOf(
        bytes,
        Array.from({ length: 1000 }, (_, at) => at * 65_536),
      ).tables,
    ).toHaveLength(100_000);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(40_000);
  }, 60_000);
});

function replaced(bytes: Buffer, text: string, other: string): Buffer {
  const result = Buffer.from(bytes);
  result.write(other, bytes.indexOf(text));
  return result;
}

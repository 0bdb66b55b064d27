/** Rows of some tables are cut out of an archive, at any chunk boundaries, and become messages of the protocol. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeArchive, type TestArchive } from '../../testing/archive-writer.ts';
import { cutArchive } from './archive-blocks.ts';
import { CopyMessages } from './copy-messages.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => `${String(at)}\t${'x'.repeat(at % 40)}`);
const table = (name: string, count: number) => ({
  schema: 'public',
  name,
  columns: ['id', 'note'],
  rows: rowsOf(count),
});
const OBJECTS = [
  { oid: 4_000_000_000, pieces: [Buffer.from('some content'), Buffer.from(' in two pieces')] },
  { oid: 4242, pieces: [] },
];
const [SMALL, LARGE, NONE, LAST] = [table('small', 3), table('large', 50), table('none', 0), table('last', 20)];
const SHOP: TestArchive = { tables: [SMALL, LARGE, NONE, LAST], largeObjects: OBJECTS };
/** The entry numbers that the writer gives their rows. */
const [LARGE_DATA, NONE_DATA, LAST_DATA] = [13, 15, 17];

async function* inChunks(bytes: Buffer, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const to of [...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    const chunk = Buffer.from(bytes.subarray(from, to));
    yield await Promise.resolve(chunk);
    chunk.fill(0x55);
    from = to;
  }
}

/** Whole messages, taken apart: what each holds, one after the other. */
function contentOf(messages: Buffer): { text: string; count: number } {
  let [text, count] = ['', 0];
  for (let at = 0; at < messages.length; count += 1) {
    expect(messages.toString('latin1', at, at + 1)).toBe('d');
    const length = messages.readInt32BE(at + 1);
    text += messages.toString('latin1', at + 5, at + 1 + length);
    at += 1 + length;
  }
  return { text, count };
}

/** The rest of the archive, and the messages of each table, through buffers of that size. */
async function cut(bytes: Buffer, places: readonly number[], ids: readonly number[], bufferBytes = 64) {
  const rest: Buffer[] = [];
  const sent = new Map<number, string>();
  let messages = new CopyMessages(bufferBytes);
  let pieces: Buffer[] = [];
  for await (const { dumpId, bytes: part, isLast } of cutArchive(inChunks(bytes, places), (id) => ids.includes(id))) {
    if (dumpId === undefined) {
      rest.push(Buffer.from(part));
      continue;
    }
    for (const message of messages.push(part)) pieces.push(Buffer.from(message));
    if (!isLast) continue;
    pieces.push(Buffer.from(messages.take()));
    sent.set(dumpId, contentOf(Buffer.concat(pieces)).text);
    messages = new CopyMessages(bufferBytes);
    pieces = [];
  }
  return { rest: Buffer.concat(rest), sent };
}

const textOf = ({ rows }: { rows: readonly string[] }) => [...rows, '\\.', '', ''].map((row) => `${row}\n`).join('');
/** The same archive without the rows of some tables, by the places where the writer has put them. */
function without(archive: TestArchive, ids: readonly number[]): Buffer {
  const { bytes, dataAt } = writeArchive(archive);
  let at = dataAt;
  const kept = (archive.tables ?? []).map((each, index) => {
    const alone = writeArchive({ tables: [each] });
    const from = at;
    at += alone.bytes.length - alone.dataAt;
    return ids.includes(11 + 2 * index) ? Buffer.alloc(0) : bytes.subarray(from, at);
  });
  return Buffer.concat([bytes.subarray(0, dataAt), ...kept, bytes.subarray(at)]);
}

describe.each([14, 15, 16])('an archive of the format 1.%d', (minor) => {
  const archive = { ...SHOP, version: [1, minor] } satisfies TestArchive;

  test('yields the rows of tables as messages, and is whole without them', async () => {
    const ids = [LARGE_DATA, NONE_DATA, LAST_DATA];
    const { rest, sent } = await cut(writeArchive(archive).bytes, [], ids);
    expect(Object.fromEntries(sent)).toEqual({
      [LARGE_DATA]: textOf(LARGE),
      [NONE_DATA]: textOf(NONE),
      [LAST_DATA]: textOf(LAST),
    });
    expect(rest.equals(without(archive, ids))).toBe(true);
  });

  test('yields the same for any chunks and any size of buffer', async () => {
    const { bytes } = writeArchive(archive);
    const ids = [LARGE_DATA, LAST_DATA];
    const whole = await cut(bytes, [], ids);
    const bytewise = await cut(bytes, Array.from(bytes.keys()), ids);
    expect(bytewise).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(bytes.length), { maxLength: 30 }),
        fc.integer({ min: 6, max: 300 }),
        async (places, size) => {
          expect(await cut(bytes, places, ids, size)).toEqual(whole);
        },
      ),
    );
  });

  test('is passed on byte for byte where no table is selected', async () => {
    const { bytes } = writeArchive(archive);
    expect((await cut(bytes, [10, 300, 301], [])).rest.equals(bytes)).toBe(true);
  });
});

test('pieces are sent as they are, one message each', () => {
  const messages = new CopyMessages(1024);
  const pieces = Buffer.from('\0\u0003\0\0\0abc\0\u0001\0\0\0d\0\0\0\0\0', 'latin1');
  expect([...messages.push(pieces)]).toEqual([]);
  expect(contentOf(messages.take())).toEqual({ text: 'abcd', count: 3 });
});

test.each([
  ['that is cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
  ['with data of an unknown kind', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([7, 0, 1, 0, 0, 0])])],
])('an archive %s is refused', async (_, change) => {
  const { bytes } = writeArchive({ tables: [LARGE] });
  await expect(cut(change(bytes), [], [11])).rejects.toMatchObject({
    name: 'Error',
    message: expect.stringContaining('archive') as string,
  });
});

test('a piece of a length that no row has is refused', () => {
  const messages = new CopyMessages(64);
  const sign = Buffer.from([1, 1, 0, 0, 0, 0]);
  expect([...messages.push(sign)]).toEqual([]);
  expect(() => messages.take()).toThrow('piece of data');
});

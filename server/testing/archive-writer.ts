/** Archives in pg_dump's custom format, for tests: of each version that is known, and wrong in ways that pg_dump never is. */

export interface TestArchive {
  /** Default: 1.14. */
  version?: [number, number];
  encoding?: string;
  /** 0 is none; before 1.15 it is a level, then an algorithm. */
  compression?: number;
  tables?: readonly TestTable[];
  largeObjects?: readonly { oid: number; pieces: readonly Buffer[] }[];
  /** What the table of contents says of its own length. */
  claimedEntries?: number;
}

export interface TestTable {
  schema: string;
  name: string;
  /** Undefined where the rows are not written as COPY does. */
  columns?: readonly string[] | undefined;
  rows: readonly string[];
  /** How the text of the rows is cut; by default each row is a piece, as before 17. */
  cut?: (text: Buffer) => Buffer[];
}

/** The whole of it, and where the data begins. */
export function writeArchive(archive: TestArchive): { bytes: Buffer; dataAt: number } {
  const { version = [1, 14], encoding = 'UTF8', compression = 0, tables = [], largeObjects } = archive;
  const [major, minor] = version;
  const of = (text: string) => encode(text, encoding);
  const entries = [
    entry(minor, { dumpId: 1, desc: 'ENCODING', tag: of('ENCODING'), defn: `SET client_encoding = '${encoding}';\n` }),
    entry(minor, {
      dumpId: 2,
      desc: 'STDSTRINGS',
      tag: of('STDSTRINGS'),
      defn: `SET standard_conforming_strings = 'on';\n`,
    }),
    ...tables.flatMap(({ schema, name, columns }, at) => [
      entry(minor, {
        dumpId: tableId(at),
        desc: 'TABLE',
        namespace: of(schema),
        tag: of(name),
        defn: 'CREATE TABLE …;\n',
      }),
      entry(minor, {
        dumpId: dataId(at),
        desc: 'TABLE DATA',
        namespace: of(schema),
        tag: of(name),
        ...(columns === undefined ? {} : { copyStmt: of(copyOf(schema, name, columns)) }),
        dependencies: [tableId(at)],
        hasData: true,
      }),
    ]),
    ...(largeObjects === undefined
      ? []
      : [entry(minor, { dumpId: 3, desc: 'BLOBS', tag: of('BLOBS'), hasData: true })]),
  ];
  const head = Buffer.concat([
    Buffer.from('PGDMP'),
    Buffer.from([major, minor, 0, 4, 8, 1]),
    minor >= 15 ? Buffer.from([compression]) : integer(compression),
    ...[59, 59, 23, 31, 11, 126, 0].map(integer),
    ...['shop', '15.0', '15.0'].map((word) => text(Buffer.from(word))),
    integer(archive.claimedEntries ?? entries.length),
    ...entries,
  ]);
  const data = [
    ...tables.flatMap(({ rows, cut = byLine }, at) => [
      Buffer.from([1]),
      integer(dataId(at)),
      ...pieces(cut(encode([...rows, '\\.', '', ''].map((row) => `${row}\n`).join(''), encoding))),
    ]),
    ...(largeObjects === undefined
      ? []
      : [
          Buffer.from([3]),
          integer(3),
          ...largeObjects.flatMap((object) => [integer(object.oid | 0), ...pieces(object.pieces)]),
          integer(0),
        ]),
  ];
  return { bytes: Buffer.concat([head, ...data]), dataAt: head.length };
}

const tableId = (at: number): number => 10 + 2 * at;
const dataId = (at: number): number => 11 + 2 * at;

export interface TestEntry {
  dumpId: number;
  desc: string;
  tag: Buffer;
  namespace?: Buffer;
  defn?: string;
  copyStmt?: Buffer;
  dependencies?: readonly number[];
  hasData?: boolean;
}

export function entry(
  minor: number,
  { dumpId, desc, tag, namespace, defn, copyStmt, dependencies = [], hasData }: TestEntry,
): Buffer {
  return Buffer.concat([
    integer(dumpId),
    integer(hasData === true ? 1 : 0),
    text(Buffer.from('1259')),
    text(Buffer.from('16384')),
    text(tag),
    text(Buffer.from(desc)),
    integer(2),
    text(defn === undefined ? undefined : Buffer.from(defn)),
    text(Buffer.from('')),
    text(copyStmt),
    text(namespace),
    text(undefined),
    text(undefined),
    ...(minor >= 16 ? [integer(0)] : []),
    text(Buffer.from('owner')),
    text(Buffer.from('false')),
    ...dependencies.map((id) => text(Buffer.from(String(id)))),
    text(undefined),
    Buffer.from([hasData === true ? 1 : 3]),
    Buffer.alloc(8),
  ]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(value < 0 ? 1 : 0, 0);
  bytes.writeUInt32LE(Math.abs(value), 1);
  return bytes;
}

function text(of: Buffer | undefined): Buffer {
  return of === undefined ? integer(-1) : Buffer.concat([integer(of.length), of]);
}

const pieces = (of: readonly Buffer[]): Buffer[] => [
  ...of.flatMap((piece) => [integer(piece.length), piece]),
  integer(0),
];

/** pg_dump writes each row as it comes, and what ends them at once. */
function byLine(rows: Buffer): Buffer[] {
  const cut: Buffer[] = [];
  for (let from = 0; from < rows.length;) {
    const to = rows[from] === 0x5c && rows[from + 1] === 0x2e ? rows.length : rows.indexOf('\n', from) + 1;
    cut.push(rows.subarray(from, to));
    from = to;
  }
  return cut;
}

const copyOf = (schema: string, name: string, columns: readonly string[]): string =>
  `COPY ${quoted(schema)}.${quoted(name)} ${columns.length === 0 ? '' : `(${columns.map(quoted).join(', ')})`} FROM stdin;\n`;

const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

const encode = (of: string, encoding: string): Buffer => Buffer.from(of, encoding === 'LATIN1' ? 'latin1' : 'utf8');

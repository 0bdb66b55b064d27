/**
 * The head and the table of contents of an archive in pg_dump's custom format. Known are the versions 1.14 (PostgreSQL 12
 * to 15), 1.15 (16) and 1.16 (17 and 18).
 */
import { ArchiveBytes, UnknownArchive, UnreadableArchive, type Reading } from './archive-bytes.ts';
import { decoderOf } from './archive-encoding.ts';

export interface ArchiveToc {
  /** The version of the format, such as `1.14`. */
  version: string;
  /** The encoding of names, definitions and rows, such as `UTF8`. */
  encoding: string;
  database: string;
  serverVersion: string;
  toolVersion: string;
  entries: TocEntry[];
}

export interface TocEntry {
  dumpId: number;
  /** The kind of object, such as `TABLE DATA`. */
  desc: string;
  namespace: string | undefined;
  tag: string;
  owner: string;
  /** SQL that creates the object. */
  defn: string;
  /** `COPY … FROM stdin;` of the data of a table. */
  copyStmt: string | undefined;
  /** The access method of a table, such as `heap`; absent for other objects. */
  accessMethod?: string;
  /** The tablespace; absent for the database's default. */
  tablespace?: string;
  /** Dump ids of the objects that must be restored before it. */
  dependencies: number[];
  /** Whether a block of data belongs to it. */
  hasData: boolean;
}

/** The limit for kept texts. Ten million objects have fewer. */
const MAX_KEPT_BYTES = 256 * 1024 * 1024;
/** The approximate size of an entry without its texts. */
const ENTRY_BYTES = 256;

const VERSIONS = [14, 15, 16];
const CUSTOM_FORMAT = 1;
const SIZE_OF_INTEGER = 4;
const SIZE_OF_OFFSET = 8;
const ENCODING_DEFN = /^SET client_encoding = '([^']+)';\s*$/;

/** The table of contents alone: reads as much of the stream as holds it. Throws an `UnreadableArchive`. */
export async function readArchiveToc(plain: AsyncIterable<Uint8Array>): Promise<ArchiveToc> {
  const bytes = new ArchiveBytes();
  const reading = readToc(bytes, () => true);
  for await (const chunk of plain) {
    bytes.push(chunk);
    const step = reading.next();
    if (step.done === true) return step.value;
  }
  bytes.end();
  const step = reading.next();
  if (step.done === true) return step.value;
  throw new UnreadableArchive('The archive ends before it is complete.');
}

/** Reads up to where the data begins. Keeps the entries that `isKept` selects. */
export function* readToc(bytes: ArchiveBytes, isKept: (entry: TocEntry) => boolean): Reading<ArchiveToc> {
  for (const letter of 'PGDMP')
    if ((yield* bytes.byte()) !== letter.charCodeAt(0))
      throw new UnreadableArchive('The dump is not an archive in the custom format of pg_dump.');
  const [major, minor] = [yield* bytes.byte(), yield* bytes.byte()];
  yield* bytes.skip(1);
  if (major !== 1 || !VERSIONS.includes(minor))
    throw new UnknownArchive(`The archive has the format version ${major}.${minor}, which is not known here.`);
  const [integerBytes, offsetBytes] = [yield* bytes.byte(), yield* bytes.byte()];
  if (integerBytes !== SIZE_OF_INTEGER || offsetBytes !== SIZE_OF_OFFSET)
    throw new UnreadableArchive('The archive has numbers of a size that is not known here.');
  if ((yield* bytes.byte()) !== CUSTOM_FORMAT)
    throw new UnreadableArchive('The dump is not an archive in the custom format of pg_dump.');
  if ((minor >= 15 ? yield* bytes.byte() : yield* bytes.integer()) !== 0)
    throw new UnreadableArchive('The data in the archive is compressed.');
  // When it was made: seconds to years, and whether it was summer.
  for (let field = 0; field < 7; field += 1) yield* bytes.integer();
  const database = (yield* bytes.text()) ?? '';
  const serverVersion = (yield* bytes.text()) ?? '';
  const toolVersion = (yield* bytes.text()) ?? '';

  let encoding = 'UTF8';
  let keptBytes = 0;
  const kept: TocEntry[] = [];
  for (let left = yield* bytes.integer(); left > 0; left -= 1) {
    const entry = yield* readEntry(bytes, minor);
    if (entry.desc === 'ENCODING') encoding = ENCODING_DEFN.exec(entry.defn)?.[1] ?? encoding;
    if (!isKept(entry)) continue;
    keptBytes += ENTRY_BYTES + sizeOf(entry);
    if (keptBytes > MAX_KEPT_BYTES) throw new UnreadableArchive('The archive has too large a table of contents.');
    kept.push(entry);
  }

  const decode = decoderOf(encoding);
  return {
    version: `${major}.${minor}`,
    encoding,
    database: decode(database),
    serverVersion,
    toolVersion,
    entries: kept.map((entry) => ({
      ...entry,
      namespace: entry.namespace === undefined ? undefined : decode(entry.namespace),
      tag: decode(entry.tag),
      owner: decode(entry.owner),
      defn: decode(entry.defn),
      copyStmt: entry.copyStmt === undefined ? undefined : decode(entry.copyStmt),
      ...(entry.accessMethod !== undefined && { accessMethod: decode(entry.accessMethod) }),
      ...(entry.tablespace !== undefined && { tablespace: decode(entry.tablespace) }),
    })),
  };
}

/** With texts of one character for each byte. */
function* readEntry(bytes: ArchiveBytes, minor: number): Reading<TocEntry> {
  const dumpId = yield* bytes.integer();
  const hasData = (yield* bytes.integer()) !== 0;
  // The object's ids in the catalog.
  yield* bytes.text();
  yield* bytes.text();
  const tag = (yield* bytes.text()) ?? '';
  const desc = (yield* bytes.text()) ?? '';
  // The section of the dump.
  yield* bytes.integer();
  const defn = (yield* bytes.text()) ?? '';
  // The statement that drops it.
  yield* bytes.text();
  const copyStmt = yield* bytes.text();
  const namespace = yield* bytes.text();
  const tablespace = yield* bytes.text();
  const accessMethod = yield* bytes.text();
  if (minor >= 16) yield* bytes.integer();
  const owner = (yield* bytes.text()) ?? '';
  // Whether its rows have oids, which no supported server has.
  yield* bytes.text();
  const dependencies: number[] = [];
  for (let id = yield* bytes.text(); id !== undefined; id = yield* bytes.text()) {
    if (!/^\d+$/.test(id)) throw new UnreadableArchive('The archive has something else where a number belongs.');
    dependencies.push(Number(id));
    if (dependencies.length * 8 > MAX_KEPT_BYTES)
      throw new UnreadableArchive('The archive has too large a table of contents.');
  }
  // The offset of the data, which pg_dump does not know when it writes into a pipe.
  const offsetKind = yield* bytes.byte();
  if (offsetKind < 1 || offsetKind > 3)
    throw new UnreadableArchive('The archive has something else where the place of data belongs.');
  yield* bytes.skip(SIZE_OF_OFFSET);
  return {
    dumpId,
    desc,
    namespace,
    tag,
    owner,
    defn,
    copyStmt,
    dependencies,
    hasData,
    ...(accessMethod && { accessMethod }),
    ...(tablespace && { tablespace }),
  };
}

const sizeOf = ({
  desc,
  namespace = '',
  tag,
  owner,
  defn,
  copyStmt = '',
  accessMethod = '',
  tablespace = '',
  dependencies,
}: TocEntry): number =>
  desc.length +
  namespace.length +
  tag.length +
  owner.length +
  defn.length +
  copyStmt.length +
  accessMethod.length +
  tablespace.length +
  dependencies.length * 8;

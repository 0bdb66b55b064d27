/**
 * Reads from an archive, as a stream, what it holds: rows, bytes and a digest for each table, and the large objects
 * (decision 11). What it does not understand ends the reading with a reason, but not the backup.
 */
import type { BackupPart, LargeObjectFacts, PartContents, ReadContents, TableFacts } from '#provider/ports.ts';
import { ArchiveBytes, INTEGER_BYTES, UnknownArchive, UnreadableArchive, type Reading } from './archive-bytes.ts';
import { readToc } from './archive-toc.ts';
import { TABLE_DATA, notAsCopy } from './archived-tables.ts';
import { ContentDigest } from './content-digest.ts';

/** What pg_dump writes after its end-of-rows mark. */
const LINE_FEED = 0x0a;
const LINE_FEEDS_AT_END = 2;

/** Kinds of blocks, and of the objects that they belong to. */
export const DATA_BLOCK = 1;
export const LARGE_OBJECTS_BLOCK = 3;
const LARGE_OBJECTS = 'BLOBS';

export interface ContentsReader {
  /** Reads the next bytes. They are not kept: the caller may overwrite them. Never throws. */
  push: (chunk: Uint8Array) => void;
  /** Ends the archive and returns what it held. Never throws. */
  end: () => PartContents;
  /** Whether the reading ended because this kind of archive is unknown. */
  isUnknownKind: () => boolean;
}

/** Reads a stored dump for the `Engine` port: the contents of one that is not an archive cannot be read. */
export async function readContents({ format }: BackupPart, plain: AsyncIterable<Uint8Array>): Promise<ReadContents> {
  const reader = format === 'custom' ? createContentsReader() : undefined;
  for await (const chunk of plain) reader?.push(chunk);
  if (reader === undefined) return { contentsNotRead: 'The dump is SQL, which is not read here.', isUnknownKind: true };
  return { ...reader.end(), ...(reader.isUnknownKind() && { isUnknownKind: true }) };
}

export function createContentsReader(): ContentsReader {
  const bytes = new ArchiveBytes();
  const reading = readArchive(bytes);
  let outcome: PartContents | undefined;
  let isUnknownKind = false;
  const proceed = () => {
    try {
      const step = reading.next();
      if (step.done === true) outcome = step.value;
    } catch (error) {
      outcome = { contentsNotRead: reasonOf(error) };
      isUnknownKind = error instanceof UnknownArchive;
    }
  };
  return {
    push(chunk) {
      if (outcome !== undefined) return;
      bytes.push(chunk);
      proceed();
    },
    end() {
      bytes.end();
      if (outcome === undefined) proceed();
      return outcome ?? { contentsNotRead: reasonOf(undefined) };
    },
    isUnknownKind: () => isUnknownKind,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof UnreadableArchive ? error.message : 'The archive could not be understood.';
}

function* readArchive(bytes: ArchiveBytes): Reading<PartContents> {
  const { entries } = yield* readToc(bytes, ({ hasData }) => hasData);
  const awaited = new Map(entries.map((entry) => [entry.dumpId, entry]));
  if (awaited.size !== entries.length) throw new UnreadableArchive('The archive has two objects of one number.');

  const tables: TableFacts[] = [];
  const objects = ContentDigest.ofObjects();
  while (yield* bytes.more()) {
    const type = yield* bytes.byte();
    const entry = awaited.get(yield* bytes.integer());
    if (entry === undefined) throw new UnreadableArchive('The archive has data that belongs to no object.');
    awaited.delete(entry.dumpId);
    if (type === LARGE_OBJECTS_BLOCK && entry.desc === LARGE_OBJECTS) yield* readLargeObjects(bytes, objects);
    else if (type === DATA_BLOCK && entry.desc === TABLE_DATA) {
      const { namespace: schema = '', tag: name, copyStmt } = entry;
      if (copyStmt === undefined || copyStmt === '') throw notAsCopy();
      const digest = yield* readRows(bytes);
      tables.push({ schema, name, rows: digest.count, bytes: digest.bytes, digest: digest.hex() });
    } else throw new UnreadableArchive('The archive has data of an unknown kind.');
  }
  // A dump that was cut off between two blocks looks whole, except for the missing entries.
  const [missing] = awaited.values();
  if (missing !== undefined)
    throw new UnreadableArchive(
      `The archive ends before the data of "${missing.tag}", and has that of no further object.`,
    );
  return { tables: tables.sort(bySchemaAndName), largeObjects: factsOf(objects) };
}

export const factsOf = (objects: ContentDigest): LargeObjectFacts => ({
  count: objects.count,
  bytes: objects.bytes,
  digest: objects.hex(),
});

const bySchemaAndName = (one: TableFacts, other: TableFacts): number =>
  order(one.schema, other.schema) || order(one.name, other.name);

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The rows up to pg_dump's end mark; two empty lines follow it. */
function* readRows(bytes: ArchiveBytes): Reading<ContentDigest> {
  const digest = ContentDigest.ofRows();
  let atEnd = 0;
  for (let left = yield* pieceLength(bytes); left > 0; left = yield* pieceLength(bytes)) {
    while (left > 0) {
      if (bytes.at >= bytes.chunk.length && !(yield* bytes.more()))
        throw new UnreadableArchive('The archive ends before it is complete.');
      const to = Math.min(bytes.at + left, bytes.chunk.length);
      left -= to - bytes.at;
      for (let at = digest.update(bytes.view, bytes.at, to); at < to; at += 1) {
        if (bytes.chunk[at] !== LINE_FEED) throw new UnreadableArchive('The archive has data behind the end of rows.');
        atEnd += 1;
      }
      bytes.at = to;
      // Before 17 each row is a piece of its own: the length of the next is usually in the chunk already, and read in
      // place.
      if (left === 0 && bytes.at + INTEGER_BYTES <= bytes.chunk.length && bytes.chunk[bytes.at] === 0) {
        left = bytes.view.getInt32(bytes.at + 1, true);
        if (left > 0) bytes.at += INTEGER_BYTES;
        else left = 0;
      }
    }
  }
  if (!digest.hasEnded || atEnd !== LINE_FEEDS_AT_END)
    throw new UnreadableArchive('The archive has rows that do not end as rows do.');
  return digest;
}

/** Each object is hashed with its own id as the seed. */
function* readLargeObjects(bytes: ArchiveBytes, digest: ContentDigest): Reading<void> {
  for (let oid = yield* bytes.integer(); oid !== 0; oid = yield* bytes.integer()) {
    digest.begin(oid | 0);
    for (let left = yield* pieceLength(bytes); left > 0; left = yield* pieceLength(bytes)) {
      while (left > 0) {
        if (bytes.at >= bytes.chunk.length && !(yield* bytes.more()))
          throw new UnreadableArchive('The archive ends before it is complete.');
        const to = Math.min(bytes.at + left, bytes.chunk.length);
        digest.update(bytes.view, bytes.at, to);
        left -= to - bytes.at;
        bytes.at = to;
      }
    }
    digest.end();
  }
}

/** The length of the next piece of a block; zero after the last. */
export function* pieceLength(bytes: ArchiveBytes): Reading<number> {
  const length = yield* bytes.integer();
  if (length < 0) throw new UnreadableArchive('The archive has a piece of data of no length.');
  return length;
}

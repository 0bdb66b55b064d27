/** Reads the tables of a new database back and compares them with the recovery point. */
import { PassThrough } from 'node:stream';
import type { TableFacts } from '#provider/ports.ts';
import { archivedTables, type ArchivedTable } from '../../postgres-archive/archived-tables.ts';
import { compareContents } from '../../postgres-archive/compare-contents.ts';
import { digestOfBoth } from '../../postgres-archive/content-digest.ts';
import type { Complaint } from './complaints.ts';
import type { Filled, Filling } from './filling.ts';
import { readingOf, type Reading } from './reading.ts';
import { selectEntries } from './selection.ts';

/** The digests of the tables read so far, by `keyOf`. */
type Read = ReadonlyMap<string, TableFacts>;

/**
 * From this size in bytes on, two sessions read a table, a half each: it takes seconds, when nothing is left to load.
 */
const HALVED_BYTES = 256 * 1024 ** 2;

export interface Beside {
  /** Called with the table that is about to be filled: the one before it is complete. */
  onRows: (table: string) => void;
  /** Opens the session before there is something to read. */
  begin: () => void;
  /** Called with a table that is complete, and whether it is the last such call. */
  onLoaded: (table: ArchivedTable, isLast: boolean) => void;
  /**
   * Called when all tables are filled, except those that failed. Returns the tables read so far; the rest is still to
   * be read.
   */
  end: (failed: readonly Complaint[]) => Promise<Read>;
}

/**
 * Reads tables back while others are still being filled. After any failure, such as a session that the server ends
 * because it was idle for hours, its tables are read at the end.
 */
export function readBeside(filling: Filling): Beside {
  const tables = tablesByName(filling);
  const named = [...tables.values()].filter((table) => table !== undefined);
  const read = new Map<string, TableFacts>();
  const filled = new PassThrough({ objectMode: true });
  let reading: Promise<void> | undefined;
  let last: ArchivedTable | undefined;
  const begin = () => {
    if (named.length > 0)
      reading ??= inSession(filling, named, (session) => readEach(session, filled, read)).catch(() => undefined);
  };
  const sizeOf = sizesIn(filling);
  const isHalved = (table: ArchivedTable): boolean => sizeOf(table) >= HALVED_BYTES;
  return {
    onRows(name) {
      if (last !== undefined) filled.write(last);
      last = tables.get(name);
      begin();
    },
    begin,
    onLoaded(table, isLast) {
      if (!tables.has(`${table.schema}.${table.name}`) || (isLast && isHalved(table))) return;
      filled.write(table);
      begin();
    },
    async end(failed) {
      if (last !== undefined && !isHalved(last)) filled.write(last);
      filled.end();
      await reading;
      const entries = new Map(failed.length === 0 ? [] : filling.toc?.entries.map((each) => [each.dumpId, each]));
      for (const { dumpId } of failed) {
        const entry = dumpId === undefined ? undefined : entries.get(dumpId);
        // It did not report where it was: it may have been at any of them.
        if (entry === undefined) read.clear();
        else read.delete(keyOf({ schema: entry.namespace ?? '', name: entry.tag }));
      }
      return read;
    },
  };
}

/**
 * Tables by the name that pg_restore prints. Excludes those that share a name; empty when a table may get rows later.
 */
function tablesByName(filling: Filling): ReadonlyMap<string, ArchivedTable | undefined> {
  const tables = filling.database.contents?.tables === undefined ? [] : tablesToCompare(filling);
  const found = new Map<string, ArchivedTable | undefined>();
  // Rows that are loaded through the root of a partition may belong to a partition that was filled before.
  if (tables.some(({ loadedInto }) => loadedInto !== undefined)) return found;
  for (const table of tables) {
    const name = `${table.schema}.${table.name}`;
    found.set(name, found.has(name) ? undefined : table);
  }
  return found;
}

type PlaceOfTables = Pick<Filling, 'database' | 'access' | 'files' | 'name' | 'toc' | 'signal'>;

/** A session for some tables of the recovery point. */
function inSession<T>(
  filling: PlaceOfTables,
  tables: readonly ArchivedTable[],
  use: (reading: Reading) => Promise<T>,
): Promise<T> {
  const { access, files, name, toc, signal } = filling;
  const place = { access, files, database: name, encoding: toc?.encoding ?? 'UTF8' };
  const sizeOf = sizesIn(filling);
  const bytes = tables.reduce((sum, table) => sum + sizeOf(table), 0);
  return readingOf(bytes)(place, signal, use);
}

/**
 * The bytes of each table, as the recovery point records them. There may be a hundred thousand, so the map is built
 * once.
 */
function sizesIn({ database }: PlaceOfTables): (table: ArchivedTable) => number {
  const sizes = new Map(database.contents?.tables?.map((table) => [keyOf(table), table.bytes ?? 0]));
  return (table) => sizes.get(keyOf(table)) ?? 0;
}

async function readEach(
  reading: Reading,
  tables: Iterable<ArchivedTable> | AsyncIterable<ArchivedTable>,
  read: Map<string, TableFacts>,
): Promise<void> {
  for await (const table of tables) {
    const facts = await reading.table(table);
    // A missing table is absent from the result, and reported as missing.
    if (facts !== undefined) read.set(keyOf(table), facts);
  }
}

/** Two sessions at a time. The first reads what the second cannot: the server may have no connection left for it. */
export async function readInHalves(
  filling: PlaceOfTables,
  reading: Reading,
  table: ArchivedTable,
  read: Map<string, TableFacts>,
): Promise<void> {
  const half = Math.floor((await reading.pagesOf(table)) / 2);
  if (half === 0) return readEach(reading, [table], read);
  const second = inSession(filling, [table], (beside) => beside.table(table, { from: half })).catch(() => undefined);
  const lower = await reading.table(table, { from: 0, to: half });
  const upper = (await second) ?? (await reading.table(table, { from: half }));
  if (lower === undefined || upper === undefined) return;
  read.set(keyOf(table), {
    ...lower,
    rows: lower.rows + upper.rows,
    bytes: lower.bytes + upper.bytes,
    digest: digestOfBoth(lower.digest, upper.digest),
  });
}

/** Reads the remaining tables, and compares all of them with the recovery point. */
export async function compareWithPoint(filling: Filling, readBefore: Read): Promise<Omit<Filled, 'notMade'>> {
  const { database, toc } = filling;
  const { contents, only } = database;
  if (toc === undefined || contents?.tables === undefined) return { tablesCompared: 0, rowsCompared: 0, differing: [] };
  const tables = tablesToCompare(filling);
  const keys = new Set(tables.map(keyOf));
  const expected = {
    ...contents,
    tables: contents.tables.filter((table) => only === undefined || keys.has(keyOf(table))),
  };
  const left = tables.filter((table) => !readBefore.has(keyOf(table)));
  const sizeOf = sizesIn(filling);
  return inSession(filling, left, async (reading) => {
    const read = new Map(readBefore);
    for (const table of left) {
      if (sizeOf(table) < HALVED_BYTES) await readEach(reading, [table], read);
      else await readInHalves(filling, reading, table, read);
    }
    const hasObjects = only === undefined && contents.largeObjects !== undefined;
    const largeObjects = hasObjects ? await reading.largeObjects() : undefined;
    const { largeObjects: were, ...withoutObjects } = expected;
    const found = [...read.values()];
    return {
      tablesCompared: found.length,
      rowsCompared: found.reduce((sum, { rows }) => sum + rows, 0),
      differing: compareContents(
        { ...withoutObjects, ...(hasObjects && were !== undefined && { largeObjects: were }) },
        { tables: found, ...(largeObjects && { largeObjects }) },
        tables,
      ),
    };
  });
}

/** The tables of the archive that this restore brings back. */
function tablesToCompare({ toc, database }: Filling): ArchivedTable[] {
  if (toc === undefined) return [];
  const chosen = database.only && selectEntries(toc.entries, database.only);
  const entries = chosen === undefined ? toc.entries : toc.entries.filter(({ dumpId }) => chosen.has(dumpId));
  return archivedTables({ ...toc, entries });
}

const keyOf = ({ schema, name }: { schema: string; name: string }): string => JSON.stringify([schema, name]);

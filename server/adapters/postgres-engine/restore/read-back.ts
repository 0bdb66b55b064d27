/** The tables of a new database are read back one after the other and held against the recovery point. */
import type { TableFacts } from '#provider/ports.ts';
import { archivedTables, type ArchivedTable } from '../../postgres-archive/archived-tables.ts';
import { compareContents } from '../../postgres-archive/compare-contents.ts';
import { prepareReadBack, readLargeObjects, readTable } from '../../postgres-archive/read-back.ts';
import { withClient } from '../connection.ts';
import type { Filled, Filling } from './filling.ts';
import { selectEntries } from './selection.ts';

export async function compareWithPoint(filling: Filling): Promise<Omit<Filled, 'notMade'>> {
  const { database, access, files, name, signal, toc } = filling;
  const { contents, only } = database;
  if (toc === undefined || contents?.tables === undefined) return { tablesCompared: 0, rowsCompared: 0, differing: [] };
  const tables = tablesToCompare(filling);
  const keys = new Set(tables.map(keyOf));
  const expected = {
    ...contents,
    tables: contents.tables.filter((table) => only === undefined || keys.has(keyOf(table))),
  };
  return withClient({ access, files, signal }, name, async (client) => {
    // What is restored beside it holds its locks for as long as an index takes.
    await prepareReadBack(client, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
    const read: TableFacts[] = [];
    for (const table of tables) {
      try {
        read.push(await readTable(client, table, { encoding: toc.encoding, signal }));
      } catch (error) {
        signal.throwIfAborted();
        // A table that is not there is missing from what was read, and told as such.
        if (client.connection.stream.destroyed) throw error;
      }
    }
    const hasObjects = only === undefined && contents.largeObjects !== undefined;
    const largeObjects = hasObjects ? await readLargeObjects(client, { signal }) : undefined;
    const { largeObjects: were, ...withoutObjects } = expected;
    return {
      tablesCompared: read.length,
      rowsCompared: read.reduce((sum, { rows }) => sum + rows, 0),
      differing: compareContents(
        { ...withoutObjects, ...(hasObjects && were !== undefined && { largeObjects: were }) },
        { tables: read, ...(largeObjects && { largeObjects }) },
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

/** Compares what was read back from a server with what the dump held. */
import { contentsDifferences, tableKey } from '#provider/domain/contents-comparison.ts';
import type { PartContents, TableFacts } from '#provider/ports.ts';
import type { ArchivedTable } from './archived-tables.ts';

/**
 * The differences, in the words of `contentsDifferences`; empty when all is equal. `tables` are those of the archive:
 * they show which partitions share their rows with others.
 */
export function compareContents(
  expected: PartContents,
  read: PartContents,
  tables: readonly ArchivedTable[] = [],
): string[] {
  const groupOf = new Map(tables.map((table) => [tableKey(table), table.loadedInto ?? table]));
  const columnsOf = new Map<string, string | undefined>();
  for (const table of tables) {
    const group = tableKey(table.loadedInto ?? table);
    const columns = JSON.stringify(table.columns);
    columnsOf.set(group, columnsOf.has(group) && columnsOf.get(group) !== columns ? undefined : columns);
  }
  const summedUp = ({ tables: found = [], ...rest }: PartContents): PartContents => {
    const sums = new Map<string, TableFacts>();
    for (const table of found) {
      const group = groupOf.get(tableKey(table)) ?? table;
      const sum = sums.get(tableKey(group));
      sums.set(
        tableKey(group),
        sum === undefined ? { ...table, schema: group.schema, name: group.name } : added(sum, table),
      );
    }
    return { ...rest, tables: [...sums.values()] };
  };
  // Partitions whose columns are in another order write the same row in another way.
  const isOneText = (table: TableFacts): boolean =>
    !columnsOf.has(tableKey(table)) || columnsOf.get(tableKey(table)) !== undefined;
  return contentsDifferences(summedUp(expected), summedUp(read), isOneText);
}

/** The facts of two tables taken as one: digests are sums, and so is the sum of two. */
const added = (one: TableFacts, other: TableFacts): TableFacts => ({
  schema: one.schema,
  name: one.name,
  rows: one.rows + other.rows,
  ...(one.bytes === undefined || other.bytes === undefined ? {} : { bytes: one.bytes + other.bytes }),
  ...(one.digest === undefined || other.digest === undefined ? {} : { digest: addedDigest(one.digest, other.digest) }),
});

const addedDigest = (one: string, other: string): string =>
  [0, 8, 16, 24]
    .map((at) => (Number.parseInt(one.slice(at, at + 8), 16) + Number.parseInt(other.slice(at, at + 8), 16)) >>> 0)
    .map((lane) => lane.toString(16).padStart(8, '0'))
    .join('');

/** What was read back, held against what a dump held. */
import type { LargeObjectFacts, PartContents, TableFacts } from '#provider/ports.ts';
import type { ArchivedTable } from './archived-tables.ts';

/**
 * What differs, a sentence for each table and for the large objects, such as `public.orders: 4 rows, 5 expected`; empty
 * when all is equal. `tables` are those of the archive: they say which partitions share their rows with others.
 */
export function compareContents(
  expected: PartContents,
  read: PartContents,
  tables: readonly ArchivedTable[] = [],
): string[] {
  const groupOf = new Map(tables.map((table) => [keyOf(table), table.loadedInto ?? table]));
  const columnsOf = new Map<string, string | undefined>();
  for (const table of tables) {
    const group = keyOf(table.loadedInto ?? table);
    const columns = JSON.stringify(table.columns);
    columnsOf.set(group, columnsOf.has(group) && columnsOf.get(group) !== columns ? undefined : columns);
  }
  const summedUp = (found: readonly TableFacts[] = []) => {
    const sums = new Map<string, TableFacts>();
    for (const table of found) {
      const group = groupOf.get(keyOf(table)) ?? table;
      const sum = sums.get(keyOf(group));
      sums.set(
        keyOf(group),
        sum === undefined ? { ...table, schema: group.schema, name: group.name } : added(sum, table),
      );
    }
    return sums;
  };
  const were = summedUp(expected.tables);
  const are = summedUp(read.tables);
  const findings: string[] = [];
  for (const [key, table] of were) {
    // Partitions whose columns are in another order write the same row in another way.
    const isOneText = !columnsOf.has(key) || columnsOf.get(key) !== undefined;
    const finding = difference(table, are.get(key), isOneText);
    if (finding !== undefined) findings.push(`${table.schema}.${table.name}: ${finding}`);
  }
  for (const [key, { schema, name }] of are)
    if (!were.has(key)) findings.push(`${schema}.${name}: is there, and was not in the backup`);
  const finding = objectDifference(expected.largeObjects, read.largeObjects);
  if (finding !== undefined) findings.push(`large objects: ${finding}`);
  return findings;
}

function difference(were: TableFacts, are: TableFacts | undefined, isOneText: boolean): string | undefined {
  if (are === undefined) return 'is missing';
  if (are.rows !== were.rows) return `${counted(are.rows, 'row')}, ${were.rows} expected`;
  if (!isOneText || were.digest === undefined || are.digest === undefined) return undefined;
  return are.digest === were.digest && are.bytes === were.bytes
    ? undefined
    : `${counted(are.rows, 'row')} as expected, but not the same rows`;
}

function objectDifference(were: LargeObjectFacts | undefined, are: LargeObjectFacts | undefined): string | undefined {
  if (were === undefined || are === undefined) return undefined;
  if (are.count !== were.count) return `${are.count}, ${were.count} expected`;
  return are.digest === were.digest && are.bytes === were.bytes
    ? undefined
    : `${are.count} as expected, but not the same ones`;
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

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

const keyOf = ({ schema, name }: { schema: string; name: string }): string => JSON.stringify([schema, name]);

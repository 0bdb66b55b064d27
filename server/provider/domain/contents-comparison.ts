/** What tables and large objects hold, held against what they are said to hold (decisions 11 and 25). */
import type { LargeObjectFacts, PartContents, TableFacts } from '../ports.ts';

/**
 * What differs, a sentence for each table and for the large objects, such as `public.orders: 4 rows, 5 expected`; empty
 * when all is equal. Digests are compared unless `isOneText` says of a table that the same rows may be another text.
 */
export function contentsDifferences(
  expected: PartContents,
  read: PartContents,
  isOneText: (table: TableFacts) => boolean = () => true,
): string[] {
  const were = byName(expected.tables);
  const are = byName(read.tables);
  const findings: string[] = [];
  for (const [key, table] of were) {
    const finding = tableDifference(table, are.get(key), isOneText(table));
    if (finding !== undefined) findings.push(`${table.schema}.${table.name}: ${finding}`);
  }
  for (const [key, { schema, name }] of are)
    if (!were.has(key)) findings.push(`${schema}.${name}: is there, and was not in the backup`);
  const finding = objectsDifference(expected.largeObjects, read.largeObjects);
  if (finding !== undefined) findings.push(`large objects: ${finding}`);
  return findings;
}

const byName = (tables: readonly TableFacts[] = []): Map<string, TableFacts> =>
  new Map(tables.map((table) => [tableKey(table), table]));

/** Identifies a table. */
export const tableKey = ({ schema, name }: { schema: string; name: string }): string => JSON.stringify([schema, name]);

function tableDifference(were: TableFacts, are: TableFacts | undefined, isOneText: boolean): string | undefined {
  if (are === undefined) return 'is missing';
  if (are.rows !== were.rows) return `${counted(are.rows, 'row')}, ${String(were.rows)} expected`;
  if (!isOneText || were.digest === undefined || are.digest === undefined) return undefined;
  return are.digest === were.digest && are.bytes === were.bytes
    ? undefined
    : `${counted(are.rows, 'row')} as expected, but not the same rows`;
}

function objectsDifference(were: LargeObjectFacts | undefined, are: LargeObjectFacts | undefined): string | undefined {
  if (were === undefined || are === undefined) return undefined;
  if (are.count !== were.count) return `${String(are.count)}, ${String(were.count)} expected`;
  return are.digest === were.digest && are.bytes === were.bytes
    ? undefined
    : `${String(are.count)} as expected, but not the same ones`;
}

const counted = (count: number, thing: string): string => `${String(count)} ${thing}${count === 1 ? '' : 's'}`;

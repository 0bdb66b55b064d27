/** Which tables are loaded apart from pg_restore, in a session of ours (decision 26). */
import type { TocEntry } from '../../postgres-archive/archive-toc.ts';
import { archivedTables, TABLE_DATA, type ArchivedTable } from '../../postgres-archive/archived-tables.ts';
import { USUAL_ACCESS_METHOD } from './access-methods.ts';
import type { Complaint } from './complaints.ts';
import type { Filling } from './filling.ts';

/** For a smaller table, the extra round trips take longer than pg_restore does. */
const LARGE_BYTES = 4 * 1024 ** 2;

export interface TableApart extends ArchivedTable {
  /** The number of the entry that creates it. */
  madeBy: number;
}

/** By the number of the entry with their rows. */
export type TablesApart = ReadonlyMap<number, TableApart>;

/**
 * The large tables that this restore creates and fills completely under their own name: their contents may be
 * discarded. None where the recovery point does not record their size.
 */
export function tablesApart(
  { toc, database }: Pick<Filling, 'toc' | 'database'>,
  wanted?: readonly number[],
): TablesApart {
  const sizes = new Map(database.contents?.tables?.map((table) => [keyOf(table), table.bytes ?? 0]));
  if (toc === undefined || sizes.size === 0) return new Map();
  const isWanted = wanted && new Set(wanted);
  const entries = toc.entries.filter(({ dumpId }) => isWanted?.has(dumpId) !== false);
  const made = new Map(entries.filter(isOfHeap).map((entry) => [keyOfEntry(entry), entry.dumpId]));
  const tables = new Map(archivedTables({ ...toc, entries }).map((table) => [keyOf(table), table]));
  const found = new Map<number, TableApart>();
  for (const entry of entries) {
    const key = keyOfEntry(entry);
    const [table, madeBy] = [tables.get(key), made.get(key)];
    if (entry.desc !== TABLE_DATA || table === undefined || madeBy === undefined) continue;
    if (table.loadedInto === undefined && (sizes.get(key) ?? 0) >= LARGE_BYTES)
      found.set(entry.dumpId, { ...table, madeBy });
  }
  return found;
}

const isOfHeap = ({ desc, accessMethod = USUAL_ACCESS_METHOD }: TocEntry): boolean =>
  desc === 'TABLE' && accessMethod === USUAL_ACCESS_METHOD;

const keyOf = ({ schema, name }: { schema: string; name: string }): string => JSON.stringify([schema, name]);
const keyOfEntry = ({ namespace = '', tag }: TocEntry): string => keyOf({ schema: namespace, name: tag });

/** Without those that could not be created: a table of that name is not ours. */
export function withoutFailed(tables: TablesApart, failed: readonly Complaint[]): TablesApart {
  const ids = new Set(failed.map(({ dumpId }) => dumpId));
  // It did not report where it was: it may have been at any of them.
  if (ids.has(undefined)) return new Map();
  return new Map([...tables].filter(([, { madeBy }]) => !ids.has(madeBy)));
}

/** Which tables are loaded apart from pg_restore: only those whose rows are all ours to discard. */
import { expect, test } from 'vitest';
import type { ArchiveToc, TocEntry } from '../../postgres-archive/archive-toc.ts';
import type { Complaint } from './complaints.ts';
import { tablesApart, withoutFailed } from './tables-apart.ts';

const LARGE = 64 * 1024 ** 2;
const SMALL = 1024;

const entry = (dumpId: number, desc: string, tag: string, more: Partial<TocEntry> = {}): TocEntry => ({
  dumpId,
  desc,
  namespace: 'public',
  tag,
  owner: 'owner',
  defn: '',
  copyStmt: undefined,
  dependencies: [],
  hasData: false,
  ...more,
});
const rows = (dumpId: number, tag: string, into = tag): TocEntry =>
  entry(dumpId, 'TABLE DATA', tag, { hasData: true, copyStmt: `COPY public.${into} (id) FROM stdin;\n` });

const ENTRIES = [
  entry(1, 'TABLE', 'orders', { accessMethod: 'heap' }),
  entry(2, 'TABLE', 'few'),
  entry(3, 'TABLE', 'columnar', { accessMethod: 'columnar' }),
  entry(4, 'FOREIGN TABLE', 'elsewhere'),
  entry(5, 'TABLE', 'part'),
  entry(6, 'TABLE', 'whole'),
  rows(11, 'orders'),
  rows(12, 'few'),
  rows(13, 'columnar'),
  rows(14, 'elsewhere'),
  rows(15, 'part', 'whole'),
  // Made by its extension, which has its own rows in it.
  rows(16, 'settings'),
];

const toc = { encoding: 'UTF8', entries: ENTRIES } as ArchiveToc;
const tables = ENTRIES.filter(({ desc }) => desc === 'TABLE DATA').map(({ tag }) => ({
  schema: 'public',
  name: tag,
  rows: 1,
  bytes: tag === 'few' ? SMALL : LARGE,
}));
const database = { name: 'shop', targetName: 'shop', replace: false, contents: { tables } };
const complaint = (dumpId: number | undefined): Complaint => ({ dumpId, entry: '', error: '', hint: undefined });

test('are large ones of the usual kind, made and filled by their own name', () => {
  expect([...tablesApart({ toc, database })]).toEqual([
    [11, expect.objectContaining({ schema: 'public', name: 'orders', columns: ['id'], madeBy: 1 })],
  ]);
});

test('are none that were not selected, and none without the table', () => {
  expect(tablesApart({ toc, database }, [11, 12]).size).toBe(0);
  expect(tablesApart({ toc, database }, [1, 12]).size).toBe(0);
  expect(tablesApart({ toc, database }, [1, 11]).size).toBe(1);
});

test('are none whose size is unknown', () => {
  const { contents: _, ...unknown } = database;
  expect(tablesApart({ toc, database: unknown }).size).toBe(0);
  expect(tablesApart({ toc: undefined, database }).size).toBe(0);
});

test('are none that could not be created: the table of that name is not ours', () => {
  const found = tablesApart({ toc, database });
  expect(withoutFailed(found, [complaint(2)]).size).toBe(1);
  expect(withoutFailed(found, [complaint(1)]).size).toBe(0);
  expect(withoutFailed(found, [complaint(undefined)]).size).toBe(0);
});

import { describe, expect, it } from 'vitest';
import type { BackupFailure, SummaryPart } from '../ports.ts';
import { missingSince } from './backup-comparison.ts';

const stored = { file: 'f', codec: 'zstd', storedBytes: 1, storedSha256: '', plainBytes: 1, plainSha256: '' } as const;
const database = (name: string, tables?: Record<string, number>): SummaryPart => ({
  ...stored,
  kind: 'database',
  database: name,
  format: 'custom',
  ...(tables && {
    tables: Object.entries(tables).map(([table, rows]) => ({ schema: 'public', name: table, rows })),
  }),
});
const globals: SummaryPart = { ...stored, kind: 'globals', format: 'plain' };
const startedAt = '2026-11-21T02:00:07.123Z';
const failure = (name?: string): BackupFailure => ({
  code: 'X',
  message: '',
  recommendedAction: [],
  details: name === undefined ? {} : { database: name },
});
const said = (before: SummaryPart[], now: SummaryPart[], failures: BackupFailure[] = []) =>
  missingSince({ parts: before, startedAt }, { parts: now, failures }).map(({ code, message }) => [code, message]);

describe('a backup beside the one before it', () => {
  it('is silent when everything is still there, grew, or is new', () => {
    const before = [globals, database('shop', { orders: 5, empty: 0 })];
    expect(said(before, [globals, database('shop', { orders: 3, empty: 0, more: 1 }), database('new')])).toEqual([]);
  });

  it.each<[string, SummaryPart[], SummaryPart[], [string, RegExp]]>([
    [
      'a database',
      [database('shop'), database('old')],
      [database('shop')],
      ['DatabasesVanished', /Database old of .*2026-11-21 02:00 UTC is not/],
    ],
    [
      'a table',
      [database('shop', { orders: 5, gone: 0 })],
      [database('shop', { orders: 5 })],
      ['TablesVanished', /"shop": Table public.gone /],
    ],
    [
      'the rows of a table',
      [database('shop', { orders: 5000 })],
      [database('shop', { orders: 0 })],
      ['TablesEmptied', /Table public.orders had rows .* has none/],
    ],
  ])('reports that %s vanished', (_, before, now, [code, message]) => {
    expect(said(before, now)).toEqual([[code, expect.stringMatching(message)]]);
  });

  it('does not report what failed, which is reported already', () => {
    expect(said([database('shop', { a: 1 }), database('old')], [database('shop', { a: 1 })], [failure('old')])).toEqual(
      [],
    );
  });

  it('does not compare what was not counted', () => {
    expect(said([database('shop', { orders: 5 })], [database('shop')])).toEqual([]);
    expect(said([database('shop')], [database('shop', { orders: 0 })])).toEqual([]);
  });

  it('names ten and counts the rest', () => {
    const tables = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`t${at}`, 1]));
    const [[, message] = []] = said([database('shop', tables)], [database('shop', {})]);
    expect(message).toMatch(/Tables public.t0, .* and 15 more of /);
  });
});

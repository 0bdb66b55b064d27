import { describe, expect, it } from 'vitest';
import type { Manifest } from '../ports.ts';
import { databasesIn, databaseTargetsProblem, encryptionOf, MOST_TABLES_LISTED } from './restore-rules.ts';

const target = (more: object = {}) => ({ name: 'shop', targetName: 'copy', replace: false, ...more });
const orders = { schemas: [], tables: [{ schema: 'public', name: 'orders' }] };

describe('parts of a database', () => {
  it('are restored into a new one', () => {
    expect(databaseTargetsProblem([target({ only: orders })])).toBeUndefined();
    expect(databaseTargetsProblem([target({ only: { schemas: ['app'], tables: [] } })])).toBeUndefined();
  });

  it('do not replace one, and are at least one', () => {
    expect(databaseTargetsProblem([target({ only: orders, replace: true })])?.message).toMatch(/cannot replace/);
    expect(databaseTargetsProblem([target({ only: { schemas: [], tables: [] } })])?.message).toMatch(/No schema/);
  });
});

it('lists as many tables as a page can take, and counts them all', () => {
  const tables = Array.from({ length: MOST_TABLES_LISTED }, (_, at) => ({
    schema: 's',
    name: `t${String(at)}`,
    rows: 2,
  }));
  const part = { kind: 'database', format: 'custom', plainBytes: 1 } as const;
  const manifest = {
    parts: [
      { ...part, database: 'one', tables: tables.slice(0, 10) },
      { ...part, database: 'two', tables },
      { ...part, database: 'old' },
    ],
  } as unknown as Manifest;
  expect(databasesIn(manifest).map(({ tables, rows, tableList }) => [tables, rows, tableList?.length])).toEqual([
    [10, 20, 10],
    [MOST_TABLES_LISTED, 2 * MOST_TABLES_LISTED, MOST_TABLES_LISTED - 10],
    [null, null, undefined],
  ]);
});

it('calls a point encrypted when all of it is', () => {
  const manifest = (...encryptions: (string | undefined)[]) =>
    ({ parts: encryptions.map((encryption) => ({ encryption })) }) as unknown as Manifest;
  expect(encryptionOf(manifest('age', 'age'))).toBe('age');
  expect(encryptionOf(manifest('age', undefined))).toBe('None');
});

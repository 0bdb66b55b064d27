import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { databaseNameProblem, filePrefixProblem, restoredFileNames } from './restore.ts';

const globals = { kind: 'globals' } as const;
const database = (name: string) => ({ kind: 'database', database: name }) as const;

describe('the names of restored files', () => {
  it("are those of Azure's, with what a file name cannot hold encoded", () => {
    expect(restoredFileNames('orders-20260208', [globals, database('orders'), database('Sales 2026/Q1')])).toEqual([
      'orders-20260208_roles.sql',
      'orders-20260208_database_orders.sql',
      'orders-20260208_database_Sales%202026%2FQ1.sql',
    ]);
  });

  it('differ for databases that differ in case alone, for disks that ignore case', () => {
    expect(restoredFileNames('x', [database('Shop'), database('shop')])).toEqual([
      'x_database_Shop.sql',
      'x_database_shop~2.sql',
    ]);
  });

  it('never leave their folder, are short enough for every disk, and are all different', () => {
    // The most bytes that a name in PostgreSQL may have.
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 63 })
      .filter((text) => new TextEncoder().encode(text).length <= 63 && text.isWellFormed());
    const prefix = fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,49}$/);
    fc.assert(
      fc.property(prefix, fc.uniqueArray(name), (given, names) => {
        expect(filePrefixProblem(given)).toBeUndefined();
        const files = restoredFileNames(given, [globals, ...names.map(database)]);
        expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length + 1);
        for (const file of files) {
          expect(file).toMatch(/^[\w%.~-]+\.sql$/);
          expect(file.length).toBeLessThanOrEqual(255);
          expect(file.startsWith('.')).toBe(false);
        }
      }),
    );
  });
});

describe('a file prefix', () => {
  it.each(['', '.x', '../x', 'a/b', 'a b', '-x', 'x'.repeat(51), 'a\n'])('must not be %j', (prefix) => {
    expect(filePrefixProblem(prefix)).toEqual(expect.any(String));
  });
  it.each(['a', 'orders-20260208', 'A.b_c-1'])('may be %j', (prefix) => {
    expect(filePrefixProblem(prefix)).toBeUndefined();
  });
});

describe('the name of a restored database', () => {
  it.each(['', 'ü'.repeat(32), 'a\nb', 'postgres', 'template1', 'azure_sys'])('must not be %j', (name) => {
    expect(databaseNameProblem(name)).toEqual(expect.any(String));
  });
  it.each(['a', 'host=x dbname=y', '--help', `a"b'c`, 'x'.repeat(63)])('may be %j', (name) => {
    expect(databaseNameProblem(name)).toBeUndefined();
  });
});

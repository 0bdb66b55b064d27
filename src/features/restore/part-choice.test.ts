import { describe, expect, it } from 'vitest';
import { bySchema, hasTable, partText, tablesFound, withSchema, withTable } from './part-choice.ts';

const nothing = { schemas: [], tables: [] };
const orders = { schema: 'app', name: 'orders' };

describe('a part of a database', () => {
  it('says what it is', () => {
    expect(partText(undefined)).toBe('Whole database');
    expect(partText({ schemas: ['app', 'x'], tables: [orders] })).toBe('2 schemas, 1 table');
  });

  it('has a table or its schema, never both', () => {
    const part = withTable(nothing, orders, true);
    expect(hasTable(part, orders)).toBe(true);
    expect(withSchema(part, 'app', true)).toEqual({ schemas: ['app'], tables: [] });
    expect(withSchema(withSchema(part, 'app', true), 'app', false)).toEqual(nothing);
    expect(withTable(part, orders, false)).toEqual(nothing);
  });

  it('is found by schema and name', () => {
    const tables = [
      { ...orders, rows: 1 },
      { schema: 'app', name: 'customers', rows: 2 },
      { schema: 'public', name: 'orders', rows: 3 },
    ];
    expect(bySchema(tablesFound(tables, 'ORDERS')).map(({ schema, tables: found }) => [schema, found.length])).toEqual([
      ['app', 1],
      ['public', 1],
    ]);
    expect(bySchema(tablesFound(tables, 'app.c'))).toEqual([{ schema: 'app', tables: [tables[1]] }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byNumber, byText, nextSort, sortRows, type GridSort } from './grid-sort.ts';

interface Row {
  name: string;
  at: number;
}
const columns = [
  { id: 'name', compare: byText((row: Row) => row.name) },
  { id: 'at', compare: (one: Row, other: Row) => one.at - other.at },
  { id: 'plain' },
];
const rows: Row[] = [
  { name: 'pg-10', at: 1 },
  { name: 'PG-2', at: 3 },
  { name: 'alpha', at: 2 },
];
const names = (sorted: readonly Row[]) => sorted.map((row) => row.name);

describe('sortRows', () => {
  it('sorts text as people do: numbers by value, case aside', () => {
    expect(names(sortRows(rows, columns, { columnId: 'name', direction: 'ascending' }))).toEqual([
      'alpha',
      'PG-2',
      'pg-10',
    ]);
  });

  it.each([
    undefined,
    { columnId: 'plain', direction: 'ascending' as const },
    { columnId: 'gone', direction: 'ascending' as const },
  ])('leaves the order alone for %j', (sort) => {
    expect(sortRows(rows, columns, sort)).toEqual(rows);
  });

  it('loses no row, and keeps equal ones in their order', () => {
    const row = fc.record({ name: fc.string(), at: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom('ascending', 'descending'), (some, direction) => {
        const sorted = sortRows(some, columns, { columnId: 'at', direction });
        expect(sorted).toHaveLength(some.length);
        for (const at of [0, 1, 2, 3]) {
          expect(sorted.filter((each) => each.at === at)).toEqual(some.filter((each) => each.at === at));
        }
      }),
    );
  });
});

it('sorts up first, then down, then up again; another column starts again', () => {
  const up = nextSort(undefined, 'name');
  const down = nextSort(up, 'name');
  expect([up, down, nextSort(down, 'name'), nextSort(down, 'at')].map(({ direction }) => direction)).toEqual([
    'ascending',
    'descending',
    'ascending',
    'ascending',
  ]);
});

it('orders by a number, and what is none comes first', () => {
  const rows = [{ at: 3 }, { at: NaN }, { at: 1 }, { at: 2 }];
  const columns = [{ id: 'at', compare: byNumber<{ at: number }>(({ at }) => at) }];
  const sorted = (direction: GridSort['direction']) =>
    sortRows(rows, columns, { columnId: 'at', direction }).map(({ at }) => at);
  expect(sorted('ascending')).toEqual([NaN, 1, 2, 3]);
  expect(sorted('descending')).toEqual([3, 2, 1, NaN]);
});

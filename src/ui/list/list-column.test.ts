import { expect, it } from 'vitest';
import { sortRows } from '#ui/grid/grid-sort.ts';
import { columnsOf } from './list-column.tsx';
import { fileOf } from './list-file.ts';

interface Row {
  name: string;
  at: string | undefined;
  uses: number | undefined;
}

const ROWS: readonly Row[] = [
  { name: 'b', at: '2026-02-03T09:10:06.6382996Z', uses: 2 },
  { name: 'a,1', at: undefined, uses: undefined },
  { name: 'C', at: '2025-02-03T09:10:06Z', uses: 1000 },
];

const COLUMNS = columnsOf<Row>([
  { id: 'name', title: 'Name', text: ({ name }) => name },
  { id: 'at', title: 'Taken', time: ({ at }) => at },
  { id: 'ago', title: 'Time', text: () => 'long ago', order: false, only: 'rows' },
  { id: 'uses', title: 'Uses', number: ({ uses }) => uses, isExtra: true },
  { id: 'id', title: 'ID', text: ({ name }) => `#${name}`, only: 'file' },
]);

it.each([
  ['name', 'ascending', ['a,1', 'b', 'C']],
  ['at', 'descending', ['b', 'C', 'a,1']],
  ['uses', 'ascending', ['a,1', 'b', 'C']],
  ['ago', 'descending', ['b', 'a,1', 'C']],
] as const)('orders by %s, %s', (columnId, direction, expected) => {
  expect(sortRows(ROWS, COLUMNS, { columnId, direction }).map(({ name }) => name)).toEqual(expected);
});

it('saves everything except what is for the rows alone, with times in UTC', () => {
  expect(fileOf(COLUMNS, ROWS)).toBe(
    [
      'Name,Taken (UTC),Uses,ID',
      'b,2026-02-03 09:10:06,2,#b',
      '"a,1",,,"#a,1"',
      'C,2025-02-03 09:10:06,1000,#C',
      '',
    ].join('\r\n'),
  );
});

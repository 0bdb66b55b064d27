import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  filterRows,
  optionsOf,
  pillOf,
  valuesIn,
  type FilterValues,
  type ListFilter,
  type ListSearch,
} from './list-filter.ts';

interface Row {
  name: string;
  region: string;
  days: number;
}

const ROWS: readonly Row[] = [
  { name: 'pg-orders', region: 'West Europe', days: 3 },
  { name: 'pg-billing', region: 'North Europe', days: 40 },
  { name: 'PG-Shop', region: 'West Europe', days: 400 },
  { name: 'pg-lost', region: '', days: 0 },
];

const REGION: ListFilter<Row> = {
  id: 'location',
  label: 'Location',
  of: ({ region }) => region,
  keyOf: (word) => word.replaceAll(' ', '').toLowerCase(),
};
const PERIOD: ListFilter<Row> = {
  id: 'period',
  label: 'Time period',
  options: [{ value: '30', label: 'Last 30 days' }],
  passes: ({ days }, value) => days <= Number(value),
};
const RANGE: ListFilter<Row> = {
  id: 'range',
  label: 'Time range',
  options: [
    { value: '24h', label: 'Past 24 hours' },
    { value: '7d', label: 'Past 7 days' },
  ],
  byDefault: '24h',
};
const FILTERS = [REGION, PERIOD, RANGE];
const SEARCH: ListSearch<Row> = { placeholder: 'Filter by name', in: ({ name }) => [name] };

const names = (values: FilterValues) => filterRows(ROWS, FILTERS, SEARCH, values).map(({ name }) => name);

describe('what filters leave', () => {
  it.each<[string, FilterValues, string[]]>([
    ['nothing chosen', {}, ['pg-orders', 'pg-billing', 'PG-Shop', 'pg-lost']],
    ['a word', { location: 'West Europe' }, ['pg-orders', 'PG-Shop']],
    ['a word as a link writes it', { location: 'westeurope' }, ['pg-orders', 'PG-Shop']],
    ['a word that no row has', { location: 'Mars' }, []],
    ['a period', { period: '30' }, ['pg-orders', 'pg-lost']],
    ['a range that changes the request', { range: '7d' }, ['pg-orders', 'pg-billing', 'PG-Shop', 'pg-lost']],
    ['a text in any case, without its blanks', { q: ' SHOP ' }, ['PG-Shop']],
    ['all together', { q: 'pg', location: 'West Europe', period: '30' }, ['pg-orders']],
  ])('%s', (_, values, expected) => {
    expect(names(values)).toEqual(expected);
  });

  it('is the same array when that is every row, so that nothing is drawn again', () => {
    expect(filterRows(ROWS, FILTERS, SEARCH, { q: ' ', location: '' })).toBe(ROWS);
  });
});

describe('what a filter offers', () => {
  it('is each word that a row has, once, in order, after All', () => {
    expect(optionsOf(REGION, ROWS).map(({ label }) => label)).toEqual(['All', 'North Europe', 'West Europe']);
  });

  it('is what is declared, with All when nothing is chosen by default', () => {
    expect(optionsOf(PERIOD, ROWS).map(({ label }) => label)).toEqual(['All', 'Last 30 days']);
    expect(optionsOf(RANGE, []).map(({ label }) => label)).toEqual(['Past 24 hours', 'Past 7 days']);
  });

  it.each([
    ['as the rows have it', 'westeurope', 'West Europe', 3],
    ['in addition, when no row has it', 'Mars', 'Mars', 4],
  ])('holds what the address names, %s', (_, written, value, count) => {
    const pill = pillOf(REGION, optionsOf(REGION, ROWS), written, () => undefined);
    expect(pill.value).toBe(value);
    expect(pill.options).toHaveLength(count);
  });
});

it('takes from the address a choice that exists, and else the one by default', () => {
  const read = (query: string) => {
    const params = new URLSearchParams(query);
    return valuesIn(FILTERS, (name) => params.get(name) ?? undefined);
  };
  expect(read('range=7d&q=a')).toEqual({ q: 'a', location: '', period: '', range: '7d' });
  expect(read('range=toString')).toMatchObject({ range: '24h' });
});

it('leaves for every offered word some row, and with all of them each row that has a word', () => {
  const row = fc.record({ name: fc.string(), region: fc.string(), days: fc.nat() });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const offered = optionsOf(REGION, rows).slice(1);
      const parts = offered.map(({ value }) => filterRows(rows, FILTERS, SEARCH, { location: value }));
      expect(parts.every((part) => part.length > 0)).toBe(true);
    }),
  );
});

/** Which rows of a list its filters leave, and which options they offer. Pure. */
import type { FilterPill } from '#ui/grid/FilterPills.tsx';

/** One pill above a list. Its value is in the address under its id; without one it passes every row. */
export interface ListFilter<Row> {
  id: string;
  label: string;
  /** The row's value: the values of all rows are offered, and the row passes when its value is chosen. */
  of?: (row: Row) => string;
  /** The label of a value; the value itself when absent. */
  textOf?: (word: string) => string;
  /** Values with one key are one value; compared without regard to case when absent. */
  keyOf?: (word: string) => string;
  /** Offered for any rows, in this order; **All** comes before them. */
  options?: readonly FilterOption[];
  /** Chosen when the address has no value; the filter has no **All**. */
  byDefault?: string;
  /** Whether the row passes, when its value alone does not decide. */
  passes?: (row: Row, value: string) => boolean;
  /** The request to the service depends on it, so it is shown even when the list is empty. */
  changesQuery?: boolean;
}

interface FilterOption {
  value: string;
  label: string;
}

export interface ListSearch<Row> {
  placeholder: string;
  /** The search looks in all of these. */
  in: (row: Row) => readonly string[];
}

/** The chosen values by the ids of their filters; empty where nothing is chosen. */
export type FilterValues = Readonly<Record<string, string>>;

/** The id of the search text among them. */
export const SEARCH = 'q';
const ALL: FilterOption = { value: '', label: 'All' };

export const valuesIn = <Row>(
  filters: readonly ListFilter<Row>[],
  get: (name: string) => string | undefined,
): FilterValues =>
  Object.fromEntries([
    [SEARCH, get(SEARCH) ?? ''],
    ...filters.map((filter): [string, string] => [filter.id, valueOf(filter, get(filter.id) ?? '')]),
  ] satisfies [string, string][]);

/** An unknown choice counts as none. */
function valueOf<Row>({ byDefault, options }: ListFilter<Row>, written: string): string {
  if (byDefault === undefined) return written;
  return options?.some(({ value }) => value === written) === true ? written : byDefault;
}

/** The rows that pass, in their order; the same array when all do. */
export function filterRows<Row>(
  rows: readonly Row[],
  filters: readonly ListFilter<Row>[],
  search: ListSearch<Row> | undefined,
  values: FilterValues,
): readonly Row[] {
  const text = (values[SEARCH] ?? '').trim().toLowerCase();
  const tests = filters.flatMap((filter) => testOf(filter, values[filter.id] ?? ''));
  if (search && text !== '') tests.push((row) => search.in(row).some((part) => part.toLowerCase().includes(text)));
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((passes) => passes(row)));
}

function testOf<Row>({ of, passes, keyOf = inLowerCase }: ListFilter<Row>, value: string): ((row: Row) => boolean)[] {
  if (value === '') return [];
  if (passes) return [(row) => passes(row, value)];
  if (!of) return [];
  const key = keyOf(value);
  return [(row) => keyOf(of(row)) === key];
}

/** The options of a filter for these rows. */
export function optionsOf<Row>(filter: ListFilter<Row>, rows: readonly Row[]): readonly FilterOption[] {
  const { of, options, byDefault, keyOf = inLowerCase, textOf = asItIs } = filter;
  if (options) return byDefault === undefined ? [ALL, ...options] : options;
  const words = new Map<string, string>();
  if (of) {
    // Most rows have the value of the row before them.
    let last: string | undefined;
    for (const row of rows) {
      const word = of(row);
      if (word === last || word === '') continue;
      last = word;
      const key = keyOf(word);
      if (!words.has(key)) words.set(key, word);
    }
  }
  return [ALL, ...[...words.values()].map((word) => ({ value: word, label: textOf(word) })).sort(byLabel)];
}

/** The pill of a filter. It shows its value even if no row has it: the address may name any. */
export function pillOf<Row>(
  { label, keyOf = inLowerCase, textOf = asItIs }: ListFilter<Row>,
  offered: readonly FilterOption[],
  value: string,
  onChange: (value: string) => void,
): FilterPill {
  const same = offered.find((option) => keyOf(option.value) === keyOf(value));
  return {
    label,
    value: same?.value ?? value,
    options: same ? offered : [...offered, { value, label: textOf(value) }],
    onChange,
  };
}

const inLowerCase = (word: string): string => word.toLowerCase();
const asItIs = (word: string): string => word;
const byLabel = (one: FilterOption, other: FilterOption): number =>
  one.label.localeCompare(other.label, 'en', { numeric: true });

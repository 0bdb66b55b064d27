/** The order of a grid's rows: a pure function of the rows, the columns and the requested order. */
import { collator, sortKey } from './sort-key.ts';

export interface GridSort {
  columnId: string;
  direction: 'ascending' | 'descending';
}

/** Which of two rows comes first; one that orders by a text or a number has a key for it, so that thousands are sorted quickly. */
export interface GridOrder<Row> {
  (one: Row, other: Row): number;
  /** The row's number, or the `sortKey` of its text: the same kind for all rows. */
  keyOf?: (row: Row) => string | number | undefined;
}

interface Sortable<Row> {
  id: string;
  compare?: GridOrder<Row> | undefined;
}

/** The rows in the requested order; unchanged when no column can sort like that. Equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  sort: GridSort | undefined,
): readonly Row[] {
  const compare = columns.find((column) => column.id === sort?.columnId)?.compare;
  if (!compare) return rows;
  const sign = sort?.direction === 'descending' ? -1 : 1;
  return (
    (compare.keyOf && sortedByKeys(rows, compare.keyOf, sign)) ??
    rows.toSorted((one, other) => sign * compare(one, other))
  );
}

/** A collator reads each text again for each comparison; the key of a text is computed once. */
function sortedByKeys<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number | undefined,
  sign: number,
): Row[] | undefined {
  const keyed: { row: Row; key: string | number }[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) return undefined;
    keyed.push({ row, key });
  }
  keyed.sort(({ key: one }, { key: other }) => (one < other ? -sign : one > other ? sign : 0));
  return keyed.map(({ row }) => row);
}

/** The order after a press on a column's header: ascending first, then reversed. */
export const nextSort = (sort: GridSort | undefined, columnId: string): GridSort => ({
  columnId,
  direction: sort?.columnId === columnId && sort.direction === 'ascending' ? 'descending' : 'ascending',
});

/** Orders by a text, as people do: without regard to case, and numbers by their value. A row's text never changes. */
export function byText<Row>(textOf: (row: Row) => string): GridOrder<Row> {
  const keys = new WeakMap<WeakKey, string | undefined>();
  const keyOf = (row: Row): string | undefined => {
    if (typeof row !== 'object' || row === null) return sortKey(textOf(row));
    const known = keys.get(row);
    if (known !== undefined) return known;
    const key = sortKey(textOf(row));
    keys.set(row, key);
    return key;
  };
  return Object.assign((one: Row, other: Row): number => collator.compare(textOf(one), textOf(other)), { keyOf });
}

/** Orders by a number, such as a moment in milliseconds. A value that is not a number comes first. */
export function byNumber<Row>(numberOf: (row: Row) => number): GridOrder<Row> {
  const keyOf = (row: Row): number => {
    const number = numberOf(row);
    return Number.isNaN(number) ? -Infinity : number;
  };
  return Object.assign((one: Row, other: Row): number => Math.sign(keyOf(one) - keyOf(other)) || 0, { keyOf });
}

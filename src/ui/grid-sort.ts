/** The order of a grid's rows: a pure function of the rows, the columns and what was asked for. */

export interface GridSort {
  columnId: string;
  direction: 'ascending' | 'descending';
}

interface Sortable<Row> {
  id: string;
  compare?: ((one: Row, other: Row) => number) | undefined;
}

/** The rows in the order asked for; as they came when no column can sort so. Equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  sort: GridSort | undefined,
): readonly Row[] {
  const compare = columns.find((column) => column.id === sort?.columnId)?.compare;
  if (!compare) return rows;
  const sign = sort?.direction === 'descending' ? -1 : 1;
  return rows.toSorted((one, other) => sign * compare(one, other));
}

/** What a press on a column's header asks for: ascending first, then the other way round. */
export const nextSort = (sort: GridSort | undefined, columnId: string): GridSort => ({
  columnId,
  direction: sort?.columnId === columnId && sort.direction === 'ascending' ? 'descending' : 'ascending',
});

/** Orders by a text, as people do: without regard to case, and numbers by their value. */
export const byText =
  <Row>(textOf: (row: Row) => string) =>
  (one: Row, other: Row): number =>
    collator.compare(textOf(one), textOf(other));

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

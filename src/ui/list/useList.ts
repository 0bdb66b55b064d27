import { useMemo, type ReactElement, type ReactNode } from 'react';
import { leastWidth } from '#ui/grid/column-choice.ts';
import type { GridChoice, GridSelection } from '#ui/grid/grid-parts.ts';
import { sortRows, type GridSort } from '#ui/grid/grid-sort.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { useColumnChoice, type ColumnChoice } from '#ui/grid/useColumnChoice.ts';
import { useAddress } from '#ui/page/address.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { listCommands, type ListFile } from './list-commands.tsx';
import type { ListColumn } from './list-column.tsx';
import type { ListFilter, ListSearch } from './list-filter.ts';
import { useNarrowing, useOwnChoices, type Narrowing } from './useNarrowing.ts';

/** A list, declared once: everything that a person sees of it and does with it follows from this. */
export interface ListDeclaration<Row> {
  /** The key of the stored choice of columns, and the name of the file unless it has its own. */
  id: string;
  /** Singular and plural name of the rows, such as `vault` and `vaults`. */
  what: readonly [one: string, many: string];
  /** The name of the table, when it differs from `what`. */
  title?: string;
  /** What could not be loaded, when it differs from `title`. */
  whole?: string;
  /** The first one names the row. The same array as long as nothing in it changes. */
  columns: readonly ListColumn<Row>[];
  /** Unique, and always the same for a row. */
  rowKey: (row: Row) => string;
  /** The initial order. */
  order: GridSort;
  search?: ListSearch<Row>;
  /** The same array as long as nothing in it changes. */
  filters?: readonly ListFilter<Row>[];
  /** The `…` menu at the end of a row; the same function, so that rows are not drawn again. */
  rowMenu?: (row: Row) => ReactNode;
  picture: ReactElement;
  /** The meaning of an empty list. */
  none: { heading: string; text: ReactNode; picture?: ReactElement };
  /** What to do when no row passes the filters, beyond changing them. */
  noMatch?: string;
  file?: Partial<ListFile>;
  /** Pixels of a column that has no width of its own, when the list is in a narrow window. */
  plainWidth?: number;
}

/** Where the rows come from: a query, or a list gathered from many places. */
export interface ListSource<Row> {
  /** Undefined until there is something to show. */
  data: readonly Row[] | undefined;
  error: Error | null;
  refetch: () => unknown;
  isFetching?: boolean;
  /** When it was read: milliseconds since 1970. */
  dataUpdatedAt?: number;
  /** Whether loading has ended. */
  isComplete?: boolean;
  /** What is missing, each shown above the list. */
  gaps?: readonly ListGaps[];
}

/** The rows, made from the data of a query. */
export const rowsFrom = <Row>(
  {
    error,
    refetch,
    isFetching,
    dataUpdatedAt,
  }: Required<Pick<ListSource<unknown>, 'error' | 'refetch' | 'isFetching' | 'dataUpdatedAt'>>,
  data: readonly Row[] | undefined,
): ListSource<Row> => ({ data, error, refetch, isFetching, dataUpdatedAt });

interface ListGaps {
  /** Such as `servers`. */
  what: string;
  gaps: readonly { place: { name: string }; error: Error }[];
  onRetry: () => void;
}

interface ListUse<Row> {
  source: ListSource<Row>;
  /** Refetches everything that the page shows; the rows alone when absent. */
  refresh?: () => void;
  selection?: GridSelection<Row>;
  choice?: GridChoice<Row>;
  /** For a pane, whose filters and order end when it closes. A page has them in its address. */
  isForgotten?: boolean;
  /** Replaces the declared filters, for a list with a narrowing of its own. */
  narrowing?: Narrowing<Row> | undefined;
}

/** The props of `List`, and the commands for the page around it. */
export interface ListView<Row> extends ListUse<Row> {
  list: ListDeclaration<Row>;
  commands: Command[];
  narrowed: Narrowing<Row>;
  columns: readonly ListColumn<Row>[];
  columnChoice: ColumnChoice;
  minWidth: number;
  order: { sort: GridSort; onSort?: (sort: GridSort) => void };
}

/** A list as the person wants to see it. */
export function useList<Row>(list: ListDeclaration<Row>, use: ListUse<Row>): ListView<Row> {
  const { source, narrowing, isForgotten = false } = use;
  const address = useAddress();
  const own = useOwnChoices();
  const declared = useNarrowing(
    { filters: list.filters ?? NOTHING, search: list.search },
    narrowing ? NOTHING : (source.data ?? NOTHING),
    isForgotten ? own : address,
  );
  const narrowed = narrowing ?? declared;
  const addressed = useAddressSort(list.order);
  // Without `onSort` the grid keeps it.
  const order = isForgotten ? { sort: list.order } : addressed;
  const drawn = useMemo(() => list.columns.filter(({ only }) => only !== 'file'), [list.columns]);
  const { shown: columns, choice } = useColumnChoice(list.id, drawn);
  return {
    ...use,
    list,
    narrowed,
    columns,
    columnChoice: choice,
    minWidth: leastWidth(columns, list.plainWidth),
    order,
    commands: listCommands({
      many: list.what[1],
      file: { name: list.id, label: 'Export to CSV', none: 'There is nothing to export.', ...list.file },
      columns: list.columns,
      choice,
      count: narrowed.shown.length,
      rows: () => sortRows(narrowed.shown, list.columns, order.sort),
      isLoaded: source.data !== undefined,
      isArriving: source.isComplete === false,
      refresh: use.refresh ?? (() => void source.refetch()),
    }),
  };
}

const NOTHING: readonly never[] = [];

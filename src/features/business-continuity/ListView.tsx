import { Button } from '@fluentui/react-components';
import { useMemo, type ReactElement, type ReactNode } from 'react';
import type { GatheredList } from '#resources/useGathered.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills, type FilterPill } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn, GridSelection } from '#ui/grid/grid-parts.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { useInScope } from '#ui/page/subscription-scope.ts';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { ListSkeleton } from './ListSkeleton.tsx';
import { NothingInScope } from './NothingInScope.tsx';
import { ofRow } from './subscription-of.ts';

/** What every list of the centre can be filtered by; a row has these as words. */
interface Placed {
  name: string;
  /** The scope goes by it. */
  subscriptionId: string;
  group: string;
  location: string;
}

const ALL = '';

interface ListViewProps<Row extends Placed> {
  /** What the rows are: `backup policy` and `backup policies`. */
  what: [one: string, many: string];
  list: Pick<GatheredList<Row>, 'data' | 'error' | 'refetch' | 'isFetching' | 'isComplete' | 'dataUpdatedAt'>;
  /** The same array as long as nothing in it changes. */
  columns: readonly GridColumn<Row>[];
  minWidth: number;
  rowKey: (row: Row) => string;
  rowActions: (row: Row) => ReactNode;
  /** Filters of this list alone, in front of the others, by the names of a row's words. */
  filters?: readonly { name: keyof Row & string; label: string }[];
  selection?: GridSelection<Row>;
  picture: ReactElement;
  /** In place of the list when there is nothing at all: what that means, and what to do. */
  nothing: ReactNode;
  /** A summary above the filters, of all rows of the scope. */
  summary?: { skeleton: ReactNode; of: (rows: readonly Row[]) => ReactNode };
}

const PLACES = [
  { name: 'group', label: 'Resource group' },
  { name: 'location', label: 'Location' },
] as const;

/** A list of the centre: searched, filtered and sorted in the address, and told apart from one that is empty. */
export function ListView<Row extends Placed>(props: ListViewProps<Row>) {
  const { what, list, nothing, picture, summary } = props;
  const data = useInScope(list.data, ofRow);
  return (
    <Loadable
      query={{ ...list, data }}
      skeleton={<ListSkeleton summary={summary?.skeleton} />}
      what={capitalised(what[1])}
    >
      {(rows) =>
        rows.length > 0 || !list.isComplete ? (
          <>
            {summary?.of(rows)}
            <FilteredRows {...props} rows={rows} />
          </>
        ) : list.data?.length === 0 ? (
          nothing
        ) : (
          <NothingInScope what={what[1]} picture={picture} />
        )
      }
    </Loadable>
  );
}

function FilteredRows<Row extends Placed>(props: ListViewProps<Row> & { rows: readonly Row[] }) {
  const { what, list, rows, columns, rowKey, rowActions, filters: own = [], selection, minWidth, picture } = props;
  const isArriving = !list.isComplete;
  const by = [...own, ...PLACES];
  const { filters, change, clear } = useAddressFilters(['q', ...by.map(({ name }) => name)]);
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  const written = JSON.stringify(filters);
  const shown = useMemo(() => filterRows(rows, JSON.parse(written) as Record<string, string>), [rows, written]);
  const names = by.map(({ name }) => name).join();
  const options = useMemo(() => new Map(names.split(',').map((name) => [name, optionsOf(rows, name)])), [rows, names]);
  const pills = by.map(({ name, label }): FilterPill => {
    const value = filters[name];
    const known = options.get(name) ?? [];
    // The address may name what no row has.
    const named = value === ALL || known.some((option) => option.value === value) ? [] : [{ value, label: value }];
    return {
      label,
      value,
      options: [{ value: ALL, label: 'All' }, ...known, ...named],
      onChange: (chosen) => {
        change(name, chosen);
      },
    };
  });
  const count = shown.length.toLocaleString('en');
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Filter by name"
            initial={filters.q}
            onChange={(text) => {
              change('q', text);
            }}
          />
        }
        pills={pills}
        // Short enough to stay beside the filters: in a line of its own it would push the rows.
        count={isArriving ? `${count} so far` : `${count} ${shown.length === 1 ? what[0] : what[1]}`}
      />
      <Grid
        ariaLabel={capitalised(what[1])}
        columns={columns}
        rows={shown}
        rowKey={rowKey}
        {...order}
        {...(selection && { selection })}
        minWidth={minWidth}
        rowActions={rowActions}
        empty={
          !isArriving && (
            <EmptyState
              picture={picture}
              heading={`No ${what[1]} match the filters`}
              action={<Button onClick={clear}>Clear filters</Button>}
            >
              Change the name or the filters, or clear them all.
            </EmptyState>
          )
        }
      />
    </>
  );
}

/** The rows with the text in their name and the wanted words. */
function filterRows<Row extends Placed>(rows: readonly Row[], { q = '', ...wanted }: Record<string, string>): Row[] {
  const text = q.trim().toLowerCase();
  const words = Object.entries(wanted).filter(([, word]) => word !== ALL);
  return rows.filter(
    (row) => row.name.toLowerCase().includes(text) && words.every(([name, word]) => wordOf(row, name) === word),
  );
}

function optionsOf(rows: readonly Placed[], name: string): { value: string; label: string }[] {
  const words = new Set(rows.map((row) => wordOf(row, name)));
  words.delete('');
  return [...words].sort((one, other) => one.localeCompare(other, 'en')).map((word) => ({ value: word, label: word }));
}

const wordOf = (row: object, name: string): string => {
  const word: unknown = (row as Record<string, unknown>)[name];
  return typeof word === 'string' ? word : '';
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

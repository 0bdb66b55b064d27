import { Button } from '@fluentui/react-components';
import { useMemo, type ReactElement, type ReactNode } from 'react';
import { EmptyState } from '#ui/EmptyState.tsx';
import { FilterPills, type FilterPill } from '#ui/FilterPills.tsx';
import { FilterSearch } from '#ui/FilterSearch.tsx';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import type { GridSelection } from '#ui/grid-parts.ts';
import { useAddressFilters } from '#ui/useAddressFilters.ts';
import { useAddressSort } from '#ui/useAddressSort.ts';

/** What every list of the centre can be filtered by; a row has these as words. */
interface Placed {
  name: string;
  subscription: string;
  group: string;
  location: string;
}

const ALL = '';

interface ListViewProps<Row extends Placed> {
  /** What the rows are: `backup policy` and `backup policies`. */
  what: [one: string, many: string];
  rows: readonly Row[];
  /** The same array as long as nothing in it changes. */
  columns: readonly GridColumn<Row>[];
  rowKey: (row: Row) => string;
  rowActions: (row: Row) => ReactNode;
  /** Filters of this list alone, in front of the others, by the names of a row's words. */
  filters?: readonly { name: keyof Row & string; label: string }[];
  selection?: GridSelection<Row>;
  minWidth: number;
  picture: ReactElement;
  /** More rows are on their way. */
  isArriving: boolean;
}

const PLACES = [
  { name: 'subscription', label: 'Subscription' },
  { name: 'group', label: 'Resource group' },
  { name: 'location', label: 'Location' },
] as const;

/** A list of the centre: searched, filtered and sorted in the address. */
export function ListView<Row extends Placed>(props: ListViewProps<Row>) {
  const {
    what,
    rows,
    columns,
    rowKey,
    rowActions,
    filters: own = [],
    selection,
    minWidth,
    picture,
    isArriving,
  } = props;
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
  const count = `${shown.length.toLocaleString('en')} ${shown.length === 1 ? what[0] : what[1]}`;
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
        count={isArriving ? `${count} so far` : count}
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

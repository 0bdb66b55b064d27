import { useMemo, useState } from 'react';
import type { FilterPill } from '#ui/grid/FilterPills.tsx';
import type { Address, AddressChange } from '#ui/page/address.ts';
import {
  filterRows,
  optionsOf,
  pillOf,
  SEARCH,
  valuesIn,
  type FilterValues,
  type ListFilter,
  type ListSearch,
} from './list-filter.ts';

/** The part of a list that a person wants to see. */
export interface Narrowing<Row> {
  /** The rows that are left. */
  shown: readonly Row[];
  pills: readonly FilterPill[];
  /** The search text; undefined where there is no search. */
  text: string | undefined;
  search: (text: string) => void;
  clear: () => void;
  /** Some filter changes the request to the service, so it is shown even when the list is empty. */
  changesQuery: boolean;
}

/** Where the choices are: in the address of the page, or in a pane, where they end with it. */
type Choices = Pick<Address, 'get' | 'replace'>;

interface NarrowedList<Row> {
  filters: readonly ListFilter<Row>[];
  search: ListSearch<Row> | undefined;
}

/** The rows that pass the filters of their list. */
export function useNarrowing<Row>(
  { filters, search }: NarrowedList<Row>,
  rows: readonly Row[],
  choices: Choices,
): Narrowing<Row> {
  const written = JSON.stringify(valuesIn(filters, choices.get));
  const values = useMemo(() => JSON.parse(written) as FilterValues, [written]);
  // Ten thousand rows are filtered again only when another filter is chosen.
  const shown = useMemo(() => filterRows(rows, filters, search, values), [rows, filters, search, values]);
  const offered = useMemo(() => filters.map((filter) => optionsOf(filter, rows)), [filters, rows]);
  return {
    shown,
    pills: filters.map((filter, at) =>
      pillOf(filter, offered[at] ?? [], values[filter.id] ?? '', (value) => {
        choices.replace({ [filter.id]: value === filter.byDefault ? undefined : value });
      }),
    ),
    text: search && values[SEARCH],
    search: (text) => {
      choices.replace({ [SEARCH]: text });
    },
    clear: () => {
      choices.replace(Object.fromEntries([SEARCH, ...filters.map(({ id }) => id)].map((name) => [name, undefined])));
    },
    changesQuery: filters.some(({ changesQuery = false }) => changesQuery),
  };
}

/** Choices that end with the pane that shows the list. */
export function useOwnChoices(): Choices {
  const [chosen, setChosen] = useState<AddressChange>({});
  return {
    get: (name) => chosen[name],
    replace: (change) => {
      setChosen((now) => ({ ...now, ...change }));
    },
  };
}

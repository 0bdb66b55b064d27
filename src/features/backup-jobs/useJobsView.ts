import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';
import { regionAsItIs, regionNames, type RegionText } from '#resources/region-names.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import type { GridSort } from '#ui/grid/grid-sort.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { useColumnChoice, type ColumnChoice, type ListColumn } from '#ui/grid/useColumnChoice.ts';
import { jobColumns, vaultColumn } from './job-columns.tsx';
import { filterJobs, jobFilterFrom, withJobFilter, withStatus, type JobFilter, type JobRange } from './job-filter.ts';
import { byStart } from './job-keys.ts';
import type { JobScope } from './job-pills.ts';

export interface JobsViewState {
  /** All that are loaded. */
  jobs: readonly Job[];
  /** Those that pass the filter. */
  shown: readonly Job[];
  /** How many pass it but for its status, by the status in lower case. */
  counts: ReadonlyMap<string, number>;
  filter: JobFilter;
  change: (changed: Partial<JobFilter>) => void;
  /** As the person chose them. */
  columns: readonly ListColumn<Job>[];
  columnChoice: ColumnChoice;
  minWidth: number;
  order: { sort: GridSort; onSort: (sort: GridSort) => void };
  subscriptionName: (subscriptionId: string) => string;
  regionText: RegionText;
}

interface JobsViewOptions {
  /** Undefined while they are on their way. */
  jobs: readonly Job[] | undefined;
  /** When they were read. */
  now: number;
  defaultRange: JobRange;
  scope: JobScope;
}

const NOTHING: readonly Job[] = [];

/** A list of jobs as the address wants it seen. Filtering a hundred thousand is done again only when it has to be. */
export function useJobsView(options: JobsViewOptions): JobsViewState {
  const { now, defaultRange, scope } = options;
  // What a person types comes before what arrives.
  const arrived = useDeferredValue(options.jobs ?? NOTHING);
  // In the order that the list begins with: what a filter leaves is then in order already.
  const jobs = useMemo(() => arrived.toSorted((one, other) => byStart(other, one)), [arrived]);
  const [params, setParams] = useSearchParams();
  const order = useAddressSort({ columnId: 'start', direction: 'descending' });
  const { data: subscriptionName = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const filter = useMemo(() => jobFilterFrom(params, defaultRange), [params, defaultRange]);
  // A range slides on by the minute: a list that is looked at again and again is mostly the same.
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  // Alike as long as nothing but the status was chosen.
  const isAlike = JSON.stringify({ ...filter, status: undefined });
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const filtered = useMemo(() => filterJobs(jobs, filter, minute), [jobs, isAlike, minute]);
  const shown = useMemo(() => withStatus(filtered.jobs, filter.status), [filtered, filter.status]);
  const all = useMemo(
    () => columnsFor(scope, jobColumns({ now, subscriptionName, regionText })),
    [scope, now, subscriptionName, regionText],
  );
  const { shown: columns, minWidth, choice } = useColumnChoice(LIST_NAMES[scope], all, NARROW);
  return {
    jobs,
    filter,
    change: (changed) => {
      setParams(withJobFilter(params, changed, defaultRange), { replace: true });
    },
    columns,
    columnChoice: choice,
    minWidth,
    order,
    subscriptionName,
    regionText,
    shown,
    counts: filtered.counts,
  };
}

/** Under which the choice of columns is kept. */
const LIST_NAMES = { everywhere: 'jobs', 'one vault': 'vault-jobs', 'one instance': 'instance-jobs' } as const;
/** Pixels of a column without a width of its own: nine columns fit a laptop. */
const NARROW = 110;

const columnsFor = (scope: JobScope, columns: ListColumn<Job>[]): ListColumn<Job>[] =>
  scope === 'everywhere'
    ? // The vault stands in place of the location, which is its own: so all columns fit a laptop.
      [
        ...columns.slice(0, 1),
        vaultColumn,
        ...columns.slice(1).map((column) => (column.id === 'location' ? { ...column, isExtra: true } : column)),
      ]
    : scope === 'one vault'
      ? columns
      : columns.filter(({ id }) => ['operation', 'status', 'start', 'type', 'duration'].includes(id));

/** As long as the names are not known. */
const asItIs = (subscriptionId: string): string => subscriptionId;

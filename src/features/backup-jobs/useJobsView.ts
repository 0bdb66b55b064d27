import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import type { GridColumn } from '#ui/Grid.tsx';
import type { GridSort } from '#ui/grid-sort.ts';
import { useAddressSort } from '#ui/useAddressSort.ts';
import { jobColumns, vaultColumn } from './job-columns.tsx';
import {
  filterJobs,
  jobFilterFrom,
  withJobFilter,
  type FilteredJobs,
  type JobFilter,
  type JobRange,
} from './job-filter.ts';
import { byStart } from './job-keys.ts';
import type { JobScope } from './job-pills.ts';

export interface JobsViewState extends FilteredJobs {
  jobs: readonly Job[];
  filter: JobFilter;
  change: (changed: Partial<JobFilter>) => void;
  columns: readonly GridColumn<Job>[];
  order: { sort: GridSort; onSort: (sort: GridSort) => void };
  subscriptionName: (subscriptionId: string) => string;
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
const MINUTE_MS = 60_000;

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
  const filter = useMemo(() => jobFilterFrom(params, defaultRange), [params, defaultRange]);
  // A range slides on by the minute: a list that is looked at again and again is mostly the same.
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const filtered = useMemo(() => filterJobs(jobs, filter, minute), [jobs, filter, minute]);
  const columns = useMemo(
    () => columnsFor(scope, jobColumns({ now, subscriptionName })),
    [scope, now, subscriptionName],
  );
  return {
    jobs,
    filter,
    change: (changed) => {
      setParams(withJobFilter(params, changed, defaultRange), { replace: true });
    },
    columns,
    order,
    subscriptionName,
    ...filtered,
  };
}

const columnsFor = (scope: JobScope, columns: GridColumn<Job>[]): GridColumn<Job>[] =>
  scope === 'everywhere'
    ? // The vault stands in place of the location, which is its own: so all columns fit a laptop.
      [...columns.slice(0, 1), vaultColumn, ...columns.slice(1).filter(({ id }) => id !== 'location')]
    : scope === 'one vault'
      ? columns
      : columns.filter(({ id }) => ['operation', 'status', 'start', 'type', 'duration'].includes(id));

/** As long as the names are not known. */
const asItIs = (subscriptionId: string): string => subscriptionId;

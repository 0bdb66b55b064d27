import { useQuery } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { sameId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { FilterPills, type FilterPill } from '#ui/FilterPills.tsx';
import { FilterSearch } from '#ui/FilterSearch.tsx';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import { jobStatusView } from '#ui/job-status.ts';
import { Loadable } from '#ui/Loadable.tsx';
import { RowMenu } from '#ui/RowMenu.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { useAddressSort } from '#ui/useAddressSort.ts';
import { jobColumns, vaultColumn, vaultIdOf } from './job-columns.tsx';
import {
  countByStatus,
  JOB_RANGES,
  jobFilterFrom,
  matchesFilter,
  withJobFilter,
  type JobFilter,
  type JobRange,
} from './job-filter.ts';
import { StatusCards } from './StatusCards.tsx';

interface JobsViewProps {
  query: {
    data: Job[] | undefined;
    error: Error | null;
    refetch: () => unknown;
    dataUpdatedAt: number;
  };
  defaultRange: JobRange;
  /** Whether the jobs are of several vaults, which then can be told apart and filtered by. */
  scope: 'everywhere' | 'one vault' | 'one instance';
}

/** Jobs with their filters, in the address, and how many stand at which status. */
export function JobsView({ query, defaultRange, scope }: JobsViewProps) {
  return (
    <Loadable query={query} skeleton={<RowsSkeleton rows={10} />} what="Jobs">
      {(jobs) => <LoadedJobs jobs={jobs} now={query.dataUpdatedAt} defaultRange={defaultRange} scope={scope} />}
    </Loadable>
  );
}

interface LoadedJobsProps {
  jobs: readonly Job[];
  now: number;
  defaultRange: JobRange;
  scope: JobsViewProps['scope'];
}

function LoadedJobs({ jobs, now, defaultRange, scope }: LoadedJobsProps) {
  const [params, setParams] = useSearchParams();
  const order = useAddressSort({ columnId: 'start', direction: 'descending' });
  const { data: names } = useQuery(subscriptions.list());
  const filter = jobFilterFrom(params, defaultRange);
  const change = (changed: Partial<JobFilter>) => {
    setParams(withJobFilter(params, changed, defaultRange), { replace: true });
  };

  const anyStatus = jobs.filter((job) => matchesFilter(job, { ...filter, status: undefined }, now));
  const shown = anyStatus.filter((job) => matchesFilter(job, filter, now));
  const columns = jobColumns({ now, subscriptionName: (id) => subscriptionName(names, id) });
  return (
    <>
      <StatusCards
        counts={countByStatus(anyStatus)}
        chosen={filter.status}
        onChoose={(status) => {
          change({ status });
        }}
      />
      <FilterPills
        search={
          scope !== 'one instance' && (
            <FilterSearch
              placeholder="Filter by backup instance"
              initial={filter.text}
              onChange={(text) => {
                change({ text });
              }}
            />
          )
        }
        pills={pillsOf(jobs, filter, scope, change)}
        count={shown.length === 1 ? '1 job' : `${String(shown.length)} jobs`}
      />
      <Grid
        ariaLabel="Jobs"
        columns={columnsFor(scope, columns)}
        rows={shown}
        rowKey={(job) => job.id}
        {...order}
        minWidth={scope === 'one instance' ? 640 : 1080}
        rowActions={(job) => (
          <RowMenu
            label={`${job.properties.operation} job of ${job.properties.backupInstanceFriendlyName}`}
            items={[
              { label: 'View details', to: paths.job(job.id) },
              { label: 'View backup instance', to: paths.instance(job.properties.backupInstanceId) },
            ]}
          />
        )}
        empty={
          <NoJobs
            filter={filter}
            hasOthers={anyStatus.length > 0 || jobs.length > 0}
            onShowAll={() => {
              change({ range: '14d', status: undefined, operation: undefined, vaultId: undefined, text: '' });
            }}
          />
        }
      />
    </>
  );
}

const columnsFor = (scope: JobsViewProps['scope'], columns: GridColumn<Job>[]): GridColumn<Job>[] =>
  scope === 'everywhere'
    ? // The vault stands in place of the location, which is its own: so all columns fit a laptop.
      [...columns.slice(0, 1), vaultColumn, ...columns.slice(1).filter(({ id }) => id !== 'location')]
    : scope === 'one vault'
      ? columns
      : columns.filter(({ id }) => ['operation', 'status', 'start', 'type', 'duration'].includes(id));

function NoJobs({ filter, hasOthers, onShowAll }: { filter: JobFilter; hasOthers: boolean; onShowAll: () => void }) {
  return (
    <EmptyState
      picture={<ClipboardTaskListLtrRegular />}
      heading={hasOthers ? 'No jobs match the filters' : 'No jobs yet'}
      action={hasOthers && <Button onClick={onShowAll}>Clear filters</Button>}
    >
      {hasOthers
        ? `No job of the time range "${JOB_RANGES[filter.range].text}" matches.`
        : 'Backups show here while they run and after they ended.'}
    </EmptyState>
  );
}

const ALL = '';

/** The pills, each with the choices that there are jobs for. */
function pillsOf(
  jobs: readonly Job[],
  filter: JobFilter,
  scope: JobsViewProps['scope'],
  change: (changed: Partial<JobFilter>) => void,
): FilterPill[] {
  const operations = distinct([...jobs.map(({ properties }) => properties.operation), filter.operation]);
  const statuses = distinct([...jobs.map(({ properties }) => properties.status), filter.status]);
  const pills: FilterPill[] = [
    {
      label: 'Time range',
      value: filter.range,
      options: Object.entries(JOB_RANGES).map(([value, { text }]) => ({ value, label: text })),
      onChange: (range) => {
        change({ range: range as JobRange });
      },
    },
    {
      label: 'Operation',
      value: filter.operation ?? ALL,
      options: [{ value: ALL, label: 'All' }, ...operations.map((value) => ({ value, label: value }))],
      onChange: (operation) => {
        change({ operation: operation === ALL ? undefined : operation });
      },
    },
    {
      label: 'Status',
      value: filter.status ?? ALL,
      options: [
        { value: ALL, label: 'All' },
        ...statuses.map((value) => ({ value, label: jobStatusView(value).text })),
      ],
      onChange: (status) => {
        change({ status: status === ALL ? undefined : status });
      },
    },
  ];
  if (scope === 'everywhere') pills.push(vaultPill(jobs, filter, change));
  return pills;
}

function vaultPill(jobs: readonly Job[], filter: JobFilter, change: (changed: Partial<JobFilter>) => void): FilterPill {
  const names = new Map(jobs.map((job) => [vaultIdOf(job.id), job.properties.vaultName]));
  const chosen = [...names.keys()].find((id) => filter.vaultId !== undefined && sameId(id, filter.vaultId));
  const options = [...names].map(([value, label]) => ({ value, label }));
  // The address may name a vault that has no jobs.
  if (filter.vaultId !== undefined && chosen === undefined) {
    options.push({ value: filter.vaultId, label: filter.vaultId.split('/').at(-1) ?? filter.vaultId });
  }
  return {
    label: 'Vault',
    value: chosen ?? filter.vaultId ?? ALL,
    options: [{ value: ALL, label: 'All' }, ...options],
    onChange: (vaultId) => {
      change({ vaultId: vaultId === ALL ? undefined : vaultId });
    },
  };
}

const distinct = (values: readonly (string | undefined)[]): string[] =>
  [...new Set(values.filter((value) => value !== undefined))].sort();

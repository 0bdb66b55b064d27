import { Button } from '@fluentui/react-components';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { TIME_RANGES } from '#ui/text/time-ranges.ts';
import { CustomRange } from './CustomRange.tsx';
import { detailsAddress } from './details-address.ts';
import { EVERYTHING, type JobFilter, type JobRange } from './job-filter.ts';
import { choicesIn, pillsFor, type JobScope } from './job-pills.ts';
import { StatusCards } from './StatusCards.tsx';
import type { JobsViewState } from './useJobsView.ts';

interface JobsViewProps {
  view: JobsViewState;
  scope: JobScope;
  /** More jobs are on their way. */
  isArriving: boolean;
  /** Whether there are jobs at all, whatever the filters leave. */
  hasAny: boolean;
  defaultRange: JobRange;
}

/** Jobs with their filters, in the address, and how many stand at which status. */
export function JobsView({ view, scope, isArriving, hasAny, defaultRange }: JobsViewProps) {
  const { jobs, shown, counts, filter, change, columns, minWidth, order, regionText } = view;
  const choices = useMemo(() => choicesIn(jobs), [jobs]);
  return (
    <>
      <StatusCards
        counts={counts}
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
        pills={pillsFor({
          choices,
          filter,
          scope,
          regionText,
          onChange: change,
        })}
        count={countText(shown.length, isArriving)}
      />
      {filter.range === 'custom' && (
        <CustomRange
          from={filter.from}
          to={filter.to}
          onChange={(moments) => {
            change(moments);
          }}
        />
      )}
      <Grid
        ariaLabel="Jobs"
        columns={columns}
        rows={shown}
        rowKey={keyOf}
        {...order}
        minWidth={minWidth}
        rowActions={jobActions}
        empty={
          !isArriving && (
            <NoJobs
              filter={filter}
              isFiltered={hasAny || filter.range !== defaultRange}
              onShowAll={() => {
                change(EVERYTHING);
              }}
            />
          )
        }
      />
    </>
  );
}

const countText = (count: number, isArriving: boolean): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'job' : 'jobs'}${isArriving ? ' so far' : ''}`;

// Of the module, so that a row is drawn again only when its job has changed.
const keyOf = (job: Job): string => job.id;
const jobActions = (job: Job) => <JobActions job={job} />;

function JobActions({ job }: { job: Job }) {
  const [params] = useSearchParams();
  const { operation, backupInstanceFriendlyName: name, backupInstanceId } = job.properties;
  return (
    <RowMenu
      label={`${operation} job of ${name}`}
      items={[
        { label: 'View details', to: detailsAddress(params, job.id) },
        { label: 'View backup instance', to: paths.instance(backupInstanceId) },
      ]}
    />
  );
}

interface NoJobsProps {
  filter: JobFilter;
  /** Whether other filters might show some. */
  isFiltered: boolean;
  onShowAll: () => void;
}

function NoJobs({ filter, isFiltered, onShowAll }: NoJobsProps) {
  const range = filter.range === 'custom' ? 'Custom' : TIME_RANGES[filter.range].text;
  return (
    <EmptyState
      picture={<ClipboardTaskListLtrRegular />}
      heading={isFiltered ? 'No jobs match the filters' : 'No jobs yet'}
      action={isFiltered && <Button onClick={onShowAll}>Clear filters</Button>}
    >
      {isFiltered
        ? `No job of the time range "${range}" matches.`
        : 'Backups show here while they run and after they ended.'}
    </EmptyState>
  );
}

import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import type { ComponentProps, ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { serviceTime } from '#resources/service-time.ts';
import { csvFileName } from '#ui/grid/csv.ts';
import { downloadCsv } from '#ui/page/download.ts';
import { sortRows } from '#ui/grid/grid-sort.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { openedJob, withoutDetails } from './details-address.ts';
import { jobsCsv } from './job-csv.ts';
import type { JobRange } from './job-filter.ts';
import type { JobScope } from './job-pills.ts';
import { JobsView } from './JobsView.tsx';
import { useJobsView } from './useJobsView.ts';

const JobPane = loadedWhenShown(async () => (await import('./JobPane.tsx')).JobPane);

export interface JobList {
  /** Undefined until there is something to show. */
  data: readonly Job[] | undefined;
  error: Error | null;
  refetch: () => unknown;
  /** When it was read: milliseconds since 1970. */
  dataUpdatedAt: number;
  /** More jobs are on their way. */
  isArriving?: boolean;
  /** What the list is about and what could not be asked, told above it. */
  gapBar?: ReactNode;
}

interface JobListPageProps {
  frame: Pick<ComponentProps<typeof Page>, 'breadcrumb' | 'title' | 'subtitle' | 'closeTo' | 'menu'>;
  list: JobList;
  /** Asks for everything again. */
  onRefresh: () => void;
  defaultRange: JobRange;
  scope: JobScope;
}

/** A page that lists jobs, with the details of one beside the list. */
export function JobListPage({ frame, list, onRefresh, defaultRange, scope }: JobListPageProps) {
  const [params, setParams] = useSearchParams();
  const view = useJobsView({ jobs: list.data, now: serviceTime(list.dataUpdatedAt), defaultRange, scope });
  const exportAll = () => {
    const rows = sortRows(view.shown, view.columns, view.order.sort);
    const { subscriptionName, regionText } = view;
    const text = jobsCsv(rows, { now: serviceTime(list.dataUpdatedAt), subscriptionName, regionText });
    downloadCsv(csvFileName('backup-jobs', new Date()), text);
  };
  return (
    <Page
      {...frame}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: onRefresh },
        ...(scope === 'one instance' ? [] : [selectColumns(view.columnChoice)]),
        {
          key: 'export',
          label: 'Export to CSV',
          icon: <ArrowDownloadRegular />,
          onClick: exportAll,
          disabledReason: whyNoExport(list, view.shown.length),
          hint: `Saves the ${String(view.shown.length)} jobs that the filters leave.`,
        },
      ]}
    >
      {list.gapBar}
      <Loadable query={list} skeleton={<RowsSkeleton rows={10} />} what="Jobs">
        {(jobs) => (
          <JobsView
            view={view}
            scope={scope}
            isArriving={list.isArriving === true}
            hasAny={jobs.length > 0}
            defaultRange={defaultRange}
          />
        )}
      </Loadable>
      <SelectColumns choice={view.columnChoice} />
      <JobPane
        jobId={openedJob(params)}
        onClose={() => {
          setParams(withoutDetails(params), { replace: true });
        }}
      />
    </Page>
  );
}

function whyNoExport({ data, isArriving = false }: JobList, shown: number): string | undefined {
  if (!data) return 'The jobs are not loaded.';
  if (isArriving) return 'More jobs are on their way.';
  return shown === 0 ? 'There are no jobs to export.' : undefined;
}

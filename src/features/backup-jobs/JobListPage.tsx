import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { useMemo, type ComponentProps, type ReactNode } from 'react';
import type { Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { serviceTime } from '#resources/service-time.ts';
import { useNames } from '#resources/useNames.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { List } from '#ui/list/List.tsx';
import { useList, type ListDeclaration, type ListSource } from '#ui/list/useList.ts';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { CustomRange } from './CustomRange.tsx';
import { jobColumns, type ColumnFacts } from './job-columns.tsx';
import type { JobRange } from './job-filter.ts';
import type { JobScope } from './job-pills.ts';
import { StatusCards } from './StatusCards.tsx';
import { useJobFilter } from './useJobFilter.ts';

const JobPane = loadedWhenShown(async () => (await import('./JobPane.tsx')).JobPane);

interface JobListPageProps {
  frame: Pick<ComponentProps<typeof Page>, 'breadcrumb' | 'title' | 'subtitle' | 'closeTo' | 'menu'>;
  source: ListSource<Job>;
  /** What the list is about, shown above it. */
  above?: ReactNode;
  /** Refetches everything. */
  onRefresh: () => void;
  defaultRange: JobRange;
  scope: JobScope;
}

/** A page that lists jobs, with the details of one beside the list. */
export function JobListPage({ frame, source, above, onRefresh, defaultRange, scope }: JobListPageProps) {
  const address = useAddress<'job'>();
  const names = useNames();
  const now = serviceTime(source.dataUpdatedAt);
  const narrowing = useJobFilter({ jobs: source.data, now, defaultRange, scope, regionText: names.region });
  const list = useMemo(() => jobList(scope, { now, names }), [scope, now, names]);
  const view = useList(list, { source, narrowing, refresh: onRefresh });
  const { filter, counts, change } = narrowing;
  return (
    <Page {...frame} commands={view.commands}>
      {above}
      <List
        view={view}
        summary={{
          skeleton: null,
          of: () => (
            <StatusCards
              counts={counts}
              chosen={filter.status}
              onChoose={(status) => {
                change({ status });
              }}
            />
          ),
        }}
        note={filter.range === 'custom' && <CustomRange from={filter.from} to={filter.to} onChange={change} />}
      />
      <JobPane
        jobId={address.get('job')}
        onClose={() => {
          address.show({ job: undefined });
        }}
      />
    </Page>
  );
}

/** The key of the stored choice of columns. */
const LIST_NAMES = { everywhere: 'jobs', 'one vault': 'vault-jobs', 'one instance': 'instance-jobs' } as const;

const jobList = (scope: JobScope, facts: ColumnFacts): ListDeclaration<Job> => ({
  id: LIST_NAMES[scope],
  what: ['job', 'jobs'],
  columns: jobColumns(scope, facts),
  rowKey: keyOf,
  order: { columnId: 'start', direction: 'descending' },
  ...(scope !== 'one instance' && {
    search: {
      placeholder: 'Filter by backup instance',
      in: ({ properties }) => [properties.backupInstanceFriendlyName],
    },
  }),
  rowMenu: jobMenu,
  picture: <ClipboardTaskListLtrRegular />,
  none: { heading: 'No jobs yet', text: 'Backups are listed here while they run and after they have ended.' },
  file: { name: 'backup-jobs', none: 'There are no jobs to export.' },
  // Nine columns fit a laptop.
  plainWidth: 110,
});

// At module level, so that a row is drawn again only when its job has changed.
const keyOf = (job: Job): string => job.id;
const jobMenu = (job: Job) => <JobMenu job={job} />;

function JobMenu({ job }: { job: Job }) {
  const address = useAddress<'job'>();
  const { operation, backupInstanceFriendlyName: name, backupInstanceId } = job.properties;
  return (
    <RowMenu
      label={`${operation} job of ${name}`}
      items={[
        { label: 'View details', to: address.to({ job: job.id }) },
        { label: 'View backup instance', to: paths.instance(backupInstanceId) },
      ]}
    />
  );
}

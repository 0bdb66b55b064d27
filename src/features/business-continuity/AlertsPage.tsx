import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { useMemo } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { serviceTime } from '#resources/service-time.ts';
import { vaults } from '#resources/vaults.ts';
import { useGathered } from '#resources/useGathered.ts';
import { List } from '#ui/list/List.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import type { ListFilter } from '#ui/list/list-filter.ts';
import { useList, type ListDeclaration } from '#ui/list/useList.ts';
import { useAddress } from '#ui/page/address.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { useInScope } from '#ui/page/subscription-scope.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { TIME_RANGES } from '#ui/text/time-ranges.ts';
import { alertsFrom, silentVaults, type Alert } from './alerts.ts';
import { CenterLink } from './CenterLink.tsx';
import { CenterPage } from './CenterPage.tsx';
import { DeletedProblem } from './DeletedProblem.tsx';
import { ofInstance, ofJob, ofResource } from './subscription-of.ts';
import { useScopedList } from './useScopedList.ts';

const ImpactedItemsPane = loadedWhenShown(async () => (await import('./ImpactedItemsPane.tsx')).ImpactedItemsPane);

const { '6h': _, ...RANGES } = TIME_RANGES;
type Range = keyof typeof RANGES;
const DEFAULT_RANGE: Range = '24h';
const NOTHING: readonly never[] = [];

const useStyles = makeStyles({
  note: { marginBlockEnd: tokens.spacingVerticalM },
  impacted: { display: 'flex', columnGap: tokens.spacingHorizontalM },
});

/** **Alerts**: failed jobs and deleted backup data, over all vaults. */
function AlertsPage() {
  const client = useQueryClient();
  const address = useAddress<'range' | 'alert'>();
  const jobs = useScopedList(useGathered(backupJobs.gathered()), ofJob);
  const deleted = useScopedList(useGathered(deletedInstances.gathered()), ofInstance);
  const items = useScopedList(useGathered(backupInstances.gathered()), ofInstance);
  const { data: allVaults = NOTHING } = useQuery(vaults.everywhere());

  const range = rangeOf(address.get('range'));
  const now = serviceTime(jobs.dataUpdatedAt);
  const data = useMemo(
    () =>
      jobs.data &&
      alertsFrom({
        jobs: jobs.data,
        deleted: deleted.data ?? NOTHING,
        instances: items.data ?? NOTHING,
        vaults: allVaults,
        since: now - RANGES[range].hours * HOUR_MS,
      }),
    [jobs.data, deleted.data, items.data, allVaults, now, range],
  );
  const isWhole = jobs.gaps.length + deleted.gaps.length === 0 && !deleted.error;
  // Only a back end that proves restore points reports it.
  const hasProofs = data?.some(({ category }) => category === 'Data integrity') ?? false;
  const list = useMemo(() => alertList(range, hasProofs, isWhole), [range, hasProofs, isWhole]);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: backupJobs.all() });
    void client.invalidateQueries({ queryKey: backupInstances.all() });
  };
  const view = useList(list, {
    source: {
      ...jobs,
      data,
      isComplete: jobs.isComplete && (deleted.isComplete || deleted.error !== null),
      gaps: [
        { what: 'jobs', gaps: jobs.gaps, onRetry: jobs.fillGaps },
        { what: 'deleted backup instances', gaps: deleted.gaps, onRetry: deleted.fillGaps },
      ],
    },
    refresh,
  });
  const opened = data?.find(({ name }) => name === address.get('alert'));
  return (
    <CenterPage
      entry="Alerts"
      commands={[
        {
          key: 'rule',
          label: 'Create Alert Processing Rule',
          icon: <AddRegular />,
          disabledReason:
            'Rules for who is notified of an alert belong to Azure Monitor, which is not part of this portal.',
        },
        ...view.commands,
      ]}
    >
      <DeletedProblem error={deleted.data ? null : deleted.error} onRetry={refresh} />
      <SilentVaults all={allVaults} />
      <List view={view} />
      {opened && (
        <ImpactedItemsPane
          alert={opened}
          onClose={() => {
            address.show({ alert: undefined });
          }}
        />
      )}
    </CenterPage>
  );
}

const rangeOf = (text = ''): Range => (Object.hasOwn(RANGES, text) ? (text as Range) : DEFAULT_RANGE);

const same = (value: string) => ({ value, label: value });

const RANGE_FILTER: ListFilter<Alert> = {
  id: 'range',
  label: 'Time range',
  options: Object.entries(RANGES).map(([value, { text }]) => ({ value, label: text })),
  byDefault: DEFAULT_RANGE,
  changesQuery: true,
};
const SEVERITY_FILTER: ListFilter<Alert> = {
  id: 'severity',
  label: 'Severity',
  of: ({ severity }) => severity,
  options: ['Sev 0', 'Sev 1'].map(same),
};

const alertList = (range: Range, hasProofs: boolean, isWhole: boolean): ListDeclaration<Alert> => ({
  id: 'alerts',
  what: ['alert', 'alerts'],
  columns: COLUMNS,
  rowKey: ({ name }) => name,
  order: { columnId: 'severity', direction: 'ascending' },
  filters: [
    RANGE_FILTER,
    SEVERITY_FILTER,
    {
      id: 'category',
      label: 'Category',
      of: ({ category }) => category,
      options: ['Security', ...(hasProofs ? ['Data integrity'] : []), 'Job failure'].map(same),
    },
  ],
  picture: <AlertRegular />,
  none: {
    heading: 'No alerts',
    text: `${isWhole ? 'No' : 'As far as is known, no'} job failed and no backup data was deleted in the ${RANGES[range].text.toLowerCase()}.`,
  },
});

const SEVERITY_WORDS = { 'Sev 0': 'Critical', 'Sev 1': 'Error' } as const;

const COLUMNS = columnsOf<Alert>([
  {
    id: 'name',
    title: 'Alert',
    text: ({ name }) => name,
    cell: ({ name, severity }) => <StatusText kind={severity === 'Sev 0' ? 'warning' : 'error'} text={name} />,
  },
  {
    id: 'severity',
    title: 'Severity',
    width: 120,
    text: ({ severity }) => `${severity} (${SEVERITY_WORDS[severity]})`,
  },
  { id: 'category', title: 'Category', width: 110, text: ({ category }) => category },
  { id: 'latest', title: 'Last fired', width: 175, time: ({ items }) => items[0]?.time },
  {
    id: 'impacted',
    title: 'Impacted items count',
    width: 200,
    number: ({ impacted }) => impacted,
    cell: (alert) => <ImpactedItems alert={alert} />,
  },
]);

function ImpactedItems({ alert: { name, impacted } }: { alert: Alert }) {
  const styles = useStyles();
  const address = useAddress<'alert'>();
  return (
    <span className={styles.impacted}>
      {impacted.toLocaleString('en')}
      <RouteLink to={address.to({ alert: name })} aria-label={`View impacted items of ${name}`}>
        View impacted items
      </RouteLink>
    </span>
  );
}

/** Alerts for failed jobs can be turned off; a person who sees an empty list has to know. */
function SilentVaults({ all }: { all: readonly Vault[] }) {
  const styles = useStyles();
  const [first, ...others] = silentVaults(useInScope(all, ofResource) ?? NOTHING);
  if (!first) return null;
  return (
    <MessageBar intent="info" layout="multiline" className={styles.note}>
      <MessageBarBody>
        Alerts for failed jobs are turned off in <RouteLink to={paths.vault(first.id)}>{first.name}</RouteLink>
        {others.length > 0 && ` and ${String(others.length)} more`}. Their failed jobs are listed in{' '}
        <CenterLink to={paths.jobs({ status: 'Failed' })}>Jobs</CenterLink> only.
      </MessageBarBody>
    </MessageBar>
  );
}

export { AlertsPage as Component };

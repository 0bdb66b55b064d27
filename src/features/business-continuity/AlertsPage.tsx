import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { serviceTime } from '#resources/service-time.ts';
import { vaults } from '#resources/vaults.ts';
import { useGathered } from '#resources/useGathered.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useInScope } from '#ui/page/subscription-scope.ts';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { TIME_RANGES } from '#ui/text/time-ranges.ts';
import { alertsFrom, silentVaults, type Alert } from './alerts.ts';
import { CentreLink } from './CentreLink.tsx';
import { CentrePage } from './CentrePage.tsx';
import { DeletedProblem } from './DeletedProblem.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';
import { ofInstance, ofJob, ofResource } from './subscription-of.ts';
import { useScopedList } from './useScopedList.ts';

const ImpactedItemsPane = loadedWhenShown(async () => (await import('./ImpactedItemsPane.tsx')).ImpactedItemsPane);

const { '6h': _, ...RANGES } = TIME_RANGES;
type Range = keyof typeof RANGES;
const DEFAULT_RANGE: Range = '24h';
const ALL = '';
const NOTHING: readonly never[] = [];

const useStyles = makeStyles({
  note: { marginBlockEnd: tokens.spacingVerticalM },
  impacted: { display: 'flex', columnGap: tokens.spacingHorizontalM },
});

/** **Alerts**: failed jobs and deleted backup data, over all vaults. */
function AlertsPage() {
  const client = useQueryClient();
  const { filters, change, clear } = useAddressFilters(['severity', 'category', 'range']);
  const jobs = useScopedList(useGathered(backupJobs.gathered()), ofJob);
  const deleted = useScopedList(useGathered(deletedInstances.gathered()), ofInstance);
  const items = useScopedList(useGathered(backupInstances.gathered()), ofInstance);
  const { data: allVaults = NOTHING } = useQuery(vaults.everywhere());

  const range = rangeOf(filters.range);
  const now = serviceTime(jobs.dataUpdatedAt);
  const alerts = useMemo(
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
  const refresh = () => {
    void client.invalidateQueries({ queryKey: backupJobs.all() });
    void client.invalidateQueries({ queryKey: backupInstances.all() });
  };
  return (
    <CentrePage
      entry="Alerts"
      commands={[
        {
          key: 'rule',
          label: 'Create Alert Processing Rule',
          icon: <AddRegular />,
          disabledReason:
            'Rules for who is told of an alert belong to Azure Monitor, which is not part of this portal.',
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <GapBar what="jobs" gaps={jobs.gaps} onRetry={jobs.fillGaps} />
      <GapBar what="deleted backup instances" gaps={deleted.gaps} onRetry={deleted.fillGaps} />
      <DeletedProblem error={deleted.data ? null : deleted.error} onRetry={refresh} />
      <SilentVaults all={allVaults} />
      <Loadable query={{ ...jobs, data: alerts }} skeleton={<ListSkeleton />} what="Alerts">
        {(all) => (
          <AlertList
            all={all}
            isArriving={!jobs.isComplete || (!deleted.isComplete && !deleted.error)}
            isWhole={jobs.gaps.length + deleted.gaps.length === 0 && !deleted.error}
            filters={{ ...filters, range }}
            onChange={change}
            onClear={clear}
          />
        )}
      </Loadable>
    </CentrePage>
  );
}

const rangeOf = (text: string): Range => (Object.hasOwn(RANGES, text) ? (text as Range) : DEFAULT_RANGE);

interface AlertListProps {
  all: readonly Alert[];
  /** More jobs are on their way. */
  isArriving: boolean;
  /** Whether every vault has told. */
  isWhole: boolean;
  filters: { severity: string; category: string; range: Range };
  onChange: (name: 'severity' | 'category' | 'range', value: string) => void;
  onClear: () => void;
}

function AlertList({ all, isArriving, isWhole, filters, onChange, onClear }: AlertListProps) {
  const [params, setParams] = useSearchParams();
  const order = useAddressSort({ columnId: 'severity', direction: 'ascending' });
  const shown = all.filter(
    ({ severity, category }) =>
      (filters.severity === ALL || severity === filters.severity) &&
      (filters.category === ALL || category === filters.category),
  );
  const opened = all.find(({ name }) => name === params.get('alert'));
  const isFiltered = filters.severity !== ALL || filters.category !== ALL;
  return (
    <>
      <FilterPills
        pills={[
          {
            label: 'Time range',
            value: filters.range,
            options: Object.entries(RANGES).map(([value, { text }]) => ({ value, label: text })),
            onChange: (value) => {
              onChange('range', value === DEFAULT_RANGE ? '' : value);
            },
          },
          {
            label: 'Severity',
            value: filters.severity,
            options: [ALL_OPTION, optionOf('Sev 0'), optionOf('Sev 1')],
            onChange: (value) => {
              onChange('severity', value);
            },
          },
          {
            label: 'Category',
            value: filters.category,
            options: [
              ALL_OPTION,
              optionOf('Security'),
              // Only a back end that proves restore points tells of it.
              ...(all.some(({ category }) => category === 'Data integrity') ? [optionOf('Data integrity')] : []),
              optionOf('Job failure'),
            ],
            onChange: (value) => {
              onChange('category', value);
            },
          },
        ]}
        count={`${String(shown.length)} ${shown.length === 1 ? 'alert' : 'alerts'}${isArriving ? ' so far' : ''}`}
      />
      <Grid
        ariaLabel="Alerts"
        columns={COLUMNS}
        rows={shown}
        rowKey={keyOf}
        {...order}
        minWidth={800}
        empty={
          !isArriving && (
            <EmptyState
              picture={<AlertRegular />}
              heading={isFiltered ? 'No alerts match the filters' : 'No alerts'}
              action={isFiltered && <Button onClick={onClear}>Clear filters</Button>}
            >
              {isFiltered
                ? 'Change the severity or the category, or clear both.'
                : `${isWhole ? 'No' : 'As far as is known, no'} job failed and no backup data was deleted in the ${RANGES[filters.range].text.toLowerCase()}.`}
            </EmptyState>
          )
        }
      />
      {opened && (
        <ImpactedItemsPane
          alert={opened}
          onClose={() => {
            const next = new URLSearchParams(params);
            next.delete('alert');
            setParams(next, { replace: true });
          }}
        />
      )}
    </>
  );
}

const ALL_OPTION = { value: ALL, label: 'All' };
const optionOf = (value: string) => ({ value, label: value });

const keyOf = ({ name }: Alert): string => name;

const COLUMNS: readonly GridColumn<Alert>[] = [
  {
    id: 'name',
    title: 'Alert',
    cell: ({ name, severity }) => <StatusText kind={severity === 'Sev 0' ? 'warning' : 'error'} text={name} />,
    compare: byText(({ name }) => name),
  },
  {
    id: 'severity',
    title: 'Severity',
    width: 120,
    cell: ({ severity }) => `${severity} (${SEVERITY_WORDS[severity]})`,
    compare: byText(({ severity }) => severity),
  },
  {
    id: 'category',
    title: 'Category',
    width: 110,
    cell: ({ category }) => category,
    compare: byText(({ category }) => category),
  },
  {
    id: 'latest',
    title: 'Last fired',
    width: 175,
    cell: ({ items }) => <DateTime value={items[0]?.time} />,
    compare: (one, other) => firedAt(one) - firedAt(other),
  },
  {
    id: 'impacted',
    title: 'Impacted items count',
    width: 200,
    cell: (alert) => <ImpactedItems alert={alert} />,
    compare: (one, other) => one.impacted - other.impacted,
  },
];

const firedAt = ({ items }: Alert): number => Date.parse(items[0]?.time ?? '');

const SEVERITY_WORDS = { 'Sev 0': 'Critical', 'Sev 1': 'Error' } as const;

function ImpactedItems({ alert: { name, impacted } }: { alert: Alert }) {
  const styles = useStyles();
  const [params] = useSearchParams();
  const next = new URLSearchParams(params);
  next.set('alert', name);
  return (
    <span className={styles.impacted}>
      {impacted.toLocaleString('en')}
      <RouteLink to={`?${next.toString()}`} aria-label={`View impacted items of ${name}`}>
        View impacted items
      </RouteLink>
    </span>
  );
}

/** Alerts for failed jobs can be turned off; whoever reads an empty list has to know. */
function SilentVaults({ all }: { all: readonly Vault[] }) {
  const styles = useStyles();
  const [first, ...others] = silentVaults(useInScope(all, ofResource) ?? NOTHING);
  if (!first) return null;
  return (
    <MessageBar intent="info" layout="multiline" className={styles.note}>
      <MessageBarBody>
        Alerts for failed jobs are turned off in <RouteLink to={paths.vault(first.id)}>{first.name}</RouteLink>
        {others.length > 0 && ` and ${String(others.length)} more`}. Their failed jobs are listed in{' '}
        <CentreLink to={paths.jobs({ status: 'Failed' })}>Jobs</CentreLink> only.
      </MessageBarBody>
    </MessageBar>
  );
}

export { AlertsPage as Component };

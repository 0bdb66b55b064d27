import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext, useSearchParams } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { vaults } from '#resources/vaults.ts';
import { DateTime } from '#ui/DateTime.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { FilterPills } from '#ui/FilterPills.tsx';
import { GapBar } from '#ui/GapBar.tsx';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import { useAddressFilters } from '#ui/useAddressFilters.ts';
import { useAddressSort } from '#ui/useAddressSort.ts';
import { alertsFrom, silentVaults, type Alert } from './alerts.ts';
import { CENTRE_CRUMBS, titleOf } from './centre-address.ts';
import { useGathered } from './useGathered.ts';

const ImpactedItemsPane = loadedWhenShown(async () => (await import('./ImpactedItemsPane.tsx')).ImpactedItemsPane);

const HOUR_MS = 3_600_000;
const RANGES = {
  '24h': { text: 'Past 24 hours', hours: 24 },
  '7d': { text: 'Past 7 days', hours: 7 * 24 },
  '14d': { text: 'Past 14 days', hours: 14 * 24 },
} as const;
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
  const jobs = useGathered(backupJobs.gathered());
  // Without the right to see what is deleted, failed jobs are what there is.
  const deleted = useGathered(deletedInstances.gathered());
  const { data: allVaults = NOTHING } = useQuery(vaults.everywhere());

  const range = rangeOf(filters.range);
  const now = jobs.dataUpdatedAt;
  const alerts = useMemo(
    () =>
      jobs.data &&
      alertsFrom({
        jobs: jobs.data,
        deleted: deleted.data ?? NOTHING,
        vaults: allVaults,
        since: now - RANGES[range].hours * HOUR_MS,
      }),
    [jobs.data, deleted.data, allVaults, now, range],
  );
  return (
    <Page
      breadcrumb={CENTRE_CRUMBS}
      title={titleOf('Alerts')}
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => {
            void client.invalidateQueries({ queryKey: backupJobs.all() });
            void client.invalidateQueries({ queryKey: backupInstances.all() });
          },
        },
      ]}
    >
      <GapBar what="jobs" gaps={jobs.gaps} onRetry={jobs.fillGaps} />
      <GapBar what="deleted backup instances" gaps={deleted.gaps} onRetry={deleted.fillGaps} />
      <SilentVaults all={allVaults} />
      <Loadable query={{ ...jobs, data: alerts }} skeleton={<RowsSkeleton rows={3} />} what="Alerts">
        {(all) => (
          <AlertList
            all={all}
            isArriving={!jobs.isComplete}
            filters={{ ...filters, range }}
            onChange={change}
            onClear={clear}
          />
        )}
      </Loadable>
    </Page>
  );
}

const rangeOf = (text: string): Range => (Object.hasOwn(RANGES, text) ? (text as Range) : DEFAULT_RANGE);

interface AlertListProps {
  all: readonly Alert[];
  /** More jobs are on their way. */
  isArriving: boolean;
  filters: { severity: string; category: string; range: Range };
  onChange: (name: 'severity' | 'category' | 'range', value: string) => void;
  onClear: () => void;
}

function AlertList({ all, isArriving, filters, onChange, onClear }: AlertListProps) {
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
            options: [ALL_OPTION, optionOf('Security'), optionOf('Job failure')],
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
                : `No job failed and no backup data was deleted in the ${RANGES[filters.range].text.toLowerCase()}.`}
            </EmptyState>
          )
        }
      />
      <ImpactedItemsPane
        alert={opened}
        onClose={() => {
          const next = new URLSearchParams(params);
          next.delete('alert');
          setParams(next, { replace: true });
        }}
      />
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
  { id: 'latest', title: 'Last fired', width: 175, cell: ({ items }) => <DateTime value={items[0]?.time} /> },
  {
    id: 'impacted',
    title: 'Impacted items count',
    width: 200,
    cell: (alert) => <ImpactedItems alert={alert} />,
    compare: (one, other) => one.impacted - other.impacted,
  },
];

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
  const [first, ...others] = silentVaults(all);
  if (!first) return null;
  return (
    <MessageBar intent="info" layout="multiline" className={styles.note}>
      <MessageBarBody>
        Alerts for failed jobs are turned off in <RouteLink to={paths.vault(first.id)}>{first.name}</RouteLink>
        {others.length > 0 && ` and ${String(others.length)} more`}. Their failed jobs are listed in{' '}
        <RouteLink to={paths.jobs({ status: 'Failed' })}>Jobs</RouteLink> only.
      </MessageBarBody>
    </MessageBar>
  );
}

export { AlertsPage as Component };

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseMultipleRegular } from '@fluentui/react-icons/svg/database-multiple';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import type { ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { asInstance, deletedInstances } from '#resources/deleted-instances.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { stateOf } from '#ui/text/instance-commands.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Page } from '#ui/page/Page.tsx';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { instanceColumns } from './instance-columns.tsx';
import { InstanceRowMenu } from './InstanceRowMenu.tsx';
import { useBusyInstances } from './useInstanceReasons.ts';
import { vaultCrumbs } from './vault-address.ts';
import { vaultAttempts } from './vault-attempts.ts';

// Loaded when it is opened.
const RestorePane = loadedWhenShown(async () => (await import('./RestorePane.tsx')).RestorePane);

const ALL = '';

/** **Backup instances** of one vault. */
function VaultInstancesPage() {
  const { vaultId = '' } = useParams();
  const client = useQueryClient();
  const query = useQuery(backupInstances.list(vaultId));
  const deleted = useQuery(deletedInstances.list(vaultId));
  const restore = useAddressPane('restore');
  const { refused } = useRefusals(vaultAttempts(vaultId));
  const refresh = () => {
    void query.refetch();
    void deleted.refetch();
    void client.invalidateQueries({ queryKey: backupJobs.under(vaultId) });
    // Each row asks for its own.
    void client.invalidateQueries({ queryKey: recoveryPoints.all() });
    refreshRefusals(client);
  };
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Backup instances`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'backup',
          label: 'Backup',
          icon: <AddRegular />,
          to: paths.configureBackup('basics', { vault: vaultId }),
          primary: true,
          disabledReason: refused.configure,
        },
        {
          key: 'restore',
          label: 'Restore',
          icon: <HistoryRegular />,
          onClick: restore.open,
          disabledReason: query.data?.length === 0 ? 'Nothing is protected in this vault yet.' : refused.restore,
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton />} what="Backup instances">
        {(present) => {
          const all = [...present, ...(deleted.data ?? []).map(asInstance)];
          return (
            <>
              <GapBar
                what="soft-deleted backup instances"
                gaps={deleted.error ? [{ place: { name: lastName(vaultId) }, error: deleted.error }] : []}
                onRetry={() => void deleted.refetch()}
              />
              {all.length === 0 ? (
                <NothingProtected vaultId={vaultId} disabledReason={refused.configure} />
              ) : (
                <InstanceList all={all} vaultId={vaultId} />
              )}
            </>
          );
        }}
      </Loadable>
      {restore.isOpen && <RestorePane vaultId={vaultId} onClose={restore.close} />}
    </Page>
  );
}

function InstanceList({ all, vaultId }: { all: readonly BackupInstance[]; vaultId: ResourceId }) {
  const { filters, change, clear } = useAddressFilters(['q', 'status']);
  const order = useAddressSort({ columnId: 'instance', direction: 'ascending' });
  const { data: names } = useQuery(subscriptions.list());
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const busy = useBusyInstances(vaultId);

  // By what is shown: several states of the service have one name.
  const statusOf = (instance: BackupInstance) => protectionStatusView(stateOf(instance)).text;
  const shown = all.filter(
    (instance) =>
      instance.properties.friendlyName.toLowerCase().includes(filters.q.trim().toLowerCase()) &&
      (filters.status === ALL || statusOf(instance) === filters.status),
  );
  const statuses = [...new Set([...all.map(statusOf), ...(filters.status === ALL ? [] : [filters.status])])].sort();
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Filter by backup instance"
            initial={filters.q}
            onChange={(value) => {
              change('q', value);
            }}
          />
        }
        pills={[
          {
            label: 'Protection status',
            value: filters.status,
            options: [{ value: ALL, label: 'All' }, ...statuses.map((value) => ({ value, label: value }))],
            onChange: (value) => {
              change('status', value);
            },
          },
        ]}
        count={shown.length === 1 ? '1 backup instance' : `${String(shown.length)} backup instances`}
      />
      <Grid
        ariaLabel="Backup instances"
        columns={instanceColumns((id) => subscriptionName(names, id), regionText)}
        rows={shown}
        rowKey={(instance) => instance.id}
        {...order}
        minWidth={1060}
        rowActions={(instance) => <InstanceRowMenu instance={instance} isBusy={busy.has(idKey(instance.id))} />}
        empty={
          <EmptyState
            picture={<DatabaseMultipleRegular />}
            heading="No backup instances match the filters"
            action={<Button onClick={clear}>Clear filters</Button>}
          >
            Change the name or the protection status, or clear both.
          </EmptyState>
        }
      />
    </>
  );
}

function NothingProtected({ vaultId, disabledReason }: { vaultId: string; disabledReason: string | undefined }) {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<DatabaseMultipleRegular />}
      heading="Nothing is protected yet"
      action={
        <ReasonedButton
          appearance="primary"
          disabledReason={disabledReason}
          onClick={() => void navigate(paths.configureBackup('basics', { vault: vaultId }))}
        >
          Configure backup
        </ReasonedButton>
      }
    >
      A backup instance is one server with the policy that backs it up. Configure backup to protect servers in this
      vault.
    </EmptyState>
  );
}

export { VaultInstancesPage as Component };

import { useQuery } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseMultipleRegular } from '@fluentui/react-icons/svg/database-multiple';
import type { ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { asInstance, deletedInstances } from '#resources/deleted-instances.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { FilterPills } from '#ui/FilterPills.tsx';
import { FilterSearch } from '#ui/FilterSearch.tsx';
import { Grid } from '#ui/Grid.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { protectionStatusView } from '#ui/protection-status.ts';
import { RowMenu } from '#ui/RowMenu.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { useAddressFilters } from '#ui/useAddressFilters.ts';
import { useAddressSort } from '#ui/useAddressSort.ts';
import { instanceColumns } from './instance-columns.tsx';
import { vaultCrumbs, vaultNameOf } from './vault-address.ts';

const ALL = '';

/** **Backup instances** of one vault. */
function VaultInstancesPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(backupInstances.list(vaultId));
  // Without the right to see what is deleted, the list is what is there.
  const { data: deleted = [], refetch: refetchDeleted } = useQuery(deletedInstances.list(vaultId));
  const refresh = () => {
    void query.refetch();
    void refetchDeleted();
  };
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${vaultNameOf(vaultId)} | Backup instances`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'backup',
          label: 'Backup',
          icon: <AddRegular />,
          to: paths.configureBackup('basics', { vault: vaultId }),
          primary: true,
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton />} what="Backup instances">
        {(present) => {
          const all = [...present, ...deleted.map(asInstance)];
          return all.length === 0 ? <NothingProtected vaultId={vaultId} /> : <InstanceList all={all} />;
        }}
      </Loadable>
    </Page>
  );
}

function InstanceList({ all }: { all: readonly BackupInstance[] }) {
  const { filters, change, clear } = useAddressFilters(['q', 'status']);
  const order = useAddressSort({ columnId: 'instance', direction: 'ascending' });
  const { data: names } = useQuery(subscriptions.list());

  // By what is shown: several states of the service have one name.
  const statusOf = ({ properties }: BackupInstance) => protectionStatusView(properties.currentProtectionState).text;
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
        columns={instanceColumns((id) => subscriptionName(names, id))}
        rows={shown}
        rowKey={(instance) => instance.id}
        {...order}
        minWidth={1060}
        rowActions={(instance) => (
          <RowMenu
            label={instance.properties.friendlyName}
            items={[
              {
                label: 'Backup Now',
                to: paths.backupNow(instance.id),
                disabledReason:
                  statusOf(instance) === 'Protection configured'
                    ? undefined
                    : `The state of the backup instance is ${statusOf(instance)}.`,
              },
              { label: 'View backup instance', to: paths.instance(instance.id) },
              { label: 'View jobs', to: paths.instanceJobs(instance.id) },
            ]}
          />
        )}
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

function NothingProtected({ vaultId }: { vaultId: string }) {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<DatabaseMultipleRegular />}
      heading="Nothing is protected yet"
      action={
        <Button appearance="primary" onClick={() => void navigate(paths.configureBackup('basics', { vault: vaultId }))}>
          Configure backup
        </Button>
      }
    >
      A backup instance is one server with the policy that backs it up. Configure backup to protect servers in this
      vault.
    </EmptyState>
  );
}

export { VaultInstancesPage as Component };

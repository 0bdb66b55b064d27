import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { fillGaps } from '#resources/gathered.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { useRefusals } from '#resources/useRefusals.ts';
import { vaults } from '#resources/vaults.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { vaultAttempts } from './vault-attempts.ts';
import { vaultColumns } from './vault-columns.tsx';

const ALL = '';

/** **Backup vaults**: every vault that the person may see. */
function VaultsPage() {
  const client = useQueryClient();
  const options = vaults.gathered();
  const query = useQuery(options);
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title="Backup vaults"
      commands={[
        { key: 'create', label: 'Create', icon: <AddRegular />, to: paths.createVault(), primary: true },
        {
          key: 'configure',
          label: 'Configure backup',
          icon: <ShieldAddRegular />,
          to: paths.configureBackup(),
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton />} what="Backup vaults">
        {({ items, gaps }) => (
          <>
            <GapBar what="Backup vaults" gaps={gaps} onRetry={() => void fillGaps(client, options.queryKey)} />
            {items.length === 0 ? <NoVaults isComplete={gaps.length === 0} /> : <VaultList all={items} />}
          </>
        )}
      </Loadable>
    </Page>
  );
}

function VaultList({ all }: { all: readonly Vault[] }) {
  const { filters, change, clear } = useAddressFilters(['q', 'location']);
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  const { data: names } = useQuery(subscriptions.list());
  const { data: regionText = regionAsItIs } = useQuery(regionNames());

  const shown = all.filter(
    (vault) =>
      vault.name.toLowerCase().includes(filters.q.trim().toLowerCase()) &&
      (filters.location === ALL || vault.location === filters.location),
  );
  const locations = [...new Set(all.map((vault) => vault.location))].sort();
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Filter by name"
            initial={filters.q}
            onChange={(value) => {
              change('q', value);
            }}
          />
        }
        pills={[
          {
            label: 'Location',
            value: filters.location,
            options: [{ value: ALL, label: 'All' }, ...locations.map((value) => ({ value, label: regionText(value) }))],
            onChange: (value) => {
              change('location', value);
            },
          },
        ]}
        count={shown.length === 1 ? '1 vault' : `${String(shown.length)} vaults`}
      />
      <Grid
        ariaLabel="Backup vaults"
        columns={vaultColumns(
          (vault) => subscriptionName(names, parseResourceId(vault.id)?.subscriptionId ?? ''),
          regionText,
        )}
        rows={shown}
        rowKey={(vault) => vault.id}
        {...order}
        rowActions={(vault) => <VaultRowMenu vault={vault} />}
        empty={
          <EmptyState
            picture={<VaultRegular />}
            heading="No vaults match the filters"
            action={<Button onClick={clear}>Clear filters</Button>}
          >
            Change the name or the location, or clear both.
          </EmptyState>
        }
      />
    </>
  );
}

function VaultRowMenu({ vault: { id, name } }: { vault: Vault }) {
  const [isOpened, setOpened] = useState(false);
  const { refused } = useRefusals(vaultAttempts(id), isOpened);
  return (
    <RowMenu
      label={name}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        { label: 'Backup', to: paths.configureBackup('basics', { vault: id }), disabledReason: refused.configure },
        { label: 'Properties', to: paths.vaultProperties(id) },
        { label: 'Access control (IAM)', to: paths.vaultAccess(id) },
        { label: 'Delete', to: paths.deleteVault(id), disabledReason: refused.delete },
      ]}
    />
  );
}

function NoVaults({ isComplete }: { isComplete: boolean }) {
  const navigate = useNavigate();
  if (!isComplete) {
    return (
      <EmptyState picture={<VaultRegular />} heading="No Backup vaults could be loaded">
        The subscriptions that answered have none.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      picture={<VaultRegular />}
      heading="No Backup vaults"
      action={
        <Button appearance="primary" onClick={() => void navigate(paths.createVault())}>
          Create Backup vault
        </Button>
      }
    >
      A Backup vault keeps the recovery points of your servers, and the policies that make them. Create one to begin.
    </EmptyState>
  );
}

export { VaultsPage as Component };

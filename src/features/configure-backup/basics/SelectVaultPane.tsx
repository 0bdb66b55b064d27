import { Button, Link } from '@fluentui/react-components';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { fillGaps } from '#resources/gathered.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { vaults } from '#resources/vaults.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';
import { filterResources, groupOf, NO_FILTER } from '../resource-filter.ts';
import { ResourceFilterBar } from '../ResourceFilterBar.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';

interface SelectVaultPaneProps {
  onChoose: (vaultId: ResourceId) => void;
  onCreate: () => void;
  onClose: () => void;
}

export function SelectVaultPane({ onChoose, onCreate, onClose }: SelectVaultPaneProps) {
  const { draft } = useWizard();
  const client = useQueryClient();
  const options = vaults.gathered();
  const query = useQuery(options);
  const [chosen, setChosen] = useState(draft.vaultId && idKey(draft.vaultId));
  const vault = query.data?.items.find((each) => idKey(each.id) === chosen);
  return (
    <ContextPane
      open
      title="Select a Vault"
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabledFocusable={!vault}
            onClick={() => {
              if (vault) onChoose(vault.id);
            }}
          >
            Select
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <Loadable query={query} what="Backup vaults" skeleton={<RowsSkeleton rows={8} />}>
        {({ items, gaps }) => (
          <>
            <GapBar what="Backup vaults" gaps={gaps} onRetry={() => void fillGaps(client, options.queryKey)} />
            {items.length === 0 ? (
              <NoVaults onCreate={onCreate} />
            ) : (
              <VaultGrid all={items} chosen={chosen} onChoose={setChosen} onCreate={onCreate} />
            )}
          </>
        )}
      </Loadable>
    </ContextPane>
  );
}

interface VaultGridProps {
  all: Vault[];
  chosen: string | undefined;
  onChoose: (key: string) => void;
  onCreate: () => void;
}

function VaultGrid({ all, chosen, onChoose, onCreate }: VaultGridProps) {
  const subscriptionName = useSubscriptionNames();
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const [filter, setFilter] = useState(NO_FILTER);
  const rows = filterResources(all, filter);
  const columns: GridColumn<Vault>[] = [
    { id: 'name', title: 'Name', cell: (vault) => vault.name, compare: byText((vault) => vault.name) },
    { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf) },
    {
      id: 'subscription',
      title: 'Subscription',
      cell: (vault) => subscriptionName(vault.id),
      compare: byText((vault) => subscriptionName(vault.id)),
    },
    {
      id: 'location',
      title: 'Location',
      cell: (vault) => regionText(vault.location),
      compare: byText((vault) => regionText(vault.location)),
    },
    {
      id: 'redundancy',
      title: 'Backup storage redundancy',
      cell: vaultRedundancyText,
      compare: byText(vaultRedundancyText),
      width: 200,
    },
  ];
  return (
    <>
      <ResourceFilterBar
        resources={all}
        filter={filter}
        onChange={setFilter}
        shown={rows.length}
        subscriptionName={subscriptionName}
        by={['subscription', 'resourceGroup', 'region']}
      />
      <Grid
        ariaLabel="Backup vaults"
        columns={columns}
        rows={rows}
        rowKey={(vault) => idKey(vault.id)}
        sort={{ columnId: 'name', direction: 'ascending' }}
        choice={{ chosen, onChoose, labelOf: (vault) => vault.name }}
        empty={
          <EmptyState
            picture={<VaultRegular />}
            heading="No Backup vault matches"
            action={<Button onClick={() => setFilter(NO_FILTER)}>Clear filters</Button>}
          >
            Change the filters, or{' '}
            <Link as="button" inline onClick={onCreate}>
              create a vault
            </Link>{' '}
            in the region of your servers.
          </EmptyState>
        }
      />
    </>
  );
}

function NoVaults({ onCreate }: { onCreate: () => void }) {
  return (
    <EmptyState
      picture={<VaultRegular />}
      heading="No Backup vaults found"
      action={
        <Button appearance="primary" onClick={onCreate}>
          Create new
        </Button>
      }
    >
      Create a vault in the region of your servers.
    </EmptyState>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { configuringIn, restoringFrom } from '#protocol/refusals.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { vaults } from '#resources/vaults.ts';
import { useGathered } from '#resources/useGathered.ts';
import { useRefusals } from '#resources/useRefusals.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { useColumnChoice, type ListColumn } from '#ui/grid/useColumnChoice.ts';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';
import { CentrePage } from './CentrePage.tsx';
import { ListView } from './ListView.tsx';
import type { ItemNames } from './protected-items.ts';
import { useNames } from './useNames.ts';

interface VaultRow {
  vault: Vault;
  name: string;
  type: string;
  security: string;
  subscriptionId: string;
  subscription: string;
  group: string;
  location: string;
}

const create = paths.createVault('basics', paths.protectionVaults());

/** **Vaults**: every vault that the person may see, with how well it is secured. */
function VaultsPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const query = useGathered(vaults.gathered());
  const names = useNames();
  const rows = useMemo(() => query.data?.map((vault) => rowOf(vault, names)), [query.data, names]);
  const { shown, minWidth, choice } = useColumnChoice('vaults-of-the-center', COLUMNS);
  return (
    <CentrePage
      entry="Vaults"
      commands={[
        { key: 'create', label: 'Vault', icon: <AddRegular />, primary: true, to: create },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => void client.invalidateQueries({ queryKey: vaults.all() }),
        },
        selectColumns(choice),
      ]}
    >
      <GapBar what="vaults" gaps={query.gaps} onRetry={query.fillGaps} />
      <ListView
        what={['vault', 'vaults']}
        list={{ ...query, data: rows }}
        columns={shown}
        minWidth={minWidth}
        rowKey={keyOf}
        rowActions={actionsOf}
        filters={FILTERS}
        picture={<VaultRegular />}
        nothing={
          <EmptyState
            picture={<VaultRegular />}
            heading="No vaults"
            action={
              <Button appearance="primary" onClick={() => void navigate(create)}>
                Create vault
              </Button>
            }
          >
            A vault keeps the recovery points of your servers.
          </EmptyState>
        }
      />
      <SelectColumns choice={choice} />
    </CentrePage>
  );
}

function rowOf(vault: Vault, names: ItemNames): VaultRow {
  const at = parseResourceId(vault.id);
  return {
    vault,
    name: vault.name,
    type: 'Backup vault',
    security: securityText(vault.properties.bcdrSecurityLevel),
    subscriptionId: at?.subscriptionId ?? '',
    subscription: names.subscription(at?.subscriptionId ?? ''),
    group: at?.resourceGroup ?? '',
    location: names.region(vault.location),
  };
}

/** The service's grade; one that it does not tell is no grade. */
const securityText = (level: string | undefined): string => level ?? '–';

const FILTERS = [{ name: 'security', label: 'Security level' }] as const;

const COLUMNS: readonly ListColumn<VaultRow>[] = [
  {
    id: 'name',
    title: 'Vault',
    cell: ({ vault }) => <RouteLink to={paths.vault(vault.id)}>{vault.name}</RouteLink>,
    compare: byText(({ name }) => name),
  },
  { id: 'type', title: 'Type', width: 130, cell: ({ type }) => type },
  {
    id: 'security',
    title: 'Security level',
    width: 130,
    cell: ({ security }) => security,
    compare: byText(({ security }) => security),
  },
  {
    id: 'subscription',
    title: 'Subscription',
    cell: ({ subscription }) => subscription,
    compare: byText(({ subscription }) => subscription),
  },
  { id: 'group', title: 'Resource group', cell: ({ group }) => group, compare: byText(({ group }) => group) },
  { id: 'location', title: 'Location', cell: ({ location }) => location, compare: byText(({ location }) => location) },
  {
    id: 'redundancy',
    title: 'Backup storage redundancy',
    width: 170,
    isExtra: true,
    cell: ({ vault }) => vaultRedundancyText(vault),
    compare: byText(({ vault }) => vaultRedundancyText(vault)),
  },
];

const keyOf = ({ vault }: VaultRow): string => vault.id;
const actionsOf = (row: VaultRow) => <VaultRowMenu row={row} />;

function VaultRowMenu({ row: { vault } }: { row: VaultRow }) {
  const [isOpened, setOpened] = useState(false);
  const { refused } = useRefusals({ configure: configuringIn(vault.id), recover: restoringFrom(vault.id) }, isOpened);
  return (
    <RowMenu
      label={vault.name}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        {
          label: 'Configure backup',
          to: paths.configureBackup('basics', { vault: vault.id }),
          disabledReason: refused.configure,
        },
        {
          label: 'Recover',
          to: paths.recover({ vault: vault.id, returnTo: paths.protectionVaults() }),
          disabledReason: refused.recover,
        },
        { label: 'View backup instances', to: paths.vaultInstances(vault.id) },
        { label: 'View backup policies', to: paths.vaultPolicies(vault.id) },
        { label: 'View backup jobs', to: paths.vaultJobs(vault.id) },
      ]}
    />
  );
}

export { VaultsPage as Component };

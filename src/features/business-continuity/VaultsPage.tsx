import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useMemo, type ReactNode } from 'react';
import { useNavigate, useOutletContext } from 'react-router';
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { vaults } from '#resources/vaults.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { GapBar } from '#ui/GapBar.tsx';
import type { GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { RowMenu } from '#ui/RowMenu.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { CENTRE_CRUMBS, titleOf } from './centre-address.ts';
import { ListView } from './ListView.tsx';
import { useGathered } from './useGathered.ts';

interface VaultRow {
  vault: Vault;
  name: string;
  type: string;
  security: string;
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
  const { data: nameOf = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const rows = useMemo(() => query.data?.map((vault) => rowOf(vault, nameOf)), [query.data, nameOf]);
  return (
    <Page
      breadcrumb={CENTRE_CRUMBS}
      title={titleOf('Vaults')}
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'create', label: 'Vault', icon: <AddRegular />, primary: true, to: create },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => void client.invalidateQueries({ queryKey: vaults.all() }),
        },
      ]}
    >
      <GapBar what="vaults" gaps={query.gaps} onRetry={query.fillGaps} />
      <Loadable query={{ ...query, data: rows }} skeleton={<RowsSkeleton rows={8} />} what="Vaults">
        {(all) =>
          all.length === 0 && query.isComplete ? (
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
          ) : (
            <ListView
              what={['vault', 'vaults']}
              rows={all}
              columns={COLUMNS}
              rowKey={keyOf}
              rowActions={actionsOf}
              filters={FILTERS}
              minWidth={860}
              picture={<VaultRegular />}
              isArriving={!query.isComplete}
            />
          )
        }
      </Loadable>
    </Page>
  );
}

const asItIs = (subscriptionId: string): string => subscriptionId;

function rowOf(vault: Vault, nameOf: (subscriptionId: string) => string): VaultRow {
  const at = parseResourceId(vault.id);
  return {
    vault,
    name: vault.name,
    type: 'Backup vault',
    security: securityText(vault.properties.bcdrSecurityLevel),
    subscription: nameOf(at?.subscriptionId ?? ''),
    group: at?.resourceGroup ?? '',
    location: vault.location,
  };
}

/** The service's grade; one that it does not tell is no grade. */
const securityText = (level: string | undefined): string => level ?? '–';

const FILTERS = [{ name: 'security', label: 'Security level' }] as const;

const COLUMNS: readonly GridColumn<VaultRow>[] = [
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
];

const keyOf = ({ vault }: VaultRow): string => vault.id;
const actionsOf = ({ vault }: VaultRow) => (
  <RowMenu
    label={vault.name}
    items={[
      { label: 'Configure backup', to: paths.configureBackup('basics', { vault: vault.id }) },
      { label: 'View backup instances', to: paths.vaultInstances(vault.id) },
      { label: 'View backup policies', to: paths.vaultPolicies(vault.id) },
      { label: 'View backup jobs', to: paths.vaultJobs(vault.id) },
    ]}
  />
);

export { VaultsPage as Component };

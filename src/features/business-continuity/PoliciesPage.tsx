import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext } from 'react-router';
import type { BackupPolicy } from '#protocol/policy.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies } from '#resources/backup-policies.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { vaults } from '#resources/vaults.ts';
import { datasourceTypeText } from '#ui/datasource-type.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { GapBar } from '#ui/GapBar.tsx';
import type { GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { RowMenu } from '#ui/RowMenu.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { CENTRE_CRUMBS, titleOf } from './centre-address.ts';
import { ListView } from './ListView.tsx';
import { lastName } from './protected-items.ts';
import { SOLUTION } from './protection-text.ts';
import { useCentrePane } from './useCentrePane.ts';
import { useGathered } from './useGathered.ts';

const StartPolicyPane = loadedWhenShown(async () => (await import('./StartPolicyPane.tsx')).StartPolicyPane);

interface PolicyRow {
  policy: BackupPolicy;
  name: string;
  solution: string;
  type: string;
  vaultId: ResourceId;
  vault: string;
  /** The vault's, as what follows. */
  subscription: string;
  group: string;
  location: string;
}

/** **Protection policies**: the backup policies of every vault. */
function PoliciesPage() {
  const client = useQueryClient();
  const policies = useGathered(backupPolicies.gathered());
  const { data: allVaults } = useQuery(vaults.everywhere());
  const { data: nameOf = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const pane = useCentrePane('create-policy');
  const rows = useMemo(() => {
    const locations = new Map(allVaults?.map(({ id, location }) => [id.toLowerCase(), location]));
    return policies.data?.map((policy): PolicyRow => {
      const vaultId = vaultIdOf(policy.id);
      const vault = parseResourceId(vaultId);
      return {
        policy,
        name: policy.name,
        solution: SOLUTION,
        type: policy.properties.datasourceTypes.map(datasourceTypeText).join(', '),
        vaultId,
        vault: lastName(vaultId),
        subscription: nameOf(vault?.subscriptionId ?? ''),
        group: vault?.resourceGroup ?? '',
        location: locations.get(vaultId.toLowerCase()) ?? '',
      };
    });
  }, [policies.data, allVaults, nameOf]);
  return (
    <Page
      breadcrumb={CENTRE_CRUMBS}
      title={titleOf('Protection policies')}
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'create', label: 'Create policy', icon: <AddRegular />, primary: true, onClick: pane.open },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => void client.invalidateQueries({ queryKey: backupPolicies.all() }),
        },
      ]}
    >
      <GapBar what="backup policies" gaps={policies.gaps} onRetry={policies.fillGaps} />
      <Loadable query={{ ...policies, data: rows }} skeleton={<RowsSkeleton rows={8} />} what="Protection policies">
        {(all) =>
          all.length === 0 && policies.isComplete ? (
            <EmptyState
              picture={<CalendarClockRegular />}
              heading="No protection policies"
              action={
                <Button appearance="primary" onClick={pane.open}>
                  Create policy
                </Button>
              }
            >
              A policy says when backups run and how long recovery points are kept. It belongs to a vault.
            </EmptyState>
          ) : (
            <ListView
              what={['protection policy', 'protection policies']}
              rows={all}
              columns={all.some(({ type }) => type !== all[0]?.type) ? COLUMNS_WITH_TYPE : COLUMNS}
              rowKey={keyOf}
              rowActions={actionsOf}
              filters={FILTERS}
              minWidth={860}
              picture={<CalendarClockRegular />}
              isArriving={!policies.isComplete}
            />
          )
        }
      </Loadable>
      <StartPolicyPane open={pane.isOpen} onClose={pane.close} />
    </Page>
  );
}

const asItIs = (subscriptionId: string): string => subscriptionId;

const vaultIdOf = (policyId: ResourceId): ResourceId =>
  policyId.slice(0, policyId.toLowerCase().lastIndexOf('/backuppolicies/'));

const FILTERS = [
  { name: 'type', label: 'Datasource type' },
  { name: 'vault', label: 'Vault' },
] as const;

const COLUMNS: readonly GridColumn<PolicyRow>[] = [
  {
    id: 'name',
    title: 'Policy',
    cell: ({ policy }) => <RouteLink to={paths.policy(policy.id)}>{policy.name}</RouteLink>,
    compare: byText(({ name }) => name),
  },
  { id: 'solution', title: 'Solution', width: 115, cell: ({ solution }) => solution },
  {
    id: 'vault',
    title: 'Vault',
    cell: ({ vaultId, vault }) => <RouteLink to={paths.vault(vaultId)}>{vault}</RouteLink>,
    compare: byText(({ vault }) => vault),
  },
  {
    id: 'subscription',
    title: 'Subscription',
    cell: ({ subscription }) => subscription,
    compare: byText(({ subscription }) => subscription),
  },
  { id: 'group', title: 'Resource group', cell: ({ group }) => group, compare: byText(({ group }) => group) },
  {
    id: 'location',
    title: 'Location',
    width: 120,
    cell: ({ location }) => location,
    compare: byText(({ location }) => location),
  },
];

/** Told only where policies for other datasources stand among them: the same long name in each row tells nobody much. */
const COLUMNS_WITH_TYPE: readonly GridColumn<PolicyRow>[] = COLUMNS.toSpliced(2, 0, {
  id: 'type',
  title: 'Datasource type',
  width: 210,
  cell: ({ type }) => type,
  compare: byText(({ type }) => type),
});

const keyOf = ({ policy }: PolicyRow): string => policy.id;
const actionsOf = ({ policy, vaultId }: PolicyRow) => (
  <RowMenu
    label={policy.name}
    items={[
      { label: 'View', to: paths.policy(policy.id) },
      { label: 'View associated items', to: paths.policyItems(policy.id) },
      { label: 'View vault', to: paths.vault(vaultId) },
      { label: 'Delete', to: paths.deletePolicy(policy.id) },
    ]}
  />
);

export { PoliciesPage as Component };

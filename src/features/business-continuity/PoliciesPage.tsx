import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { useMemo, useState } from 'react';
import type { BackupPolicy } from '#protocol/policy.ts';
import { deletionOfPolicy } from '#protocol/refusals.ts';
import { idKey, lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies } from '#resources/backup-policies.ts';
import { vaults } from '#resources/vaults.ts';
import { useGathered } from '#resources/useGathered.ts';
import { useRefusals } from '#resources/useRefusals.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { byText } from '#ui/grid/grid-sort.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { useColumnChoice, type ListColumn } from '#ui/grid/useColumnChoice.ts';
import { CentrePage } from './CentrePage.tsx';
import { ListView } from './ListView.tsx';
import { SOLUTION } from './protection-text.ts';
import { useNames } from './useNames.ts';

const StartPolicyPane = loadedWhenShown(async () => (await import('./StartPolicyPane.tsx')).StartPolicyPane);

interface PolicyRow {
  policy: BackupPolicy;
  name: string;
  solution: string;
  type: string;
  vaultId: ResourceId;
  vault: string;
  /** The vault's, as what follows. */
  subscriptionId: string;
  subscription: string;
  group: string;
  location: string;
}

/** **Protection policies**: the backup policies of every vault. */
function PoliciesPage() {
  const client = useQueryClient();
  const policies = useGathered(backupPolicies.gathered());
  const { data: allVaults } = useQuery(vaults.everywhere());
  const names = useNames();
  const pane = useAddressPane('create-policy');
  const rows = useMemo(() => {
    const regions = new Map(allVaults?.map(({ id, location }) => [idKey(id), location]));
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
        subscriptionId: vault?.subscriptionId ?? '',
        subscription: names.subscription(vault?.subscriptionId ?? ''),
        group: vault?.resourceGroup ?? '',
        location: names.region(regions.get(idKey(vaultId)) ?? ''),
      };
    });
  }, [policies.data, allVaults, names]);
  const hasOtherTypes = rows?.some(({ type }) => type !== rows[0]?.type) ?? false;
  const { shown, minWidth, choice } = useColumnChoice(
    'protection-policies',
    hasOtherTypes ? COLUMNS_OF_MANY_TYPES : COLUMNS,
  );
  return (
    <CentrePage
      entry="Protection policies"
      commands={[
        { key: 'create', label: 'Create policy', icon: <AddRegular />, primary: true, onClick: pane.open },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => void client.invalidateQueries({ queryKey: backupPolicies.all() }),
        },
        selectColumns(choice),
      ]}
    >
      <GapBar what="backup policies" gaps={policies.gaps} onRetry={policies.fillGaps} />
      <ListView
        what={['protection policy', 'protection policies']}
        list={{ ...policies, data: rows }}
        columns={shown}
        minWidth={minWidth}
        rowKey={keyOf}
        rowActions={actionsOf}
        filters={FILTERS}
        picture={<CalendarClockRegular />}
        nothing={
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
        }
      />
      {pane.isOpen && <StartPolicyPane open onClose={pane.close} />}
      <SelectColumns choice={choice} />
    </CentrePage>
  );
}

const vaultIdOf = (policyId: ResourceId): ResourceId =>
  policyId.slice(0, policyId.toLowerCase().lastIndexOf('/backuppolicies/'));

const FILTERS = [
  { name: 'type', label: 'Datasource type' },
  { name: 'vault', label: 'Vault' },
] as const;

/** Shown only where policies for other datasources stand among them: the same long name in each row tells little. */
const columnsWith = (type: { isExtra: boolean }): ListColumn<PolicyRow>[] => [
  {
    id: 'name',
    title: 'Policy',
    cell: ({ policy }) => <RouteLink to={paths.policy(policy.id)}>{policy.name}</RouteLink>,
    compare: byText(({ name }) => name),
  },
  { id: 'solution', title: 'Solution', width: 115, cell: ({ solution }) => solution },
  {
    id: 'type',
    title: 'Datasource type',
    width: 210,
    ...type,
    cell: (row) => row.type,
    compare: byText((row) => row.type),
  },
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
const COLUMNS = columnsWith({ isExtra: true });
const COLUMNS_OF_MANY_TYPES = columnsWith({ isExtra: false });

const keyOf = ({ policy }: PolicyRow): string => policy.id;
const actionsOf = (row: PolicyRow) => <PolicyRowMenu row={row} />;

function PolicyRowMenu({ row: { policy, vaultId } }: { row: PolicyRow }) {
  const [isOpened, setOpened] = useState(false);
  const { refused } = useRefusals({ delete: deletionOfPolicy(policy.id) }, isOpened);
  return (
    <RowMenu
      label={policy.name}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        { label: 'View', to: paths.policy(policy.id) },
        { label: 'View associated items', to: paths.policyItems(policy.id) },
        { label: 'View vault', to: paths.vault(vaultId) },
        { label: 'Delete', to: paths.deletePolicy(policy.id), disabledReason: refused.delete },
      ]}
    />
  );
}

export { PoliciesPage as Component };

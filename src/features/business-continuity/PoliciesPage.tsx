import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { useMemo } from 'react';
import type { BackupPolicy } from '#protocol/policy.ts';
import { deletionOfPolicy } from '#protocol/refusals.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies } from '#resources/backup-policies.ts';
import { useGathered } from '#resources/useGathered.ts';
import { useNames } from '#resources/useNames.ts';
import { useMenuRefusals } from '#resources/useRefusals.ts';
import { vaults } from '#resources/vaults.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import {
  GROUP_COLUMN,
  GROUP_FILTER,
  LOCATION_COLUMN,
  LOCATION_FILTER,
  placeOf,
  SUBSCRIPTION_COLUMN,
  type Place,
} from '#ui/list/places.ts';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { CenterList, useCenterList } from './CenterList.tsx';
import { CenterPage } from './CenterPage.tsx';
import { SOLUTION } from './protection-text.ts';

const StartPolicyPane = loadedWhenShown(async () => (await import('./StartPolicyPane.tsx')).StartPolicyPane);

/** A policy, with the place of its vault. */
interface PolicyRow extends Place {
  policy: BackupPolicy;
  type: string;
  vaultId: ResourceId;
  vault: string;
}

/** **Protection policies**: the backup policies of every vault. */
function PoliciesPage() {
  const client = useQueryClient();
  const policies = useGathered(backupPolicies.gathered());
  const { data: allVaults } = useQuery(vaults.everywhere());
  const names = useNames();
  const pane = useAddressPane('create-policy');
  const data = useMemo(() => {
    const regions = new Map(allVaults?.map(({ id, location }) => [idKey(id), location]));
    return policies.data?.map((policy): PolicyRow => {
      const vaultId = vaultIdOf(policy.id);
      return {
        policy,
        type: policy.properties.datasourceTypes.map(datasourceTypeText).join(', '),
        vaultId,
        vault: lastName(vaultId),
        ...placeOf(vaultId, regions.get(idKey(vaultId)) ?? '', names),
      };
    });
  }, [policies.data, allVaults, names]);
  const hasOtherTypes = data?.some(({ type }) => type !== data[0]?.type) ?? false;
  const view = useCenterList(hasOtherTypes ? OF_MANY_TYPES : OF_ONE_TYPE, {
    source: {
      ...policies,
      data,
      gaps: [{ what: 'backup policies', gaps: policies.gaps, onRetry: policies.fillGaps }],
    },
    refresh: () => void client.invalidateQueries({ queryKey: backupPolicies.all() }),
  });
  return (
    <CenterPage
      entry="Protection policies"
      commands={[
        { key: 'create', label: 'Create policy', icon: <AddRegular />, primary: true, onClick: pane.open },
        ...view.commands,
      ]}
    >
      <CenterList view={view} noneAction={{ label: 'Create policy', onClick: pane.open }} />
      {pane.isOpen && <StartPolicyPane open onClose={pane.close} />}
    </CenterPage>
  );
}

const vaultIdOf = (policyId: ResourceId): ResourceId =>
  policyId.slice(0, policyId.toLowerCase().lastIndexOf('/backuppolicies/'));

/**
 * The type is shown only where there are policies for several datasource types: the same long name in each row is
 * useless.
 */
const listWith = (type: { isExtra: boolean }): ListDeclaration<PolicyRow> => ({
  id: 'protection-policies',
  what: ['protection policy', 'protection policies'],
  columns: columnsOf<PolicyRow>([
    {
      id: 'name',
      title: 'Policy',
      text: ({ policy }) => policy.name,
      address: ({ policy }) => paths.policy(policy.id),
    },
    { id: 'solution', title: 'Solution', width: 115, text: () => SOLUTION, order: false },
    { id: 'type', title: 'Datasource type', width: 210, ...type, text: (row) => row.type },
    { id: 'vault', title: 'Vault', text: ({ vault }) => vault, address: ({ vaultId }) => paths.vault(vaultId) },
    SUBSCRIPTION_COLUMN,
    GROUP_COLUMN,
    { ...LOCATION_COLUMN, width: 120 },
  ]),
  rowKey: ({ policy }) => policy.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ policy }) => [policy.name] },
  filters: [
    { id: 'type', label: 'Datasource type', of: (row) => row.type },
    { id: 'vault', label: 'Vault', of: ({ vault }) => vault },
    GROUP_FILTER,
    LOCATION_FILTER,
  ],
  rowMenu: (row) => <PolicyRowMenu row={row} />,
  picture: <CalendarClockRegular />,
  none: {
    heading: 'No protection policies',
    text: 'A policy says when backups run and how long recovery points are kept. It belongs to a vault.',
  },
});

const OF_ONE_TYPE = listWith({ isExtra: true });
const OF_MANY_TYPES = listWith({ isExtra: false });

function PolicyRowMenu({ row: { policy, vaultId } }: { row: PolicyRow }) {
  const { refused, load } = useMenuRefusals({ delete: deletionOfPolicy(policy.id) });
  return (
    <RowMenu
      label={policy.name}
      onShown={load}
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

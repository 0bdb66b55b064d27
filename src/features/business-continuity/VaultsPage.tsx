import { useQueryClient } from '@tanstack/react-query';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { useMemo } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import { configuringIn, restoringFrom } from '#protocol/refusals.ts';
import { paths } from '#paths';
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
import { vaultRedundancyText } from '#ui/text/vault-text.ts';
import { CenterList, useCenterList } from './CenterList.tsx';
import { CenterPage } from './CenterPage.tsx';

interface VaultRow extends Place {
  vault: Vault;
}

const create = paths.createVault('basics', paths.protectionVaults());

/** **Vaults**: every vault that the person may see, with its security level. */
function VaultsPage() {
  const client = useQueryClient();
  const query = useGathered(vaults.gathered());
  const names = useNames();
  const data = useMemo(
    () => query.data?.map((vault): VaultRow => ({ vault, ...placeOf(vault.id, vault.location, names) })),
    [query.data, names],
  );
  const view = useCenterList(LIST, {
    source: { ...query, data, gaps: [{ what: 'vaults', gaps: query.gaps, onRetry: query.fillGaps }] },
    refresh: () => void client.invalidateQueries({ queryKey: vaults.all() }),
  });
  return (
    <CenterPage
      entry="Vaults"
      commands={[{ key: 'create', label: 'Vault', icon: <AddRegular />, primary: true, to: create }, ...view.commands]}
    >
      <CenterList view={view} noneAction={{ label: 'Create vault', to: create }} />
    </CenterPage>
  );
}

/** The service's grade; none when the service does not report one. */
const securityText = (level: string | undefined): string => level ?? '–';
const securityOf = ({ vault }: VaultRow): string => securityText(vault.properties.bcdrSecurityLevel);

const LIST: ListDeclaration<VaultRow> = {
  id: 'vaults-of-the-center',
  what: ['vault', 'vaults'],
  columns: columnsOf<VaultRow>([
    { id: 'name', title: 'Vault', text: ({ vault }) => vault.name, address: ({ vault }) => paths.vault(vault.id) },
    { id: 'type', title: 'Type', width: 130, text: () => 'Backup vault', order: false },
    { id: 'security', title: 'Security level', width: 130, text: securityOf },
    SUBSCRIPTION_COLUMN,
    GROUP_COLUMN,
    LOCATION_COLUMN,
    {
      id: 'redundancy',
      title: 'Backup storage redundancy',
      width: 170,
      isExtra: true,
      text: ({ vault }) => vaultRedundancyText(vault),
    },
  ]),
  rowKey: ({ vault }) => vault.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ vault }) => [vault.name] },
  filters: [{ id: 'security', label: 'Security level', of: securityOf }, GROUP_FILTER, LOCATION_FILTER],
  rowMenu: ({ vault }) => <VaultRowMenu vault={vault} />,
  picture: <VaultRegular />,
  none: { heading: 'No vaults', text: 'A vault keeps the recovery points of your servers.' },
};

function VaultRowMenu({ vault: { id, name } }: { vault: Vault }) {
  const { refused, load } = useMenuRefusals({ configure: configuringIn(id), recover: restoringFrom(id) });
  return (
    <RowMenu
      label={name}
      onShown={load}
      items={[
        {
          label: 'Configure backup',
          to: paths.configureBackup('basics', { vault: id }),
          disabledReason: refused.configure,
        },
        {
          label: 'Recover',
          to: paths.recover({ vault: id, returnTo: paths.protectionVaults() }),
          disabledReason: refused.recover,
        },
        { label: 'View backup instances', to: paths.vaultInstances(id) },
        { label: 'View backup policies', to: paths.vaultPolicies(id) },
        { label: 'View backup jobs', to: paths.vaultJobs(id) },
      ]}
    />
  );
}

export { VaultsPage as Component };

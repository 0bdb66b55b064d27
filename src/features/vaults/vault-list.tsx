/** The list of vaults. */
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import type { Vault } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import type { Names } from '#resources/useNames.ts';
import { useMenuRefusals } from '#resources/useRefusals.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import {
  GROUP_COLUMN,
  LOCATION_COLUMN,
  LOCATION_FILTER,
  placeOf,
  SUBSCRIPTION_COLUMN,
  type Place,
} from '#ui/list/places.ts';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';
import { vaultAttempts } from './vault-attempts.ts';

interface VaultRow extends Place {
  vault: Vault;
}

export const vaultRow = (vault: Vault, names: Names): VaultRow => ({
  vault,
  ...placeOf(vault.id, vault.location, names),
});

export const VAULT_LIST: ListDeclaration<VaultRow> = {
  id: 'vaults',
  what: ['vault', 'vaults'],
  title: 'Backup vaults',
  columns: columnsOf<VaultRow>([
    { id: 'name', title: 'Name', text: ({ vault }) => vault.name, address: ({ vault }) => paths.vault(vault.id) },
    GROUP_COLUMN,
    LOCATION_COLUMN,
    SUBSCRIPTION_COLUMN,
    { id: 'redundancy', title: 'Backup storage redundancy', text: ({ vault }) => vaultRedundancyText(vault) },
  ]),
  rowKey: ({ vault }) => vault.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ vault }) => [vault.name] },
  filters: [LOCATION_FILTER],
  rowMenu: ({ vault }) => <VaultRowMenu vault={vault} />,
  picture: <VaultRegular />,
  none: {
    heading: 'No Backup vaults',
    text: 'A Backup vault keeps the recovery points of your servers, and the policies that make them. Create one to begin.',
  },
};

function VaultRowMenu({ vault: { id, name } }: { vault: Vault }) {
  const { refused, load } = useMenuRefusals(vaultAttempts(id));
  return (
    <RowMenu
      label={name}
      onShown={load}
      items={[
        { label: 'Backup', to: paths.configureBackup('basics', { vault: id }), disabledReason: refused.configure },
        { label: 'Properties', to: paths.vaultProperties(id) },
        { label: 'Access control (IAM)', to: paths.vaultAccess(id) },
        { label: 'Delete', to: paths.deleteVault(id), disabledReason: refused.delete },
      ]}
    />
  );
}

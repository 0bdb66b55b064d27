/** The columns of the list of vaults. */
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { RegionText } from '#resources/region-names.ts';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';

/** The columns, given how a vault's subscription and a region are called. */
export const vaultColumns = (subscriptionOf: (vault: Vault) => string, regionText: RegionText): GridColumn<Vault>[] => [
  {
    id: 'name',
    title: 'Name',
    cell: (vault) => <RouteLink to={paths.vault(vault.id)}>{vault.name}</RouteLink>,
    compare: byText((vault) => vault.name),
  },
  { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf) },
  {
    id: 'location',
    title: 'Location',
    cell: (vault) => regionText(vault.location),
    compare: byText((vault) => regionText(vault.location)),
  },
  { id: 'subscription', title: 'Subscription', cell: subscriptionOf, compare: byText(subscriptionOf) },
  {
    id: 'redundancy',
    title: 'Backup storage redundancy',
    cell: vaultRedundancyText,
    compare: byText(vaultRedundancyText),
  },
];

const groupOf = (vault: Vault): string => parseResourceId(vault.id)?.resourceGroup ?? '';

import { useQuery } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { Essentials } from '#ui/page/Essentials.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { immutabilityText, softDeleteText, vaultRedundancyText } from '#ui/text/vault-text.ts';

/** The most important facts about a vault (docs/reference/screens.md#backup-vault). */
export function VaultEssentials({ vault }: { vault: Vault }) {
  const { data: names } = useQuery(subscriptions.list());
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const at = parseResourceId(vault.id);
  const subscriptionId = at?.subscriptionId ?? '';
  const principalId = vault.identity?.principalId;
  return (
    <Essentials
      json={{ title: vault.name, value: vault }}
      facts={[
        { label: 'Resource group', value: at?.resourceGroup },
        { label: 'Backup storage redundancy', value: vaultRedundancyText(vault) },
        { label: 'Location', value: regionText(vault.location) },
        {
          label: 'Soft delete',
          value: <RouteLink to={paths.vaultProperties(vault.id, 'soft-delete')}>{softDeleteText(vault)}</RouteLink>,
        },
        { label: 'Subscription', value: subscriptionName(names, subscriptionId) },
        {
          label: 'Immutability',
          value: <RouteLink to={paths.vaultProperties(vault.id)}>{immutabilityText(vault)}</RouteLink>,
        },
        { label: 'Subscription ID', value: subscriptionId },
        {
          label: 'Managed identity Id',
          value:
            principalId === undefined ? (
              <RouteLink to={paths.vaultIdentity(vault.id)}>None</RouteLink>
            ) : (
              <>
                <RouteLink to={paths.vaultIdentity(vault.id)}>{principalId}</RouteLink>{' '}
                <CopyButton text={principalId} label="Copy managed identity Id" />
              </>
            ),
        },
      ]}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId } from '#protocol/resource-id.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Essentials } from '#ui/Essentials.tsx';
import { immutabilityText, softDeleteText, vaultRedundancyText } from '#ui/vault-text.ts';

/** What one wants to know of a vault first (portal-ux C.12). */
export function VaultEssentials({ vault }: { vault: Vault }) {
  const { data: names } = useQuery(subscriptions.list());
  const at = parseResourceId(vault.id);
  const subscriptionId = at?.subscriptionId ?? '';
  const principalId = vault.identity?.principalId;
  return (
    <Essentials
      json={{ title: vault.name, value: vault }}
      facts={[
        { label: 'Resource group', value: at?.resourceGroup },
        { label: 'Backup storage redundancy', value: vaultRedundancyText(vault) },
        { label: 'Location', value: vault.location },
        { label: 'Soft delete', value: softDeleteText(vault) },
        { label: 'Subscription', value: subscriptionName(names, subscriptionId) },
        { label: 'Immutability', value: immutabilityText(vault) },
        { label: 'Subscription ID', value: subscriptionId },
        {
          label: 'Managed identity Id',
          value:
            principalId === undefined ? (
              'None'
            ) : (
              <>
                {principalId} <CopyButton text={principalId} label="Copy managed identity Id" />
              </>
            ),
        },
      ]}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { Vault } from '#protocol/data-protection.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { vaults } from '#resources/vaults.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { immutabilityText, softDeleteText, vaultRedundancyText } from '#ui/text/vault-text.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizardStyles } from '../wizard-styles.ts';

/** The chosen vault, and what it means for the servers. */
export function VaultDetails({ vaultId }: { vaultId: ResourceId }) {
  const styles = useWizardStyles();
  return (
    <div className={styles.details}>
      <ChosenVault vaultId={vaultId} />
    </div>
  );
}

function ChosenVault({ vaultId }: { vaultId: string }) {
  const query = useQuery(vaults.byId(vaultId));
  return (
    <Loadable query={query} what="The Backup vault" skeleton={<RowsSkeleton rows={7} />}>
      {(vault) => (
        <>
          <Facts vault={vault} />
          <Consequences vault={vault} />
        </>
      )}
    </Loadable>
  );
}

function Facts({ vault }: { vault: Vault }) {
  const subscriptionName = useSubscriptionNames();
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  return (
    <SummaryList
      heading="Selected backup vault details"
      facts={[
        { label: 'Subscription', value: subscriptionName(vault.id) },
        { label: 'Resource group', value: parseResourceId(vault.id)?.resourceGroup },
        { label: 'Location', value: regionText(vault.location) },
        { label: 'Backup storage redundancy', value: vaultRedundancyText(vault) },
        { label: 'Soft delete', value: softDeleteText(vault) },
        { label: 'Immutability', value: immutabilityText(vault) },
        { label: 'Managed identity', value: <Identity vault={vault} /> },
      ]}
    />
  );
}

function Identity({ vault }: { vault: Vault }) {
  const principalId = vault.identity?.principalId;
  if (principalId === undefined) return <>None</>;
  return (
    <>
      System assigned, {principalId}
      <CopyButton text={principalId} label="Copy object ID" />
    </>
  );
}

function Consequences({ vault }: { vault: Vault }) {
  const styles = useWizardStyles();
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  return (
    <>
      {vault.identity?.principalId === undefined && (
        <MessageBar intent="warning" className={styles.bar}>
          <MessageBarBody>
            This vault has no managed identity. Turn on the system-assigned identity before you configure backup.
          </MessageBarBody>
        </MessageBar>
      )}
      <MessageBar intent="info" className={styles.bar}>
        <MessageBarBody>
          Only servers in the region of the selected vault (<strong>{regionText(vault.location)}</strong>) can be added
          on the Datasources tab.
        </MessageBarBody>
      </MessageBar>
    </>
  );
}

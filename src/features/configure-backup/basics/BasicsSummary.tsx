import { useQuery } from '@tanstack/react-query';
import { parseResourceId } from '#protocol/resource-id.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';

export function BasicsSummary(props: StepSummaryProps) {
  const { kind, vault } = useWizard();
  const subscriptionName = useSubscriptionNames();
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Datasource type', value: kind.words.services },
        { label: 'Backup vault', value: vault?.name ?? '–' },
        { label: 'Subscription', value: vault ? subscriptionName(vault.id) : '–' },
        { label: 'Resource group', value: (vault && parseResourceId(vault.id)?.resourceGroup) ?? '–' },
        { label: 'Location', value: vault ? regionText(vault.location) : '–' },
        { label: 'Backup storage redundancy', value: vault ? vaultRedundancyText(vault) : '–' },
      ]}
    />
  );
}

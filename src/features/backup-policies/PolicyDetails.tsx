import { useQuery } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { backupRule, type BackupPolicy } from '#protocol/policy.ts';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { Essentials } from '#ui/page/Essentials.tsx';
import { scheduleText } from '#ui/text/policy-text.ts';
import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { Section } from './Section.tsx';

const useStyles = makeStyles({
  schedule: { margin: '0' },
  table: { maxWidth: '800px' }, // the form's column
  hint: { margin: `${tokens.spacingVerticalS} 0 0`, color: tokens.colorNeutralForeground2 },
});

/** The policy's facts, when it backs up, and what each rule keeps. */
export function PolicyDetails({ policy, vaultId }: { policy: BackupPolicy; vaultId: ResourceId }) {
  const styles = useStyles();
  const { data: names } = useQuery(subscriptions.list());
  const vault = parseResourceId(vaultId);
  const subscriptionId = vault?.subscriptionId ?? '';
  const facts: { label: string; value: ReactNode }[] = [
    { label: 'Backup vault', value: <RouteLink to={paths.vault(vaultId)}>{vault?.name ?? vaultId}</RouteLink> },
    { label: 'Datasource type', value: policy.properties.datasourceTypes.map(datasourceTypeText).join(', ') },
    { label: 'Resource group', value: vault?.resourceGroup },
    { label: 'Timezone', value: backupRule(policy.properties)?.trigger.schedule.timeZone },
    { label: 'Subscription', value: subscriptionName(names, subscriptionId) },
    { label: 'Backup type', value: backupRule(policy.properties)?.backupParameters.backupType },
  ];
  return (
    <>
      <Essentials facts={facts} json={{ title: policy.name, value: policy }} />
      <Section heading="Backup schedule">
        <p className={styles.schedule}>{scheduleText(policy.properties)}</p>
      </Section>
      <Section heading="Retention rules">
        <div className={styles.table}>
          <RetentionTable policy={policy.properties} />
        </div>
        <p className={styles.hint}>Each recovery point is kept by the first rule that it qualifies for.</p>
      </Section>
    </>
  );
}

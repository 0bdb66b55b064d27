import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { GivenField } from '#ui/form/GivenField.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';

/** What is restored: decided by the page that the person came from. */
export function BasicsStep() {
  const { instance, instanceId } = useRestoreWizard();
  const styles = useRestoreStyles();
  const vaultId = vaultIdOf(instanceId);
  const { friendlyName, dataSourceInfo } = instance.properties;
  return (
    <>
      <p className={styles.intro}>
        Restores the databases of a recovery point. The server that was backed up is not changed unless you select it as
        the target.
      </p>
      <GivenField label="Backup instance">
        <RouteLink to={paths.instance(instanceId)}>{friendlyName}</RouteLink>
      </GivenField>
      <GivenField label="Datasource type">{datasourceTypeText(dataSourceInfo.datasourceType ?? '–')}</GivenField>
      <GivenField label="Backup vault">
        <RouteLink to={paths.vault(vaultId)}>{lastName(vaultId)}</RouteLink>
      </GivenField>
      <GivenField label="Restore region">{dataSourceInfo.resourceLocation ?? '–'} (Primary region)</GivenField>
    </>
  );
}

export function BasicsSummary(props: StepSummaryProps) {
  const { instance, instanceId } = useRestoreWizard();
  const { friendlyName, dataSourceInfo } = instance.properties;
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Backup instance', value: friendlyName },
        { label: 'Datasource type', value: datasourceTypeText(dataSourceInfo.datasourceType ?? '–') },
        { label: 'Backup vault', value: lastName(vaultIdOf(instanceId)) },
      ]}
    />
  );
}

import { SERVER_TYPE } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { GivenField } from '#ui/form/GivenField.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';

/** What is restored: settled by where one came from. */
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
      <GivenField label="Datasource type">{datasourceTypeText(SERVER_TYPE)}</GivenField>
      <GivenField label="Backup vault">
        <RouteLink to={paths.vault(vaultId)}>{vaultId.split('/').at(-1)}</RouteLink>
      </GivenField>
      <GivenField label="Restore region">{dataSourceInfo.resourceLocation ?? '–'} (Primary region)</GivenField>
    </>
  );
}

export function BasicsSummary(props: StepSummaryProps) {
  const { instance, instanceId } = useRestoreWizard();
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Backup instance', value: instance.properties.friendlyName },
        { label: 'Datasource type', value: datasourceTypeText(SERVER_TYPE) },
        { label: 'Backup vault', value: vaultIdOf(instanceId).split('/').at(-1) },
      ]}
    />
  );
}

import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { Given } from './Given.tsx';
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
      <Given label="Backup instance">
        <RouteLink to={paths.instance(instanceId)}>{friendlyName}</RouteLink>
      </Given>
      <Given label="Datasource type">{datasourceTypeText(dataSourceInfo.datasourceType ?? '–')}</Given>
      <Given label="Backup vault">
        <RouteLink to={paths.vault(vaultId)}>{lastName(vaultId)}</RouteLink>
      </Given>
      <Given label="Restore region">{dataSourceInfo.resourceLocation ?? '–'} (Primary region)</Given>
    </>
  );
}

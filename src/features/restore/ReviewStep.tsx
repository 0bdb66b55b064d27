import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { lastName, parseResourceId } from '#protocol/resource-id.ts';
import { SERVER_TARGET, type ServerTarget } from '#protocol/restore.ts';
import { accountIdOf } from '#protocol/storage.ts';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { partText } from './part-choice.ts';
import { ruleOf } from './point-columns.tsx';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';
import { STEP_TITLES, type StepSlug } from './step-slugs.ts';
import { Validation } from './Validation.tsx';

/** What will be restored, and whether it can be. */
export function ReviewStep() {
  const { instance, instanceId, facts, problems } = useRestoreWizard();
  const { point } = facts;
  return (
    <>
      <Verdict />
      <SummaryList
        heading="Basics"
        facts={[
          { label: 'Backup instance', value: instance.properties.friendlyName },
          {
            label: 'Datasource type',
            value: datasourceTypeText(instance.properties.dataSourceInfo.datasourceType ?? '–'),
          },
          { label: 'Backup vault', value: lastName(vaultIdOf(instanceId)) },
        ]}
      />
      <SummaryList
        heading="Restore point"
        action={<Edit step="point" what="restore point" />}
        facts={
          point
            ? [
                { label: 'Time', value: <DateTime value={point.properties.recoveryPointTime} /> },
                { label: 'Retention rule', value: ruleOf(point) },
              ]
            : [{ label: 'Time', value: '–' }]
        }
      />
      <Parameters />
      {problems.length === 0 && <Validation />}
    </>
  );
}

function Parameters() {
  const { request } = useRestoreWizard();
  const target = request?.restoreTargetInfo;
  const edit = <Edit step="parameters" what="restore parameters" />;
  if (!target)
    return <SummaryList heading="Restore parameters" action={edit} facts={[{ label: 'Target', value: '–' }]} />;
  if (target.objectType === SERVER_TARGET) {
    return (
      <SummaryList
        heading="Restore parameters"
        action={edit}
        facts={[
          { label: 'Restore type', value: 'Restore to a PostgreSQL server' },
          { label: 'Target server', value: lastName(target.targetServerId) },
          {
            label: 'Databases',
            value: target.databases.map(({ name, targetName, replace, only }) => (
              <div key={name}>
                {name} as {targetName}
                {only && ` (${partText(only)})`}
                {replace && ', which is replaced'}
              </div>
            )),
          },
          { label: 'Owners and roles', value: ownersText(target) },
          {
            label: 'Runs as',
            value:
              target.asAdministrator === true
                ? 'The administrator login'
                : 'A role without superuser, where the administrator login can make one',
          },
        ]}
      />
    );
  }
  const { targetResourceArmId = '', url, filePrefix } = target.targetDetails;
  return (
    <SummaryList
      heading="Restore parameters"
      action={edit}
      facts={[
        { label: 'Restore type', value: 'Restore as Files' },
        { label: 'Target Storage account', value: parseResourceId(accountIdOf(targetResourceArmId))?.name ?? '–' },
        { label: 'Target Container', value: lastName(url) },
        { label: 'Address', value: url },
        { label: 'File prefix', value: filePrefix },
      ]}
    />
  );
}

function ownersText({ ownersAndRoles, fullRoles }: ServerTarget): string {
  if (!ownersAndRoles) return 'Not restored';
  return fullRoles === true ? 'Restored, roles with all their rights' : 'Restored, roles without superuser and login';
}

/** What is missing, or why the restore was not started; stands on top and is said aloud. */
function Verdict() {
  const { problems, failure, addressOf } = useRestoreWizard();
  const styles = useRestoreStyles();
  if (failure) {
    return (
      <div className={styles.bar}>
        <ProblemBar title="The restore was not started" error={failure} />
      </div>
    );
  }
  if (problems.length === 0) return null;
  return (
    <div role="status">
      <MessageBar intent="error" layout="multiline" className={styles.bar}>
        <MessageBarBody>
          <MessageBarTitle>Required information is missing or not valid.</MessageBarTitle>
          <ul>
            {problems.map(({ step, field, message }) => (
              <li key={field}>
                <RouteLink inline to={addressOf(step)}>
                  {STEP_TITLES[step]}
                </RouteLink>
                : {message}
              </li>
            ))}
          </ul>
        </MessageBarBody>
      </MessageBar>
    </div>
  );
}

function Edit({ step, what }: { step: StepSlug; what: string }) {
  const { addressOf } = useRestoreWizard();
  return (
    <RouteLink to={addressOf(step)} aria-label={`Edit ${what}`}>
      Edit
    </RouteLink>
  );
}

import { lastName, parseResourceId } from '#protocol/resource-id.ts';
import { SERVER_TARGET, type ServerTarget } from '#protocol/restore.ts';
import { accountIdOf } from '#protocol/storage.ts';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { partText } from './part-choice.ts';
import { useRestoreWizard } from './restore-context.ts';

/** Where the recovery point goes, according to the request. */
export function ParametersSummary(props: StepSummaryProps) {
  const { request } = useRestoreWizard();
  const target = request?.restoreTargetInfo;
  if (!target) return <SummaryList {...props} facts={[{ label: 'Target', value: '–' }]} />;
  if (target.objectType === SERVER_TARGET) {
    return (
      <SummaryList
        {...props}
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
      {...props}
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

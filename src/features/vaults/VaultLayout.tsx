import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { DatabaseMultipleRegular } from '@fluentui/react-icons/svg/database-multiple';
import { KeyRegular } from '@fluentui/react-icons/svg/key';
import { OptionsRegular } from '@fluentui/react-icons/svg/options';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { Outlet, useParams } from 'react-router';
import { paths } from '#paths';
import { ServiceMenu } from '#ui/ServiceMenu.tsx';

/** Gives the pages of one vault their service menu. */
export function Component() {
  const { vaultId = '' } = useParams();
  return (
    <Outlet
      context={
        <ServiceMenu
          label="Backup vault"
          groups={[
            {
              items: [
                { label: 'Overview', to: paths.vault(vaultId), icon: <VaultRegular /> },
                { label: 'Access control (IAM)', to: paths.vaultAccess(vaultId), icon: <PeopleRegular /> },
                { label: 'Tags', to: paths.vaultTags(vaultId), icon: <TagRegular /> },
              ],
            },
            {
              heading: 'Settings',
              items: [
                { label: 'Identity', to: paths.vaultIdentity(vaultId), icon: <KeyRegular /> },
                { label: 'Properties', to: paths.vaultProperties(vaultId), icon: <OptionsRegular /> },
              ],
            },
            {
              heading: 'Manage',
              items: [
                { label: 'Backup instances', to: paths.vaultInstances(vaultId), icon: <DatabaseMultipleRegular /> },
                { label: 'Backup policies', to: paths.vaultPolicies(vaultId), icon: <CalendarClockRegular /> },
              ],
            },
            {
              heading: 'Monitoring + Reporting',
              items: [{ label: 'Backup jobs', to: paths.vaultJobs(vaultId), icon: <ClipboardTaskListLtrRegular /> }],
            },
          ]}
        />
      }
    />
  );
}

import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { DatabaseArrowDownRegular } from '@fluentui/react-icons/svg/database-arrow-down';
import { NotebookRegular } from '@fluentui/react-icons/svg/notebook';
import { Outlet, useParams } from 'react-router';
import { instanceIdOf, paths } from '#paths';
import { ServiceMenu } from '#ui/page/ServiceMenu.tsx';

/**
 * Gives the pages of one backup instance their service menu. The pages check themselves whether it exists: its past
 * jobs and events stay when it is gone.
 */
export function Component() {
  const { vaultId = '', instanceName = '' } = useParams();
  const instanceId = instanceIdOf(vaultId, instanceName);
  return (
    <Outlet
      context={
        <ServiceMenu
          label="Backup instance"
          groups={[
            {
              items: [
                { label: 'Overview', to: paths.instance(instanceId), icon: <DatabaseArrowDownRegular /> },
                { label: 'Activity log', to: paths.instanceLog(instanceId), icon: <NotebookRegular /> },
              ],
            },
            {
              heading: 'Monitoring',
              items: [
                { label: 'Backup jobs', to: paths.instanceJobs(instanceId), icon: <ClipboardTaskListLtrRegular /> },
              ],
            },
          ]}
        />
      }
    />
  );
}

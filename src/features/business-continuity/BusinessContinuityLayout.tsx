import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { Outlet } from 'react-router';
import { paths } from '#paths';
import { ServiceMenu } from '#ui/ServiceMenu.tsx';

/** Gives the pages of the Business Continuity Center their service menu. */
export function Component() {
  return (
    <Outlet
      context={
        <ServiceMenu
          label="Business Continuity Center"
          groups={[
            { items: [{ label: 'Overview', to: paths.businessContinuity(), icon: <ShieldCheckmarkRegular /> }] },
            {
              heading: 'Monitoring + Reporting',
              items: [{ label: 'Jobs', to: paths.jobs(), icon: <ClipboardTaskListLtrRegular /> }],
            },
          ]}
        />
      }
    />
  );
}

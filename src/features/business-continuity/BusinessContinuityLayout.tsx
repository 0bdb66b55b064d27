import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { ShieldTaskRegular } from '@fluentui/react-icons/svg/shield-task';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { Outlet } from 'react-router';
import { paths } from '#paths';
import { ServiceMenu, type ServiceMenuGroup } from '#ui/page/ServiceMenu.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { CENTRE } from '#ui/text/center.ts';

/** The portal's groups in its order, without the entries that have no page here. */
const GROUPS: readonly ServiceMenuGroup[] = [
  { items: [{ label: 'Overview', to: paths.businessContinuity(), icon: <ShieldTaskRegular /> }] },
  {
    heading: 'Protection inventory',
    items: [
      { label: 'Protectable resources', to: paths.protectableResources(), icon: <DatabaseRegular /> },
      { label: 'Protected items', to: paths.protectedItems(), icon: <ShieldCheckmarkRegular /> },
    ],
  },
  {
    heading: 'Manage',
    items: [
      { label: 'Protection policies', to: paths.protectionPolicies(), icon: <CalendarClockRegular /> },
      { label: 'Vaults', to: paths.protectionVaults(), icon: <VaultRegular /> },
    ],
  },
  {
    heading: 'Monitoring + Reporting',
    items: [
      { label: 'Jobs', to: paths.jobs(), icon: <ClipboardTaskListLtrRegular /> },
      { label: 'Alerts', to: paths.alerts(), icon: <AlertRegular /> },
    ],
  },
];

/** Gives the pages of the Business Continuity Center their service menu, whose links keep the scope. */
export function Component() {
  const scoped = useScopedAddress();
  const groups = GROUPS.map((group) => ({
    ...group,
    items: group.items.map((item) => ({ ...item, to: scoped(item.to) })),
  }));
  return <Outlet context={<ServiceMenu label={CENTRE} groups={groups} />} />;
}

import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { Outlet, useParams } from 'react-router';
import { paths } from '#paths';
import { ServiceMenu } from '#ui/ServiceMenu.tsx';

/** Gives the pages of one server their service menu. */
export function Component() {
  const { serverId = '' } = useParams();
  return (
    <Outlet
      context={
        <ServiceMenu
          label="PostgreSQL flexible server"
          groups={[
            { items: [{ label: 'Overview', to: paths.server(serverId), icon: <DatabaseRegular /> }] },
            {
              heading: 'Settings',
              items: [
                {
                  label: 'LTR (Vaulted Backups)',
                  to: paths.serverVaultedBackups(serverId),
                  icon: <ShieldCheckmarkRegular />,
                },
              ],
            },
          ]}
        />
      }
    />
  );
}

import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { NotebookRegular } from '@fluentui/react-icons/svg/notebook';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from 'react-router';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { postgresServers } from '#resources/postgres-servers.ts';
import { isNotFound, NotFoundState } from '#ui/state/NotFoundState.tsx';
import { Page } from '#ui/page/Page.tsx';
import { ServiceMenu } from '#ui/page/ServiceMenu.tsx';
import { SERVICE, serverCrumbs } from './server-address.ts';

/** Gives the pages of one server their service menu. */
export function Component() {
  const { serverId = '' } = useParams();
  const { data, error } = useQuery(postgresServers.byId(serverId));
  if (!data && isNotFound(error)) return <NoServer serverId={serverId} error={error} />;
  return (
    <Outlet
      context={
        <ServiceMenu
          label={POSTGRES_SERVERS.words.one}
          groups={[
            {
              items: [
                { label: 'Overview', to: paths.server(serverId), icon: <DatabaseRegular /> },
                { label: 'Activity log', to: paths.serverLog(serverId), icon: <NotebookRegular /> },
              ],
            },
            {
              heading: 'Settings',
              items: [
                {
                  label: 'LTR (Vaulted Backups)',
                  to: paths.serverVaultedBackups(serverId),
                  icon: <ShieldCheckmarkRegular />,
                },
                { label: 'Locks', to: paths.serverLocks(serverId), icon: <LockClosedRegular /> },
              ],
            },
          ]}
        />
      }
    />
  );
}

/** For all pages of a server that does not exist. */
function NoServer({ serverId, error }: { serverId: ResourceId; error: unknown }) {
  return (
    <Page breadcrumb={serverCrumbs(serverId).slice(0, -1)} title={lastName(serverId)} subtitle={SERVICE}>
      <NotFoundState what="The server" back={{ to: paths.servers(), label: 'Go to all servers' }} error={error} />
    </Page>
  );
}

import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { parseResourceId } from '#protocol/resource-id.ts';
import { SERVICE_DATABASES, type PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { Essentials } from '#ui/Essentials.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import { Tile, TileRow, TileSkeleton } from '#ui/Tile.tsx';
import { protectionStatusView } from '#ui/protection-status.ts';
import { instanceOf } from './protection.ts';
import { serverCrumbs, serverNameOf, SERVICE } from './server-address.ts';
import { availabilityText, computeText, roleText, versionOf } from './server-text.ts';

const useStyles = makeStyles({
  tiles: { marginBlockStart: tokens.spacingVerticalXXL },
  databases: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    overflowWrap: 'anywhere',
  },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** **Overview** of one server. */
function ServerOverviewPage() {
  const styles = useStyles();
  const { serverId = '' } = useParams();
  const client = useQueryClient();
  const query = useQuery(postgresServers.byId(serverId));
  const refresh = () => {
    void query.refetch();
    void client.invalidateQueries(postgresServers.databases(serverId));
    void client.invalidateQueries({ queryKey: backupInstances.all() });
  };
  return (
    <Page
      breadcrumb={serverCrumbs(serverId).slice(0, -1)}
      title={serverNameOf(serverId)}
      subtitle={SERVICE}
      menu={useOutletContext<ReactNode>()}
      commands={[{ key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh }]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={5} />} what="The server">
        {(server) => (
          <>
            <ServerEssentials server={server} />
            <div className={styles.tiles}>
              <TileRow>
                <ProtectionTile serverId={serverId} />
                <DatabasesTile serverId={serverId} />
              </TileRow>
            </div>
          </>
        )}
      </Loadable>
    </Page>
  );
}

function ServerEssentials({ server }: { server: PostgresServer }) {
  const { data: names } = useQuery(subscriptions.list());
  const at = parseResourceId(server.id);
  const subscriptionId = at?.subscriptionId ?? '';
  const { connection } = server.properties;
  return (
    <Essentials
      json={{ title: server.name, value: server }}
      facts={[
        { label: 'Resource group', value: at?.resourceGroup },
        { label: 'Endpoint', value: server.properties.fullyQualifiedDomainName },
        { label: 'Status', value: server.properties.state },
        { label: 'Administrator login', value: server.properties.administratorLogin },
        { label: 'Location', value: server.location },
        { label: 'PostgreSQL version', value: versionOf(server) },
        { label: 'Subscription', value: subscriptionName(names, subscriptionId) },
        ...(connection
          ? [{ label: 'Connection', value: `${connection.host}:${String(connection.port)}, TLS ${connection.tlsMode}` }]
          : [{ label: 'Configuration', value: computeText(server) ?? '–' }]),
        { label: 'Subscription ID', value: subscriptionId },
        { label: 'Storage', value: `${server.properties.storage.storageSizeGB.toLocaleString('en')} GB` },
        { label: 'Replication role', value: roleText(server) },
        { label: 'High availability', value: availabilityText(server) },
      ]}
    />
  );
}

function ProtectionTile({ serverId }: { serverId: string }) {
  const query = useQuery(backupInstances.everywhere());
  const more = { to: paths.serverVaultedBackups(serverId), label: 'LTR (Vaulted Backups)' };
  return (
    <Tile title="Vaulted backups" more={more}>
      <Loadable query={query} skeleton={<TileSkeleton />} what="Vaulted backups">
        {(all) => {
          const instance = instanceOf(serverId, all);
          if (!instance) return <StatusText kind="neutral" text="Not protected" />;
          return (
            <>
              <StatusText {...protectionStatusView(instance.properties.currentProtectionState)} />
              <RouteLink to={paths.instance(instance.id)}>{instance.properties.friendlyName}</RouteLink>
            </>
          );
        }}
      </Loadable>
    </Tile>
  );
}

function DatabasesTile({ serverId }: { serverId: string }) {
  const styles = useStyles();
  const query = useQuery(postgresServers.databases(serverId));
  return (
    <Tile title="Databases">
      <Loadable query={query} skeleton={<TileSkeleton />} what="Databases">
        {(databases) => (
          <ul className={styles.databases}>
            {databases.map(({ name }) => (
              <li key={name} className={SERVICE_DATABASES.includes(name) ? styles.quiet : undefined}>
                {name}
              </li>
            ))}
          </ul>
        )}
      </Loadable>
    </Tile>
  );
}

export { ServerOverviewPage as Component };

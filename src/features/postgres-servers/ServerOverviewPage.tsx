import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { changeOfServer, deletionOfServer } from '#protocol/refusals.ts';
import { lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { SERVICE_DATABASES, type PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { useNames } from '#resources/useNames.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { Essentials } from '#ui/page/Essentials.tsx';
import type { Command } from '#ui/page/CommandBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { Tile, TileRow, TileSkeleton } from '#ui/page/Tile.tsx';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { NOT_CONNECTED_HERE, useNotOffered } from './connect/rights.ts';
import { instanceOf } from './protection.ts';
import { serverCrumbs, SERVICE } from './server-address.ts';
import { availabilityText, computeText, roleText, versionOf } from './server-text.ts';

// Loaded when they are shown.
const RemoveServerDialog = loadedWhenShown(
  async () => (await import('./connect/RemoveServerDialog.tsx')).RemoveServerDialog,
);
const ConnectedBar = loadedWhenShown(async () => (await import('./connect/ConnectedBar.tsx')).ConnectedBar);

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
  const { data: instances } = useQuery(backupInstances.everywhere());
  const instance = instances && instanceOf(serverId, instances);
  const address = useAddress<'connected' | 'dialog'>();
  const connectionCommands = useConnectionCommands(serverId, query.data, instance, () =>
    address.show({ dialog: 'remove' }),
  );
  const refresh = () => {
    void query.refetch();
    void client.invalidateQueries(postgresServers.databases(serverId));
    void client.invalidateQueries({ queryKey: backupInstances.all() });
    refreshRefusals(client);
  };
  return (
    <Page
      breadcrumb={serverCrumbs(serverId).slice(0, -1)}
      title={lastName(serverId)}
      subtitle={SERVICE}
      menu={useOutletContext<ReactNode>()}
      commands={[
        ...connectionCommands,
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
      {...(address.get('connected') !== undefined &&
        query.data &&
        instances &&
        !instance && {
          banner: <ConnectedBar server={query.data} onDismiss={() => address.show({ connected: undefined })} />,
        })}
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
            {address.get('dialog') === 'remove' && (
              <RemoveServerDialog server={server} onClose={() => address.show({ dialog: undefined })} />
            )}
          </>
        )}
      </Loadable>
    </Page>
  );
}

/** The commands for a server that was connected here; disabled ones say why. */
function useConnectionCommands(
  serverId: ResourceId,
  server: PostgresServer | undefined,
  instance: BackupInstance | undefined,
  onRemove: () => void,
): Command[] {
  const notOffered = useNotOffered();
  const { refused } = useRefusals({ edit: changeOfServer(serverId), remove: deletionOfServer(serverId) });
  const notHere = server
    ? (notOffered ?? (server.properties.connection ? undefined : NOT_CONNECTED_HERE))
    : 'The server is not loaded.';
  const isProtected =
    instance && `It is protected by the backup instance '${instance.properties.friendlyName}'. Delete that first.`;
  return [
    {
      key: 'edit',
      label: 'Edit connection',
      icon: <EditRegular />,
      to: paths.serverConnection(serverId),
      disabledReason: notHere ?? refused.edit,
    },
    {
      key: 'remove',
      label: 'Remove',
      icon: <DeleteRegular />,
      onClick: onRemove,
      disabledReason: notHere ?? refused.remove ?? isProtected,
    },
  ];
}

function ServerEssentials({ server }: { server: PostgresServer }) {
  const names = useNames();
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
        { label: 'Location', value: names.region(server.location) },
        { label: 'PostgreSQL version', value: versionOf(server) },
        { label: 'Subscription', value: names.subscription(subscriptionId) },
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
        {(databases) =>
          databases.length === 0 ? (
            <>No databases are known on this server.</>
          ) : (
            <ul className={styles.databases}>
              {databases.map(({ name }) => (
                <li key={name} className={SERVICE_DATABASES.includes(name) ? styles.quiet : undefined}>
                  {name}
                </li>
              ))}
            </ul>
          )
        }
      </Loadable>
    </Tile>
  );
}

export { ServerOverviewPage as Component };

import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import { SERVICE_DATABASES, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, sameRegion } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { newGuid } from '#resources/new-guid.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { ContextPane } from '#ui/ContextPane.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { Loadable } from '#ui/Loadable.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { resourceNameFor } from '../draft.ts';
import { filterResources, groupOf, NO_FILTER } from '../resource-filter.ts';
import { ResourceFilterBar } from '../ResourceFilterBar.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { protectingVaults, whyNotSelectable } from './server-fitness.ts';

interface SelectResourcesPaneProps {
  vault: Vault;
  onClose: () => void;
}

/** Servers of every subscription in the vault's region. What was chosen before is ticked, and may be unticked. */
export function SelectResourcesPane({ vault, onClose }: SelectResourcesPaneProps) {
  const { draft, dispatch } = useWizard();
  const query = useQuery({
    ...postgresServers.everywhere(),
    select: (servers) => servers.filter((server) => sameRegion(server.location, vault.location)),
  });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(draft.rows.map((row) => idKey(row.serverId))),
  );
  const listed = query.data ?? [];
  const chosen = listed.filter((server) => ticked.has(idKey(server.id)));

  const select = () => {
    const wasChosen = new Set(draft.rows.map((row) => idKey(row.serverId)));
    const added = chosen.filter((server) => !wasChosen.has(idKey(server.id)));
    const removed = listed.filter((server) => wasChosen.has(idKey(server.id)) && !ticked.has(idKey(server.id)));
    if (removed.length > 0) dispatch({ type: 'serversRemoved', serverIds: removed.map((server) => server.id) });
    if (added.length > 0) {
      const servers = added.map(({ id }) => ({ serverId: id, resourceName: resourceNameFor(id, newGuid()) }));
      dispatch({ type: 'serversAdded', servers });
    }
    onClose();
  };

  return (
    <ContextPane
      open
      title="Select resources to backup"
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={!query.data} onClick={select}>
            {chosen.length === 0 ? 'Select' : `Select (${chosen.length} item${chosen.length === 1 ? '' : 's'})`}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <p>
        Showing servers in <strong>{vault.location}</strong>, the region of the selected vault.
      </p>
      <Loadable query={query} what="Servers" skeleton={<RowsSkeleton rows={10} />}>
        {(servers) => <ServerGrid servers={servers} region={vault.location} ticked={ticked} onTick={setTicked} />}
      </Loadable>
    </ContextPane>
  );
}

interface ServerGridProps {
  servers: PostgresServer[];
  region: string;
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
}

function ServerGrid({ servers, region, ticked, onTick }: ServerGridProps) {
  const subscriptionName = useSubscriptionNames();
  // When the instances cannot be read, nothing is greyed here; the service still refuses a second protection.
  const { data: instances = [] } = useQuery(backupInstances.everywhere());
  const vaultOf = protectingVaults(instances);
  const reasonFor = (server: PostgresServer) => whyNotSelectable(server, vaultOf.get(idKey(server.id)));
  const [filter, setFilter] = useState(NO_FILTER);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const rows = filterResources(servers, filter);
  return (
    <>
      <ResourceFilterBar
        resources={servers}
        filter={filter}
        onChange={setFilter}
        shown={rows.length}
        subscriptionName={subscriptionName}
        by={['subscription', 'resourceGroup']}
      />
      <Grid
        ariaLabel="Servers"
        columns={columnsWith(subscriptionName, reasonFor)}
        rows={rows}
        rowKey={(server) => idKey(server.id)}
        sort={{ columnId: 'name', direction: 'ascending' }}
        selection={{
          selected: ticked,
          onChange: onTick,
          labelOf: (server) => server.name,
          // What was chosen already can always be given up.
          isSelectable: (server) => reasonFor(server) === undefined || ticked.has(idKey(server.id)),
        }}
        expansion={{
          expanded,
          onChange: setExpanded,
          labelOf: (server) => `Databases of ${server.name}`,
          content: (server) => <Databases server={server} />,
        }}
        empty={<NoServers region={region} isFiltered={servers.length > 0} onClear={() => setFilter(NO_FILTER)} />}
        minWidth={760}
      />
    </>
  );
}

function columnsWith(
  subscriptionName: (id: string) => string,
  reasonFor: (server: PostgresServer) => string | undefined,
): GridColumn<PostgresServer>[] {
  const subscriptionOf = (server: PostgresServer) => subscriptionName(server.id);
  const stateOf = (server: PostgresServer) => server.properties.state;
  const versionOf = ({ properties }: PostgresServer) =>
    properties.minorVersion === undefined ? properties.version : `${properties.version}.${properties.minorVersion}`;
  const sizeOf = (server: PostgresServer) => server.properties.storage.storageSizeGB;
  return [
    {
      id: 'name',
      title: 'Name',
      cell: (server) => server.name,
      compare: byText((server) => server.name),
      width: '20%',
    },
    { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf), width: '13%' },
    { id: 'subscription', title: 'Subscription', cell: subscriptionOf, compare: byText(subscriptionOf), width: '12%' },
    { id: 'version', title: 'Version', cell: versionOf, compare: byText(versionOf), width: '8%' },
    {
      id: 'storage',
      title: 'Storage',
      cell: (server) => `${sizeOf(server)} GB`,
      compare: (one, other) => sizeOf(one) - sizeOf(other),
      width: '10%',
    },
    { id: 'state', title: 'State', cell: stateOf, compare: byText(stateOf), width: '10%' },
    {
      id: 'protection',
      title: 'Protection',
      cell: (server) => <Protection reason={reasonFor(server)} />,
      width: '19%',
    },
  ];
}

function Protection({ reason }: { reason: string | undefined }) {
  const styles = useWizardStyles();
  return reason === undefined ? <>Not protected</> : <span className={styles.secondary}>{reason}</span>;
}

interface NoServersProps {
  region: string;
  isFiltered: boolean;
  onClear: () => void;
}

function NoServers({ region, isFiltered, onClear }: NoServersProps) {
  return isFiltered ? (
    <EmptyState
      picture={<DatabaseRegular />}
      heading="No server matches"
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      Change the name or the filters.
    </EmptyState>
  ) : (
    <EmptyState picture={<DatabaseRegular />} heading="No servers">
      No PostgreSQL flexible servers in {region} that you can access.
    </EmptyState>
  );
}

const useDatabaseStyles = makeStyles({
  list: { margin: '0', padding: `${tokens.spacingVerticalS} 0`, listStyleType: 'none', columnWidth: '200px' },
  name: { overflowWrap: 'anywhere', paddingBlock: tokens.spacingVerticalXXS },
});

/** For information only: the whole server is backed up. */
function Databases({ server }: { server: PostgresServer }) {
  const styles = useDatabaseStyles();
  const wizard = useWizardStyles();
  const query = useQuery(postgresServers.databases(server.id));
  return (
    <Loadable query={query} what="Databases" skeleton={<RowsSkeleton rows={2} />}>
      {(databases) =>
        databases.length === 0 ? (
          <Text>This server has no databases.</Text>
        ) : (
          <ul className={styles.list} aria-label={`Databases of ${server.name}`}>
            {databases.map(({ id, name }) => (
              <li key={id} className={styles.name}>
                {SERVICE_DATABASES.includes(name) ? (
                  <span className={wizard.secondary}>{name} (belongs to the service, not backed up)</span>
                ) : (
                  name
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loadable>
  );
}

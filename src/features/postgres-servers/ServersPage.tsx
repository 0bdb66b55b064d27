import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { fillGaps } from '#resources/gathered.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { useNotOffered } from './connect/rights.ts';
import { SERVICE } from './server-address.ts';
import { serverColumns } from './server-columns.tsx';

const ALL = '';

/** Every flexible server that the person may see. */
function ServersPage() {
  const client = useQueryClient();
  const options = postgresServers.gathered();
  const query = useQuery(options);
  const notOffered = useNotOffered();
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title={`${SERVICE}s`}
      commands={[
        {
          key: 'connect',
          label: 'Connect a server',
          icon: <AddRegular />,
          to: paths.connectServer(),
          primary: true,
          disabledReason: notOffered,
        },
        { key: 'configure', label: 'Configure backup', icon: <ShieldAddRegular />, to: paths.configureBackup() },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton />} what="Servers">
        {({ items, gaps }) => (
          <>
            <GapBar what="servers" gaps={gaps} onRetry={() => void fillGaps(client, options.queryKey)} />
            {items.length > 0 || gaps.length > 0 ? <ServerList all={items} /> : <NoServers notOffered={notOffered} />}
          </>
        )}
      </Loadable>
    </Page>
  );
}

function NoServers({ notOffered }: { notOffered: string | undefined }) {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<DatabaseRegular />}
      heading={`No ${POSTGRES_SERVERS.words.many}`}
      action={
        <ReasonedButton
          appearance="primary"
          disabledReason={notOffered}
          onClick={() => void navigate(paths.connectServer())}
        >
          Connect a server
        </ReasonedButton>
      }
    >
      There are none that you can access. Connect a PostgreSQL server that runs already to back it up.
    </EmptyState>
  );
}

function ServerList({ all }: { all: readonly PostgresServer[] }) {
  const { filters, change, clear } = useAddressFilters(['q', 'location']);
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  const { data: names } = useQuery(subscriptions.list());

  const text = filters.q.trim().toLowerCase();
  const shown = all.filter(
    (server) =>
      server.name.toLowerCase().includes(text) && (filters.location === ALL || server.location === filters.location),
  );
  const locations = [...new Set(all.map((server) => server.location))].sort();
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Filter by name"
            initial={filters.q}
            onChange={(value) => {
              change('q', value);
            }}
          />
        }
        pills={[
          {
            label: 'Location',
            value: filters.location,
            options: [{ value: ALL, label: 'All' }, ...locations.map((value) => ({ value, label: value }))],
            onChange: (value) => {
              change('location', value);
            },
          },
        ]}
        count={shown.length === 1 ? '1 server' : `${shown.length.toLocaleString('en')} servers`}
      />
      <Grid
        ariaLabel="Servers"
        columns={serverColumns((server) => subscriptionName(names, parseResourceId(server.id)?.subscriptionId ?? ''))}
        rows={shown}
        rowKey={(server) => idKey(server.id)}
        {...order}
        rowActions={(server) => (
          <RowMenu
            label={server.name}
            items={[
              { label: 'View server', to: paths.server(server.id) },
              { label: 'LTR (Vaulted Backups)', to: paths.serverVaultedBackups(server.id) },
            ]}
          />
        )}
        empty={
          <EmptyState
            picture={<DatabaseRegular />}
            heading="No servers match the filters"
            action={<Button onClick={clear}>Clear filters</Button>}
          >
            Change the name or the location, or clear both.
          </EmptyState>
        }
      />
    </>
  );
}

export { ServersPage as Component };

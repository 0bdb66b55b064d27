/** The columns of the list of servers. */
import { parseResourceId } from '#protocol/resource-id.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { versionOf } from './server-text.ts';

/** The columns, given how a server's subscription is called. */
export const serverColumns = (subscriptionOf: (server: PostgresServer) => string): GridColumn<PostgresServer>[] => [
  {
    id: 'name',
    title: 'Name',
    cell: (server) => <RouteLink to={paths.server(server.id)}>{server.name}</RouteLink>,
    compare: byText((server) => server.name),
  },
  { id: 'state', title: 'Status', cell: stateOf, compare: byText(stateOf) },
  { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf) },
  {
    id: 'location',
    title: 'Location',
    cell: (server) => server.location,
    compare: byText((server) => server.location),
  },
  { id: 'subscription', title: 'Subscription', cell: subscriptionOf, compare: byText(subscriptionOf) },
  { id: 'version', title: 'PostgreSQL version', cell: versionOf, compare: byText(versionOf) },
];

const stateOf = ({ properties }: PostgresServer): string => properties.state;
const groupOf = ({ id }: PostgresServer): string => parseResourceId(id)?.resourceGroup ?? '';

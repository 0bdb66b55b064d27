/** The list of servers. */
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import type { Names } from '#resources/useNames.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import {
  GROUP_COLUMN,
  LOCATION_COLUMN,
  LOCATION_FILTER,
  placeOf,
  SUBSCRIPTION_COLUMN,
  type Place,
} from '#ui/list/places.ts';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { versionOf } from './server-text.ts';

interface ServerRow extends Place {
  server: PostgresServer;
}

export const serverRow = (server: PostgresServer, names: Names): ServerRow => ({
  server,
  ...placeOf(server.id, server.location, names),
});

export const SERVER_LIST: ListDeclaration<ServerRow> = {
  id: 'servers',
  what: ['server', 'servers'],
  columns: columnsOf<ServerRow>([
    { id: 'name', title: 'Name', text: ({ server }) => server.name, address: ({ server }) => paths.server(server.id) },
    { id: 'state', title: 'Status', text: ({ server }) => server.properties.state },
    GROUP_COLUMN,
    LOCATION_COLUMN,
    SUBSCRIPTION_COLUMN,
    { id: 'version', title: 'PostgreSQL version', text: ({ server }) => versionOf(server) },
  ]),
  rowKey: ({ server }) => idKey(server.id),
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ server }) => [server.name] },
  filters: [LOCATION_FILTER],
  rowMenu: ({ server }) => (
    <RowMenu
      label={server.name}
      items={[
        { label: 'View server', to: paths.server(server.id) },
        { label: 'LTR (Vaulted Backups)', to: paths.serverVaultedBackups(server.id) },
      ]}
    />
  ),
  picture: <DatabaseRegular />,
  none: {
    heading: `No ${POSTGRES_SERVERS.words.many}`,
    text: 'There are none that you can access. Connect an existing PostgreSQL server to back it up.',
  },
};

/** Notifications about servers that are connected, changed and removed. */
import { mutationOptions } from '@tanstack/react-query';
import type { PostgresServer } from '#protocol/postgres.ts';
import { lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { news } from '#resources/mutation-meta.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { resourceGroups } from '#resources/resource-groups.ts';
import {
  changeConnection,
  connectServer,
  removeServer,
  type Access,
  type NewServer,
} from '#resources/server-connections.ts';

/** Connects a server, and offers to protect it. */
export const serverConnection = mutationOptions({
  mutationFn: connectServer,
  meta: news<NewServer, PostgresServer>({
    notification: {
      start: ({ id }) => ({ title: 'Connecting server', body: sentence(id) }),
      done: ({ id }) => ({
        title: 'Server connected',
        body: sentence(id),
        link: { to: paths.configureBackup('basics', { servers: [id] }), label: 'Configure backup' },
      }),
      failed: ({ id }, error) => ({ title: 'Failed to connect server', body: `${sentence(id)}: ${error.message}` }),
    },
    invalidates: ({ id }) => [
      postgresServers.all(),
      resourceGroups.list(parseResourceId(id)?.subscriptionId ?? '').queryKey,
    ],
  }),
});

export interface ChangedConnection {
  id: ResourceId;
  access: Access;
}

/** Changes the connection of a server. */
export const connectionChange = mutationOptions({
  mutationFn: ({ id, access }: ChangedConnection) => changeConnection(id, access),
  meta: news<ChangedConnection, PostgresServer>({
    notification: {
      start: ({ id }) => ({ title: 'Updating connection', body: sentence(id) }),
      done: ({ id }) => ({ title: 'Connection updated', body: sentence(id) }),
      failed: ({ id }, error) => ({ title: 'Failed to update connection', body: `${sentence(id)}: ${error.message}` }),
    },
    invalidates: [postgresServers.all()],
  }),
});

/** Disconnects a server. */
export const serverRemoval = mutationOptions({
  mutationFn: removeServer,
  meta: news<ResourceId>({
    notification: {
      start: (id) => ({ title: 'Removing server', body: sentence(id) }),
      done: (id) => ({ title: 'Server removed', body: sentence(id) }),
      failed: (id, error) => ({ title: 'Failed to remove server', body: `${sentence(id)}: ${error.message}` }),
    },
    invalidates: [postgresServers.all()],
  }),
});

const sentence = (id: ResourceId): string => `'${lastName(id)}'`;

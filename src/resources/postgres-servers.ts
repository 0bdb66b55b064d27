import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { SERVER_TYPE, type PostgresDatabase, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { inEverySubscription } from './subscriptions.ts';

const apiVersion = API_VERSIONS.postgres;

export const postgresServers = {
  /** The flexible servers of every subscription. */
  everywhere: () =>
    queryOptions({
      queryKey: ['postgres-servers', 'everywhere'],
      queryFn: ({ client, signal }) =>
        inEverySubscription(client, (scope) =>
          arm.readAll<PostgresServer>(`${scope}/providers/${SERVER_TYPE}`, { apiVersion, signal }),
        ),
    }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: ['postgres-servers', 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<PostgresServer>(id, { apiVersion, signal }),
    }),

  databases: (serverId: ResourceId) =>
    queryOptions({
      queryKey: ['postgres-servers', 'databases', idKey(serverId)],
      queryFn: ({ signal }) => arm.readAll<PostgresDatabase>(`${serverId}/databases`, { apiVersion, signal }),
    }),
};

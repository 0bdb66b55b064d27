import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { PostgresDatabase, PostgresServer } from '#protocol/postgres.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { datasources } from './datasources.ts';
import { itemsOf } from './gathered.ts';

const apiVersion = API_VERSIONS.postgres;

export const postgresServers = {
  all: () => datasources.ofType(POSTGRES_SERVERS),

  /** The flexible servers of every subscription, and the subscriptions that could not be read. */
  gathered: () => datasources.gathered<PostgresServer>(POSTGRES_SERVERS),

  /** The flexible servers of every subscription that could be read, once all have been. */
  everywhere: () => queryOptions({ ...postgresServers.gathered(), select: itemsOf<PostgresServer> }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...postgresServers.all(), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<PostgresServer>(id, { apiVersion, signal }),
    }),

  /** Whether there is a server of that id. */
  exists: (id: ResourceId) =>
    queryOptions({
      queryKey: [...postgresServers.all(), 'exists', idKey(id)],
      queryFn: ({ signal }) => serverExists(id, signal),
    }),

  databases: (serverId: ResourceId) => datasources.databases<PostgresDatabase>(POSTGRES_SERVERS, serverId),
};

/** Whether there is such a server. Throws any other error of the service. */
export async function serverExists(id: ResourceId, signal?: AbortSignal): Promise<boolean> {
  try {
    await arm.read<PostgresServer>(id, { apiVersion, signal });
    return true;
  } catch (error) {
    if (error instanceof ArmError && error.status === 404) return false;
    throw error;
  }
}

import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { SERVER_TYPE, type PostgresDatabase, type PostgresServer } from '#protocol/postgres.ts';
import { idKey, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { arriving, gather, itemsOf } from './gathered.ts';
import { everySubscription } from './subscriptions.ts';

const apiVersion = API_VERSIONS.postgres;
const LIST_FRESH_MS = 60_000;

export const postgresServers = {
  all: () => ['postgres-servers'] as const,

  /** The flexible servers of every subscription, and which subscriptions could not be asked. */
  gathered: () =>
    queryOptions({
      queryKey: [...postgresServers.all(), 'everywhere'],
      queryFn: async (asking) =>
        gather(asking, await everySubscription(asking.client), ({ id }) =>
          arm.pages<PostgresServer>(`${subscriptionScope(id)}/providers/${SERVER_TYPE}`, {
            apiVersion,
            signal: asking.signal,
          }),
        ),
      // Ten thousand servers are a hundred requests; who registers or deletes one invalidates the list.
      staleTime: LIST_FRESH_MS,
      structuralSharing: false,
    }),

  /** The flexible servers of every subscription that could be asked, once all have been. */
  everywhere: () => queryOptions({ ...postgresServers.gathered(), select: itemsOf<PostgresServer> }),

  /** What has come of `everywhere` while it is loaded for the first time. */
  arriving: () => arriving<PostgresServer>(postgresServers.gathered().queryKey),

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

  databases: (serverId: ResourceId) =>
    queryOptions({
      queryKey: [...postgresServers.all(), 'databases', idKey(serverId)],
      queryFn: ({ signal }) => arm.readAll<PostgresDatabase>(`${serverId}/databases`, { apiVersion, signal }),
    }),
};

/** Whether there is such a server. Throws what the service answers instead of yes or no. */
export async function serverExists(id: ResourceId, signal?: AbortSignal): Promise<boolean> {
  try {
    await arm.read<PostgresServer>(id, { apiVersion, signal });
    return true;
  } catch (error) {
    if (error instanceof ArmError && error.status === 404) return false;
    throw error;
  }
}

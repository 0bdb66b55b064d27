/** What could be protected and is not. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import type { ItemNames } from './protected-items.ts';

export interface ProtectableResource {
  server: PostgresServer;
  name: string;
  type: string;
  subscriptionId: string;
  subscription: string;
  group: string;
  location: string;
}

/** Shorter than the name of the datasource type, which would take two lines in each row. */
const TYPE = POSTGRES_SERVERS.words.one;

/** The servers without a backup instance, whatever state that is in. One that is soft deleted protects nothing. */
export function protectableResources(
  servers: readonly PostgresServer[],
  instances: readonly BackupInstance[],
  names: ItemNames,
): ProtectableResource[] {
  const taken = new Set(instances.map(({ properties }) => idKey(properties.dataSourceInfo.resourceID)));
  return servers
    .filter(({ id }) => !taken.has(idKey(id)))
    .map((server): ProtectableResource => {
      const at = parseResourceId(server.id);
      return {
        server,
        name: server.name,
        type: TYPE,
        subscriptionId: at?.subscriptionId ?? '',
        subscription: names.subscription(at?.subscriptionId ?? ''),
        group: at?.resourceGroup ?? '',
        location: names.region(server.location),
      };
    });
}

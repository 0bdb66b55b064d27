/** What could be protected and is not. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';

export interface ProtectableResource {
  server: PostgresServer;
  name: string;
  type: string;
  subscription: string;
  group: string;
  location: string;
}

/** Shorter than the name of the datasource type, which would take two lines in each row. */
const TYPE = 'PostgreSQL flexible server';

/** The servers without a backup instance, whatever state that is in. One that is soft deleted protects nothing. */
export function protectableResources(
  servers: readonly PostgresServer[],
  instances: readonly BackupInstance[],
  subscriptionName: (subscriptionId: string) => string,
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
        subscription: subscriptionName(at?.subscriptionId ?? ''),
        group: at?.resourceGroup ?? '',
        location: server.location,
      };
    });
}

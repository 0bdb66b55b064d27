/** What could be protected and is not. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { Names } from '#resources/useNames.ts';
import { placeOf, type Place } from '#ui/list/places.ts';

export interface ProtectableResource extends Place {
  server: PostgresServer;
  name: string;
}

/** The servers without a backup instance, whatever the instance's state. A soft deleted one does not protect. */
export function protectableResources(
  servers: readonly PostgresServer[],
  instances: readonly BackupInstance[],
  names: Names,
): ProtectableResource[] {
  const taken = new Set(instances.map(({ properties }) => idKey(properties.dataSourceInfo.resourceID)));
  return servers
    .filter(({ id }) => !taken.has(idKey(id)))
    .map((server) => ({ server, name: server.name, ...placeOf(server.id, server.location, names) }));
}

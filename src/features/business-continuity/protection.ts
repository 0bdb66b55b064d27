/** Which servers are protected, over all vaults. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';

export interface Protection {
  total: number;
  isProtected: number;
  /** Servers whose backup instance has an error. */
  inTrouble: number;
}

/** Counts servers, not instances: a server that is gone does not count, whatever is still in a vault. */
export function protectionOf(servers: readonly PostgresServer[], instances: readonly BackupInstance[]): Protection {
  const states = new Map(
    instances.map(({ properties }) => [
      idKey(properties.dataSourceInfo.resourceID),
      properties.currentProtectionState.toLowerCase(),
    ]),
  );
  const count = (wanted: readonly string[]) =>
    servers.filter((server) => wanted.includes(states.get(idKey(server.id)) ?? '')).length;
  return {
    total: servers.length,
    isProtected: count(['protectionconfigured', 'updatingprotection']),
    inTrouble: count(['protectionerror', 'configuringprotectionfailed']),
  };
}

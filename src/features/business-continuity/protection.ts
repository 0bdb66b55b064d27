/** Which servers are protected, over all vaults. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import { stateOf } from '#ui/text/instance-commands.ts';
import { centerStatus } from './protection-text.ts';

export interface Protection {
  isProtected: number;
  /** There is a backup instance, but it does not back up: its protection is pending, paused or in error. */
  isOtherwise: number;
  /** There is no backup instance. */
  isUnprotected: number;
}

/** Counts servers, not instances: a deleted server does not count, whatever is still in a vault. */
export function protectionOf(servers: readonly PostgresServer[], instances: readonly BackupInstance[]): Protection {
  const states = new Map(
    instances.map((instance) => [
      idKey(instance.properties.dataSourceInfo.resourceID),
      centerStatus(stateOf(instance)),
    ]),
  );
  const protection: Protection = { isProtected: 0, isOtherwise: 0, isUnprotected: 0 };
  for (const { id } of servers) {
    const state = states.get(idKey(id));
    if (state === 'Protected') protection.isProtected += 1;
    else if (state === undefined) protection.isUnprotected += 1;
    else protection.isOtherwise += 1;
  }
  return protection;
}

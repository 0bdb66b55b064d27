/** How a resource lock refuses (Azure's management locks); what it refuses, the protocol says. */
import type { ManagementLock } from '#protocol/authorization.ts';
import { locksAgainst, scopeOfLock, type Change } from '#protocol/locks.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';

/** How many locks a subscription may have: every write looks at them. */
export const MOST_LOCKS = 500;

/** What a request does to what its path names; undefined when it only reads. A POST is a write, whatever it does. */
export const changeOf = (method: string): Change | undefined =>
  method === 'GET' || method === 'HEAD' ? undefined : method === 'DELETE' ? 'delete' : 'write';

/** Throws ARM's 409 when a lock at or above `id` refuses the change, or one below it that it be deleted. */
export function checkUnlocked(id: ResourceId, change: Change, all: readonly ManagementLock[]): void {
  const locked = locksAgainst(id, change, all).map(scopeOfLock);
  if (locked.length === 0) return;
  const scopes = [...new Set(locked)].map((scope) => `'${scope}'`).join(',');
  throw new ArmFault(
    409,
    'ScopeLocked',
    `The scope '${id}' cannot perform ${change} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`,
    { by: 'gateway' },
  );
}

/** What a resource lock refuses (Azure's management locks): at its scope, and at everything below it. */
import { LOCK_TYPE, type ManagementLock } from '#protocol/authorization.ts';
import { idKey, isAtOrBelow, type ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';

/** How many locks a subscription may have: every write looks at them. */
export const MOST_LOCKS = 500;

export type Deed = 'write' | 'delete';

/** What a request does to what its path names; undefined when it only reads. A POST is a write, whatever it does. */
export const deedOf = (method: string): Deed | undefined =>
  method === 'GET' || method === 'HEAD' ? undefined : method === 'DELETE' ? 'delete' : 'write';

const SUFFIX = `/providers/${LOCK_TYPE}/`.toLowerCase();

/** What a lock locks. */
export const scopeOfLock = ({ id }: ManagementLock): ResourceId => id.slice(0, idKey(id).lastIndexOf(SUFFIX)) || '/';

/** Whether the path is that of a lock: locks are set and taken away whatever is locked. */
export const isOfLocks = (path: ResourceId): boolean => `${idKey(path)}/`.includes(SUFFIX);

/** Throws ARM's 409 when a lock at or above `id` refuses the deed, or one below it that it be deleted. */
export function checkUnlocked(id: ResourceId, deed: Deed, all: readonly ManagementLock[]): void {
  const locked = all
    .filter((lock) => {
      const scope = scopeOfLock(lock);
      if (isAtOrBelow(id, scope)) return deed === 'delete' || lock.properties.level === 'ReadOnly';
      return deed === 'delete' && isAtOrBelow(scope, id);
    })
    .map(scopeOfLock);
  if (locked.length === 0) return;
  const scopes = [...new Set(locked)].map((scope) => `'${scope}'`).join(',');
  throw new ArmFault(
    409,
    'ScopeLocked',
    `The scope '${id}' cannot perform ${deed} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`,
    { by: 'gateway' },
  );
}

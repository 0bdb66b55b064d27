/**
 * Microsoft.Authorization/locks: what a lock refuses, at its scope and at everything below it. The provider decides by
 * it, and the page explains by it.
 */
import { LOCK_TYPE, type ManagementLock } from './authorization.ts';
import { idKey, isAtOrBelow, type ResourceId } from './resource-id.ts';

export type Change = 'write' | 'delete';

const SUFFIX = `/providers/${LOCK_TYPE}/`.toLowerCase();

/** What a lock locks. */
export const scopeOfLock = ({ id }: ManagementLock): ResourceId => id.slice(0, idKey(id).lastIndexOf(SUFFIX)) || '/';

/**
 * Whether the path is that of a lock: locks can be set and deleted whatever else is locked. A path below a lock does
 * not count: nothing lies below one, and a role that was written at such an address would reach as far as any.
 */
export function isOfLocks(path: ResourceId): boolean {
  const key = idKey(path);
  const at = key.lastIndexOf(SUFFIX);
  return at >= 0 && !key.includes('/', at + SUFFIX.length);
}

/** The locks that refuse the change: at or above `id`; for a deletion of `id`, also those below it. */
export const locksAgainst = (id: ResourceId, change: Change, all: readonly ManagementLock[]): ManagementLock[] =>
  all.filter((lock) => {
    const scope = scopeOfLock(lock);
    if (isAtOrBelow(id, scope)) return change === 'delete' || lock.properties.level === 'ReadOnly';
    return change === 'delete' && isAtOrBelow(scope, id);
  });

/** What is wrong with the name of a lock: 1 to 260, what a path segment holds; no dot or space at the end (ARM naming rules). */
export const lockNameProblem = (name: string): string | undefined => {
  if (name === '') return 'Enter a name for the lock.';
  if (name.length > 260) return 'The name can be at most 260 characters long.';
  if (/[<>*%&:\\?/+]/.test(name)) return 'The name cannot contain the characters < > * % & : \\ ? / +';
  return /[. ]$/.test(name) ? 'The name must not end with a period or a space.' : undefined;
};

/** The columns of the list of locks: the portal's. */
import type { ManagementLock } from '#protocol/authorization.ts';
import { scopeOfLock } from '#protocol/locks.ts';
import { LOCK_LEVELS } from '#protocol/refusals.ts';
import { isAtOrBelow, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { scopeText, scopeView } from '#protocol/scope-text.ts';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';

interface ColumnFacts {
  /** The resource whose locks are listed. */
  resourceId: ResourceId;
  subscriptionName: (subscriptionId: string) => string;
}

export function lockColumns(facts: ColumnFacts): GridColumn<ManagementLock>[] {
  const scopeOf = (lock: ManagementLock) => lockScopeText(lock, facts);
  return [
    { id: 'name', title: 'Lock name', cell: ({ name }) => name, compare: byText(({ name }) => name) },
    { id: 'type', title: 'Lock type', width: 110, cell: levelOf, compare: byText(levelOf) },
    {
      id: 'scope',
      title: 'Scope',
      cell: (lock) => <span title={scopeOfLock(lock)}>{scopeOf(lock)}</span>,
      compare: byText(scopeOf),
    },
    { id: 'notes', title: 'Notes', width: '34%', cell: notesOf, compare: byText(notesOf) },
  ];
}

const levelOf = ({ properties }: ManagementLock): string => LOCK_LEVELS[properties.level];

const notesOf = ({ properties }: ManagementLock): string => properties.notes ?? '';

/** `This resource`, from where it is inherited, or what below it is locked. */
export function lockScopeText(lock: ManagementLock, { resourceId, subscriptionName }: ColumnFacts): string {
  const scope = scopeOfLock(lock);
  if (sameId(scope, resourceId)) return 'This resource';
  const text = scopeText(scopeView(scope, subscriptionName));
  return isAtOrBelow(resourceId, scope) ? `${text} (Inherited)` : text;
}

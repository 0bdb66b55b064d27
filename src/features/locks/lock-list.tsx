/** The list of locks: the portal's columns. */
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import type { ManagementLock } from '#protocol/authorization.ts';
import { scopeOfLock } from '#protocol/locks.ts';
import { LOCK_LEVELS, lockIn, unlockingOf } from '#protocol/refusals.ts';
import { isAtOrBelow, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { scopeText, scopeView } from '#protocol/scope-text.ts';
import { useMenuRefusals } from '#resources/useRefusals.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { useAddress } from '#ui/page/address.ts';

interface LockFacts {
  /** The resource whose locks are listed. */
  resourceId: ResourceId;
  subscriptionName: (subscriptionId: string) => string;
}

export const lockList = (facts: LockFacts): ListDeclaration<ManagementLock> => ({
  id: 'locks',
  what: ['lock', 'locks'],
  whole: 'The locks',
  columns: columnsOf<ManagementLock>([
    { id: 'name', title: 'Lock name', text: ({ name }) => name },
    { id: 'type', title: 'Lock type', width: 110, text: ({ properties }) => LOCK_LEVELS[properties.level] },
    {
      id: 'scope',
      title: 'Scope',
      text: (lock) => lockScopeText(lock, facts),
      cell: (lock) => <span title={scopeOfLock(lock)}>{lockScopeText(lock, facts)}</span>,
    },
    { id: 'notes', title: 'Notes', width: '34%', text: ({ properties }) => properties.notes ?? '' },
  ]),
  rowKey: ({ id }) => id,
  order: { columnId: 'name', direction: 'ascending' },
  rowMenu: (lock) => <LockRowMenu lock={lock} />,
  picture: <LockClosedRegular />,
  // Narrower, and long texts would break into many lines.
  plainWidth: 165,
  none: {
    heading: 'No locks',
    text: 'Everybody with the right to delete this resource can do so. Add a lock to protect it from mistakes.',
  },
});

/** `This resource`, from where it is inherited, or which resource below it is locked. */
export function lockScopeText(lock: ManagementLock, { resourceId, subscriptionName }: LockFacts): string {
  const scope = scopeOfLock(lock);
  if (sameId(scope, resourceId)) return 'This resource';
  const text = scopeText(scopeView(scope, subscriptionName));
  return isAtOrBelow(resourceId, scope) ? `${text} (Inherited)` : text;
}

/** The right to change a lock is checked at the lock's own scope, which may be far above the page's. */
function LockRowMenu({ lock: { id, name }, lock }: { lock: ManagementLock }) {
  const address = useAddress<'pane' | 'lock'>();
  const scope = scopeOfLock(lock);
  const { refused, load } = useMenuRefusals({ edit: lockIn(scope), delete: unlockingOf(scope) });
  return (
    <RowMenu
      label={name}
      onShown={load}
      items={[
        { label: 'Edit', to: address.to({ pane: 'edit', lock: id }), disabledReason: refused.edit },
        { label: 'Delete', to: address.to({ pane: 'delete', lock: id }), disabledReason: refused.delete },
      ]}
    />
  );
}

/** The states of readiness in groups that a list can be filtered by. */
import type { Readiness } from './verdict.ts';

export type StateGroup =
  | 'success'
  | 'roleAssignmentNotDone'
  | 'userCannotAssignRoles'
  | 'failed'
  | 'slow'
  | 'propagating'
  | 'assigning'
  | 'beingChecked'
  | 'waiting';

/** The name of each, in the order shown: good, what a person must do, what passes by itself. */
export const STATE_GROUPS: Record<StateGroup, string> = {
  success: 'Success',
  roleAssignmentNotDone: 'Role assignment not done',
  userCannotAssignRoles: 'User cannot assign roles',
  failed: 'Validation failed',
  slow: 'Taking longer than expected',
  propagating: 'Waiting for role propagation',
  assigning: 'Assigning roles',
  beingChecked: 'Being checked',
  waiting: 'Not checked yet',
};

export function groupOf({ state }: Readiness): StateGroup {
  switch (state) {
    case 'validating':
    case 'revalidating':
      return 'beingChecked';
    case 'timedOut':
      return 'failed';
    default:
      return state;
  }
}

/** How many rows are in each group that has any, in the order of `STATE_GROUPS`. */
export function countGroups(all: readonly Readiness[]): { group: StateGroup; count: number }[] {
  const counts = new Map<StateGroup, number>();
  for (const readiness of all) {
    const group = groupOf(readiness);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return (Object.keys(STATE_GROUPS) as StateGroup[]).flatMap((group) => {
    const count = counts.get(group) ?? 0;
    return count === 0 ? [] : { group, count };
  });
}

/** Why a command of the Datasources tab cannot be used now; undefined when it can. Disabled commands say it. */
import { canRevalidate, type Readiness } from '../readiness/verdict.ts';

interface Situation {
  vault: 'none' | 'loading' | 'known';
  isAssigning: boolean;
  /** The rows that a command would work on: the ticked ones, or all when none is ticked. */
  rows: readonly Readiness[];
  ticked: number;
}

const ADD_REASONS = {
  none: 'Select a Backup vault on the Basics tab first.',
  loading: 'The vault has not been loaded yet.',
  known: undefined,
};

type CommandKey = 'add' | 'assign' | 'revalidate' | 'remove';

export function commandReasons(situation: Situation): Record<CommandKey, string | undefined> {
  const { vault, rows, ticked } = situation;
  const addFirst = rows.length === 0 ? 'Add a server first.' : undefined;
  return {
    add: ADD_REASONS[vault],
    assign: addFirst ?? assignReason(situation),
    revalidate: addFirst ?? (rows.some(canRevalidate) ? undefined : 'Validation has not finished.'),
    remove: addFirst ?? (ticked === 0 ? 'Select the servers to remove.' : undefined),
  };
}

function assignReason({ isAssigning, rows, ticked }: Situation): string | undefined {
  if (isAssigning) return 'Roles are being assigned.';
  if (rows.some(({ state }) => state === 'roleAssignmentNotDone')) return undefined;
  if (rows.some(({ state }) => state === 'userCannotAssignRoles')) {
    return `You don't have permission to assign roles on ${ticked === 0 ? 'these servers' : 'the selected servers'}. Ask an administrator.`;
  }
  return ticked === 0 ? 'No server misses roles.' : 'None of the selected servers misses roles.';
}

/** Why a command of the Datasources tab cannot be used now; undefined when it can. Disabled commands show it. */
import { canRevalidate, type Readiness } from '../readiness/verdict.ts';

export interface Situation {
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

type CommandKey = 'add' | 'assign' | 'download' | 'revalidate' | 'remove';

export function commandReasons(situation: Situation): Record<CommandKey, string | undefined> {
  const { vault, rows, ticked } = situation;
  const addFirst = rows.length === 0 ? 'Add a server first.' : undefined;
  return {
    add: ADD_REASONS[vault],
    assign: addFirst ?? assignReason(situation),
    download: addFirst ?? (rows.some(missesRoles) ? undefined : nobodyMisses(ticked)),
    revalidate: addFirst ?? revalidateReason(rows),
    remove: addFirst ?? (ticked === 0 ? 'Select the servers to remove.' : undefined),
  };
}

/** How many rows each command works on: only those that need it. */
export const countNeedy = (rows: readonly Readiness[]) => ({
  assign: rows.filter(({ state }) => state === 'roleAssignmentNotDone').length,
  download: rows.filter(missesRoles).length,
  revalidate: rows.filter(canRevalidate).length,
});

const missesRoles = ({ state }: Readiness): boolean =>
  state === 'roleAssignmentNotDone' || state === 'userCannotAssignRoles';

function assignReason({ isAssigning, rows, ticked }: Situation): string | undefined {
  if (isAssigning) return 'Roles are being assigned.';
  if (rows.some(({ state }) => state === 'roleAssignmentNotDone')) return undefined;
  if (rows.some(missesRoles)) {
    return `You don't have permission to assign roles on ${ticked === 0 ? 'these servers' : 'the selected servers'}. Download the role assignment template and ask an administrator to deploy it.`;
  }
  return nobodyMisses(ticked);
}

function revalidateReason(rows: readonly Readiness[]): string | undefined {
  if (rows.some(canRevalidate)) return undefined;
  if (rows.every(({ state }) => state === 'waiting')) {
    return 'Nothing has been checked yet. Select a Backup vault and a backup policy first.';
  }
  return rows.some(({ state }) => state === 'assigning') ? 'Roles are being assigned.' : 'Validation has not finished.';
}

const nobodyMisses = (ticked: number): string =>
  ticked === 0 ? 'No server misses roles.' : 'None of the selected servers misses roles.';

/**
 * What the service and the role assignments say about one server, and the one value that every row, command, pane and
 * tab reads from it.
 */
import type { RoleNeed } from '#protocol/authorization.ts';
import { PROPAGATION_PATIENCE_MS, propagationWaitMs } from '#resources/role-propagation.ts';
import { problemOf, type Problem } from '#ui/state/problem-of.ts';

/** The result of one check. Other failures are the check's error. */
export type Verdict =
  | { kind: 'ready' }
  | { kind: 'missingRoles'; missing: RoleNeed[]; mayAssign: boolean; refusal: Problem }
  /** The roles are assigned, but not in effect yet. `since` in milliseconds. */
  | { kind: 'propagating'; since: number; refusal: Problem }
  | { kind: 'timedOut' }
  /** Not the service's verdict, but ours while the person's role assignments are running. */
  | ({ kind: 'assigning'; before: Verdict | undefined } & Progress);

export type Readiness =
  | { state: 'waiting' }
  | { state: 'validating' }
  | { state: 'revalidating' }
  | { state: 'success' }
  | { state: 'roleAssignmentNotDone'; missing: RoleNeed[]; refusal: Problem }
  | { state: 'userCannotAssignRoles'; missing: RoleNeed[]; refusal: Problem }
  | ({ state: 'assigning' } & Progress)
  | { state: 'propagating'; since: number; refusal: Problem }
  | { state: 'slow'; since: number; refusal: Problem }
  | { state: 'failed'; refusal: Problem }
  | { state: 'timedOut' };

/** How many of the row's role assignments have ended. */
export interface Progress {
  done: number;
  total: number;
}

/** The state of a row's check; the part of a query's result that is needed here. */
export interface Check {
  data?: Verdict | undefined;
  error?: Error | null;
  isFetching: boolean;
  /**
   * Whether a person started the running check; otherwise it repeats by itself, and the row shows what it waits for.
   */
  isManual?: boolean;
  /** When `data` arrived, in milliseconds; 0 when it never did. */
  dataUpdatedAt: number;
}

export function readinessOf(check: Check): Readiness {
  const { data, error } = check;
  const waitsForRoles = data?.kind === 'assigning' || (data?.kind === 'propagating' && check.isManual !== true);
  if (check.isFetching && !waitsForRoles) {
    return { state: data === undefined && !error ? 'validating' : 'revalidating' };
  }
  if (error) return { state: 'failed', refusal: problemOf(error) };
  switch (data?.kind) {
    case undefined:
      return { state: 'waiting' };
    case 'ready':
      return { state: 'success' };
    case 'timedOut':
      return { state: 'timedOut' };
    case 'assigning':
      return { state: 'assigning', done: data.done, total: data.total };
    case 'missingRoles': {
      const { missing, refusal } = data;
      return { state: data.mayAssign ? 'roleAssignmentNotDone' : 'userCannotAssignRoles', missing, refusal };
    }
    case 'propagating': {
      const isSlow = check.dataUpdatedAt - data.since > PROPAGATION_PATIENCE_MS;
      return { state: isSlow ? 'slow' : 'propagating', since: data.since, refusal: data.refusal };
    }
  }
}

/** How long to wait before the next check by itself; false when only a person may start one. */
export const nextCheckMs = (verdict: Verdict | undefined, checkedAt: number): number | false =>
  verdict?.kind === 'propagating' ? propagationWaitMs(verdict.since, checkedAt) : false;

/** Whether a check is running. */
const isBeingChecked = ({ state }: Readiness): boolean => state === 'validating' || state === 'revalidating';

/** States that pass by themselves: the person only has to wait. */
export const isUnderWay = (readiness: Readiness): boolean =>
  isBeingChecked(readiness) || readiness.state === 'assigning' || readiness.state === 'propagating';

/** The row's missing roles, if they are its problem. */
export const missingOf = (readiness: Readiness): readonly RoleNeed[] =>
  readiness.state === 'roleAssignmentNotDone' || readiness.state === 'userCannotAssignRoles' ? readiness.missing : [];

/** The states in which a check may be started. */
export const canRevalidate = ({ state }: Readiness): boolean =>
  !['waiting', 'validating', 'revalidating', 'assigning'].includes(state);

export interface ReadinessCount {
  total: number;
  ready: number;
  /** Will change by itself, including rows that are being checked. */
  underWay: number;
  beingChecked: number;
  needAttention: number;
}

export function countReadiness(all: readonly Readiness[]): ReadinessCount {
  const ready = all.filter(({ state }) => state === 'success').length;
  const underWay = all.filter(isUnderWay).length;
  const beingChecked = all.filter(isBeingChecked).length;
  return { total: all.length, ready, underWay, beingChecked, needAttention: all.length - ready - underWay };
}

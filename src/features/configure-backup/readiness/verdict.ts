/**
 * What the service and the role assignments say about one server, and the one value that every row, command, pane and
 * tab reads from it.
 */
import type { RoleNeed } from '#protocol/authorization.ts';
import { PROPAGATION_PATIENCE_MS, propagationWaitMs } from '#resources/role-propagation.ts';
import { problemOf, type Problem } from '#ui/state/problem-of.ts';

/** The answer of one check. What else goes wrong is the check's error. */
export type Verdict =
  | { kind: 'ready' }
  | { kind: 'missingRoles'; missing: RoleNeed[]; mayAssign: boolean; refusal: Problem }
  /** The roles are there, and the service does not know it yet. `since` in milliseconds. */
  | { kind: 'propagating'; since: number; refusal: Problem }
  | { kind: 'timedOut' }
  /** Not the service's answer, but ours while the person's role assignments are on their way. */
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

/** How many of the role assignments that a row waits for have ended. */
export interface Progress {
  done: number;
  total: number;
}

/** What a row knows about its check; the shape of a query's result, as far as it is needed here. */
export interface Check {
  data?: Verdict | undefined;
  error?: Error | null;
  isFetching: boolean;
  /** Whether a person asked for the check under way; else it repeats itself, and the row shows what it waits for. */
  isManual?: boolean;
  /** When `data` came, in milliseconds; 0 when it never did. */
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

/** How long to wait before the service is asked again by itself; false when only a person may ask. */
export const nextCheckMs = (verdict: Verdict | undefined, checkedAt: number): number | false =>
  verdict?.kind === 'propagating' ? propagationWaitMs(verdict.since, checkedAt) : false;

/** Whether the service is being asked. */
const isBeingChecked = ({ state }: Readiness): boolean => state === 'validating' || state === 'revalidating';

/** The states that only pass: nothing for a person to do but wait. */
export const isUnderWay = (readiness: Readiness): boolean =>
  isBeingChecked(readiness) || readiness.state === 'assigning' || readiness.state === 'propagating';

/** What the row misses, as far as that is its trouble. */
export const missingOf = (readiness: Readiness): readonly RoleNeed[] =>
  readiness.state === 'roleAssignmentNotDone' || readiness.state === 'userCannotAssignRoles' ? readiness.missing : [];

/** The states in which the service may be asked again. */
export const canRevalidate = ({ state }: Readiness): boolean =>
  !['waiting', 'validating', 'revalidating', 'assigning'].includes(state);

export interface ReadinessCount {
  total: number;
  ready: number;
  /** Will change by itself; those being checked are among them. */
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

/**
 * What the service and the role assignments say about one server, and the one value that every row, command, pane and
 * tab reads from it.
 */
import { reaches, type RoleAssignment, type RoleNeed } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { problemOf, type Problem } from '#ui/problem-of.ts';

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
  isAsked?: boolean;
  /** When `data` came, in milliseconds; 0 when it never did. */
  dataUpdatedAt: number;
}

/** After this the person is told that it takes longer than it should (portal-ux B.5). */
const PATIENCE_MS = 10 * 60_000;
/** The longest that assignments are said to take is 30 minutes; some time after that only a person asks again. */
const LONGEST_HOPE_MS = 40 * 60_000;
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
const SLOW_WAIT_MS = 60_000;

export function readinessOf(check: Check): Readiness {
  const { data, error } = check;
  const waitsForRoles = data?.kind === 'assigning' || (data?.kind === 'propagating' && check.isAsked !== true);
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
      const isSlow = check.dataUpdatedAt - data.since > PATIENCE_MS;
      return { state: isSlow ? 'slow' : 'propagating', since: data.since, refusal: data.refusal };
    }
  }
}

/** How long to wait before the service is asked again by itself; false when only a person may ask. */
export function nextCheckMs(verdict: Verdict | undefined, checkedAt: number): number | false {
  if (verdict?.kind !== 'propagating') return false;
  const waitedMs = checkedAt - verdict.since;
  if (waitedMs > LONGEST_HOPE_MS) return false;
  if (waitedMs > PATIENCE_MS) return SLOW_WAIT_MS;
  return Math.min(Math.max(waitedMs / 4, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/**
 * Since when all needed roles have been there: the youngest need's oldest assignment, and never later than now,
 * because the service's clock may be ahead of this one.
 */
export function grantedSince(
  needs: readonly RoleNeed[],
  principalId: string,
  assignments: readonly RoleAssignment[],
  now: number,
): number {
  const since = needs.map((need) =>
    Math.min(
      ...assignments
        .filter((assignment) => reaches(assignment, principalId, need.roleId, need.scope))
        .map((assignment) => Date.parse(assignment.properties.createdOn))
        .filter((time) => !Number.isNaN(time)),
      now,
    ),
  );
  return Math.max(...since);
}

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

/** Two needs are one when they ask the same role at the same scope. */
export const needKey = (need: { roleId: string; scope: ResourceId }): string =>
  `${need.roleId}@${need.scope}`.toLowerCase();

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
  | { kind: 'timedOut' };

export type Readiness =
  | { state: 'waiting' }
  | { state: 'validating' }
  | { state: 'revalidating' }
  | { state: 'success' }
  | { state: 'roleAssignmentNotDone'; missing: RoleNeed[]; refusal: Problem }
  | { state: 'userCannotAssignRoles'; missing: RoleNeed[]; refusal: Problem }
  | { state: 'assigning' }
  | { state: 'propagating'; since: number; refusal: Problem }
  | { state: 'slow'; since: number; refusal: Problem }
  | { state: 'failed'; refusal: Problem }
  | { state: 'timedOut' };

/** What a row knows about its check; the shape of a query's result, as far as it is needed here. */
export interface Check {
  data?: Verdict | undefined;
  error?: Error | null;
  isFetching: boolean;
  /** When `data` came, in milliseconds; 0 when it never did. */
  dataUpdatedAt: number;
}

/** After this the person is told that it takes longer than it should (portal-ux B.5). */
const PATIENCE_MS = 10 * 60_000;
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

export function readinessOf(check: Check, isAssigning: boolean): Readiness {
  if (isAssigning) return { state: 'assigning' };
  const { data, error } = check;
  if (check.isFetching && data?.kind !== 'propagating') {
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
  if (waitedMs > PATIENCE_MS) return false;
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

/** The states that only pass: nothing for a person to do but wait. */
export const isUnderWay = ({ state }: Readiness): boolean =>
  ['validating', 'revalidating', 'assigning', 'propagating'].includes(state);

/** The states in which the service may be asked again. */
export const canRevalidate = ({ state }: Readiness): boolean =>
  !['waiting', 'validating', 'revalidating', 'assigning'].includes(state);

export interface ReadinessCount {
  total: number;
  ready: number;
  underWay: number;
  needAttention: number;
}

export function countReadiness(all: readonly Readiness[]): ReadinessCount {
  const ready = all.filter(({ state }) => state === 'success').length;
  const underWay = all.filter(isUnderWay).length;
  return { total: all.length, ready, underWay, needAttention: all.length - ready - underWay };
}

/** Two needs are one when they ask the same role at the same scope. */
export const needKey = (need: { roleId: string; scope: ResourceId }): string =>
  `${need.roleId}@${need.scope}`.toLowerCase();

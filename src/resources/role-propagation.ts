/**
 * How long roles take to come into effect, and how long the page waits for them (docs/reference/arm.md#73-assignments,
 * docs/reference/screens.md#readiness).
 */
import { reaches, type RoleAssignment, type RoleNeed } from '#protocol/authorization.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';

/** After this the page says that it takes longer than it should. */
export const PROPAGATION_PATIENCE_MS = 10 * MINUTE_MS;
/** Assignments are said to take 30 minutes at most; some time after that the page no longer checks by itself. */
const LONGEST_HOPE_MS = 40 * MINUTE_MS;
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
const SLOW_WAIT_MS = 60_000;

/**
 * How long to wait before the next check, when all roles have been there `since` and the service said at `checkedAt`
 * that they are not (milliseconds since 1970); false when only a person may start a check.
 */
export function propagationWaitMs(since: number, checkedAt: number): number | false {
  const waitedMs = checkedAt - since;
  if (waitedMs > LONGEST_HOPE_MS) return false;
  if (waitedMs > PROPAGATION_PATIENCE_MS) return SLOW_WAIT_MS;
  return Math.min(Math.max(waitedMs / 4, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/**
 * Since when all needed roles have been there: the creation of the last one, by each need's oldest assignment; never
 * later than now, because the service's clock may be ahead of this one.
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

/**
 * Which role assignments make the chosen rows ready, at the scope that the person chose. Assignments that several
 * servers need are made once.
 */
import { needKey, widenedScope, type GrantScope, type RoleNeed } from '#protocol/authorization.ts';
import { idKey, isAtOrBelow, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import type { Progress, Readiness } from './verdict.ts';

/** Azure's limit for one subscription (docs/reference/screens.md#scopes-of-a-grant). */
export const MOST_ASSIGNMENTS = 4_000;
/** From this many on a plan shows the limit. */
const MANY_ASSIGNMENTS = 200;

export interface PlannedGrant extends RoleNeed {
  /** The servers that wait for it. */
  serverIds: ResourceId[];
}

export interface GrantCandidate {
  serverId: ResourceId;
  readiness: Readiness;
}

/**
 * The assignments that cover everything the candidates lack. Only rows whose roles this person may assign take part.
 * Existing assignments are not in it, because a row lacks only what no assignment at or above it gives.
 */
export function planGrants(candidates: readonly GrantCandidate[], scope: GrantScope = 'resource'): PlannedGrant[] {
  const grants = new Map<string, PlannedGrant>();
  for (const { serverId, readiness } of candidates) {
    if (readiness.state !== 'roleAssignmentNotDone') continue;
    for (const missing of readiness.missing) {
      const need = { ...missing, scope: widenedScope(missing.scope, scope) };
      const known = grants.get(needKey(need));
      if (!known) grants.set(needKey(need), { ...need, serverIds: [serverId] });
      else if (known.serverIds.at(-1) !== serverId) known.serverIds.push(serverId);
    }
  }
  return [...grants.values()];
}

/** Each scope of the plan once, in the plan's order. */
export const scopesOf = (grants: readonly RoleNeed[]): ResourceId[] => [
  ...new Map(grants.map(({ scope }) => [idKey(scope), scope])).values(),
];

/** The keys of every server that a plan touches. */
export const serversOf = (grants: readonly PlannedGrant[]): ReadonlySet<string> =>
  new Set(grants.flatMap((grant) => grant.serverIds.map(idKey)));

/** `6 role assignments at 3 scopes` */
export function planWords(grants: readonly RoleNeed[]): string {
  const scopes = scopesOf(grants).length;
  return `${grants.length} role assignment${grants.length === 1 ? '' : 's'} at ${scopes} scope${scopes === 1 ? '' : 's'}`;
}

/** The subscription that would get most of a large plan; undefined when no subscription gets many. */
export function fullestSubscription(
  grants: readonly PlannedGrant[],
): { subscription: ResourceId; count: number } | undefined {
  const counts = new Map<string, number>();
  for (const { scope } of grants) {
    const subscription = subscriptionScope(parseResourceId(scope)?.subscriptionId.toLowerCase() ?? '');
    counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
  }
  const [fullest] = [...counts].sort(([, one], [, other]) => other - one);
  return fullest && fullest[1] >= MANY_ASSIGNMENTS ? { subscription: fullest[0], count: fullest[1] } : undefined;
}

export type GrantOutcome = 'waiting' | 'running' | 'done' | Error;

export interface ServerProgress extends Progress {
  failed: number;
}

/** The progress of each server's own assignments, by its key. */
export function progressOf(
  grants: readonly PlannedGrant[],
  outcomes: ReadonlyMap<string, GrantOutcome>,
): ReadonlyMap<string, ServerProgress> {
  const servers = new Map<string, ServerProgress>();
  for (const grant of grants) {
    const outcome = outcomes.get(needKey(grant));
    for (const key of grant.serverIds.map(idKey)) {
      const { done, total, failed } = servers.get(key) ?? { done: 0, total: 0, failed: 0 };
      servers.set(key, {
        done: done + (hasEnded(outcome) ? 1 : 0),
        total: total + 1,
        failed: failed + (outcome instanceof Error ? 1 : 0),
      });
    }
  }
  return servers;
}

export const hasEnded = (outcome: GrantOutcome | undefined): boolean => outcome === 'done' || outcome instanceof Error;

/** Whether one of the grants covers a server, by its key. */
export const reachesServer = (grants: readonly RoleNeed[], serverKey: string): boolean =>
  grants.some(({ scope }) => isAtOrBelow(serverKey, scope));

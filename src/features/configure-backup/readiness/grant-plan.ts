/** Which role assignments make the chosen rows ready. What several servers need together is assigned once. */
import type { RoleNeed } from '#protocol/authorization.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { needKey, type Readiness } from './verdict.ts';

export interface PlannedGrant extends RoleNeed {
  /** The servers that wait for it. */
  serverIds: ResourceId[];
}

export interface GrantCandidate {
  serverId: ResourceId;
  readiness: Readiness;
}

/** Only rows whose roles this person may assign take part. */
export function planGrants(candidates: readonly GrantCandidate[]): PlannedGrant[] {
  const grants = new Map<string, PlannedGrant>();
  for (const { serverId, readiness } of candidates) {
    if (readiness.state !== 'roleAssignmentNotDone') continue;
    for (const need of readiness.missing) {
      const known = grants.get(needKey(need));
      if (known) known.serverIds.push(serverId);
      else grants.set(needKey(need), { ...need, serverIds: [serverId] });
    }
  }
  return [...grants.values()];
}

/** The keys of every server that a plan touches. */
export const serversOf = (grants: readonly PlannedGrant[]): ReadonlySet<string> =>
  new Set(grants.flatMap((grant) => grant.serverIds.map(idKey)));

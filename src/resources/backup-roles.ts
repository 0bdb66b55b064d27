/**
 * What a vault's identity misses to back up a server, and whether the signed-in person may give it. The service tells
 * only that something is missing (docs/reference/arm.md#65-missing-roles), so it is worked out from the role
 * assignments (docs/reference/arm.md#7-roles).
 */
import type { QueryClient } from '@tanstack/react-query';
import { ArmError } from '#arm/error.ts';
import {
  grantsAction,
  missingRoles,
  WRITE_ROLE_ASSIGNMENT,
  type RoleAssignment,
  type RoleNeed,
} from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { ErrorCode } from '#protocol/errors.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions, roleAssignments } from './authorization.ts';

/** What a person may do at a scope is asked once for the servers that are checked together. */
const SHARED_MS = 5_000;

interface BackupRoles {
  /** Everything that a backup of the server needs. */
  needs: RoleNeed[];
  /** The needs that no assignment covers. */
  missing: RoleNeed[];
  /** Whether the signed-in person may give every one of those at its scope. */
  mayAssign: boolean;
  /** What the identity was given, as far as the person may see it. */
  given: RoleAssignment[];
}

/** The roles of a vault's identity (`principalId`: its object id) for one server, as they are now. Throws `ArmError`. */
export async function backupRoles(
  client: QueryClient,
  principalId: string,
  serverId: ResourceId,
): Promise<BackupRoles> {
  const needs = backupRoleNeeds(serverId);
  const given = await assignmentsOf(client, principalId, serverId);
  // Who may not even see the assignments may not add any.
  if (given === undefined) return { needs, missing: needs, mayAssign: false, given: [] };
  const missing = missingRoles(needs, principalId, given);
  return { needs, missing, mayAssign: await mayAssignAll(client, missing), given };
}

async function assignmentsOf(client: QueryClient, principalId: string, scope: ResourceId) {
  try {
    return await client.query({ ...roleAssignments.of(principalId, scope), staleTime: 0 });
  } catch (error) {
    if (error instanceof ArmError && error.code === ErrorCode.authorizationFailed) return undefined;
    throw error;
  }
}

async function mayAssignAll(client: QueryClient, needs: readonly RoleNeed[]): Promise<boolean> {
  const granted = await Promise.all(
    needs.map((need) => client.query({ ...permissions.at(need.scope), staleTime: SHARED_MS })),
  );
  return granted.every((own) => grantsAction(own, WRITE_ROLE_ASSIGNMENT));
}

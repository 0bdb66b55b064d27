/**
 * Which roles a vault's identity lacks to back up a server, and whether the signed-in person may assign them. The
 * service says only that something is missing (docs/reference/arm.md#65-missing-roles), so it is computed from the role
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

/** A person's permissions at a scope are read once for the servers that are checked together. */
const SHARED_MS = 5_000;

interface BackupRoles {
  /** Everything that a backup of the server needs. */
  needs: RoleNeed[];
  /** The needs that no assignment covers. */
  missing: RoleNeed[];
  /** Whether the signed-in person may assign every missing role at its scope. */
  mayAssign: boolean;
  /** The identity's assignments, as far as the person may see them. */
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
  // A person who may not see the assignments may not add any.
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

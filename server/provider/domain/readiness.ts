/**
 * Whether a vault can back up a server: its identity's rights first, then the server itself
 * (docs/reference/arm.md#65-missing-roles, #71-roles-needed, #13-limits).
 */
import type { Vault } from '#protocol/data-protection.ts';
import { datasourceTypeOf } from '#protocol/datasources.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { groupScopeOf, lastName, sameRegion, type ResourceId } from '#protocol/resource-id.ts';
import type { ProblemInput } from '../fault.ts';
import type { ServerRecord } from '../records.ts';
import { notAuthorized, type Access } from './access.ts';
import { regionMismatch } from './instance-rules.ts';

export interface RefusedAction {
  action: string;
  scope: ResourceId;
}

/** The first action of a backup that the identity may not do, in the order in which the service does them. */
export function refusedAction(access: Access, serverId: ResourceId): RefusedAction | undefined {
  const { type = '', backupRole } = datasourceTypeOf(serverId) ?? {};
  const needed: RefusedAction[] = [
    { action: 'Microsoft.Authorization/roleAssignments/read', scope: `${serverId}/providers/Microsoft.Authorization` },
    { action: 'Microsoft.Resources/subscriptions/resourcegroups/read', scope: groupScopeOf(serverId) },
    { action: `${type}/read`, scope: serverId },
    ...(backupRole?.actions ?? []).map((action) => ({ action, scope: serverId })),
  ];
  return needed.find(({ action, scope }) => !access.may(action, scope));
}

/**
 * The result of a check of protection when the vault's identity lacks a right (docs/reference/arm.md#65-missing-roles).
 */
export const missingPermissions = (identityId: string, { action, scope }: RefusedAction): ProblemInput => ({
  code: ErrorCode.missingPermissions,
  message: 'Appropriate permissions to perform the operation is missing.',
  recommendedAction: [
    'Grant appropriate permissions to perform this operation as mentioned at https://aka.ms/UserErrorMissingRequiredPermissions and retry the operation.',
  ],
  innerCode: ErrorCode.missingPermissions,
  detail: `Validate for Protection failed. Exception Message: ${notAuthorized(identityId, identityId, action, scope)}`,
});

/** The fault of a backup job in the same case. */
export const backupNotAuthorized = (identityId: string, { action, scope }: RefusedAction): ProblemInput => ({
  code: ErrorCode.postgresOperationFailed,
  message: "The vault's managed identity does not have the permissions that a backup needs.",
  recommendedAction: ['Assign the missing roles to the managed identity of the vault, and start the backup again.'],
  innerCode: ErrorCode.authorizationFailed,
  detail: notAuthorized(identityId, identityId, action, scope),
});

/** A vault without an identity cannot act at all. */
export const noIdentity = (vault: Vault): ProblemInput => ({
  code: ErrorCode.missingPermissions,
  message: 'Appropriate permissions to perform the operation is missing.',
  recommendedAction: [
    `Turn on the system-assigned managed identity of the Backup vault ${vault.name}, and grant it the roles.`,
  ],
  innerCode: ErrorCode.missingPermissions,
  detail: `The Backup vault ${vault.name} has no managed identity.`,
});

const userError = (innerCode: string, message: string, action: string): ProblemInput => ({
  code: ErrorCode.postgresOperationFailed,
  message,
  recommendedAction: [action],
  innerCode,
});

/** What keeps a server from being backed up, by what is known of it; undefined when nothing does. */
export function serverProblem(
  server: ServerRecord | undefined,
  serverId: ResourceId,
  vault: Vault,
): ProblemInput | undefined {
  const name = lastName(serverId);
  if (!server) {
    return userError(
      ErrorCode.resourceNotFound,
      `The server '${name}' was not found.`,
      'Check that the server exists. If it was deleted for good, stop its protection.',
    );
  }
  const { location } = server.resource;
  if (!sameRegion(location, vault.location)) {
    return userError(
      'RegionMismatch',
      regionMismatch(location, vault.location),
      "Select servers in the vault's region.",
    );
  }
  const unfit = datasourceTypeOf(serverId)?.unfitness(server.resource, server.sizeInBytes)?.refusal;
  return unfit && userError(unfit.code, unfit.message, unfit.action);
}

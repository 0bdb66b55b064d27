import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import {
  ROLE_ASSIGNMENT_TYPE,
  type Permission,
  type RoleAssignment,
  type RoleAssignmentInput,
} from '#protocol/authorization.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { newGuid } from './new-guid.ts';

const apiVersion = API_VERSIONS.authorization;

export const roleAssignments = {
  all: () => ['role-assignments'] as const,

  /** What a principal was given at the scope, above it and below it. */
  of: (principalId: string, scope: ResourceId) =>
    queryOptions({
      queryKey: [...roleAssignments.all(), principalId.toLowerCase(), idKey(scope)],
      queryFn: ({ signal }) =>
        arm.readAll<RoleAssignment>(`${scope}/providers/${ROLE_ASSIGNMENT_TYPE}`, {
          apiVersion,
          query: { $filter: `principalId eq '${principalId}'` },
          signal,
        }),
    }),
};

export const permissions = {
  /** What the caller may do at the scope. */
  at: (scope: ResourceId) =>
    queryOptions({
      queryKey: ['permissions', idKey(scope)],
      queryFn: ({ signal }) =>
        arm.readAll<Permission>(`${scope}/providers/Microsoft.Authorization/permissions`, { apiVersion, signal }),
    }),
};

export interface RoleGrant {
  scope: ResourceId;
  /** The GUID of the role. */
  roleId: string;
  /** Object id of a vault's identity. */
  principalId: string;
}

/** Gives a vault's identity a role. One that is already given counts as done. */
export async function assignRole({ scope, roleId, principalId }: RoleGrant, signal?: AbortSignal): Promise<void> {
  const subscriptionId = parseResourceId(scope)?.subscriptionId ?? '';
  const input: RoleAssignmentInput = {
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      // Told, so that the service need not look up an identity that is not known everywhere yet (contract 7.3).
      principalType: 'ServicePrincipal',
    },
  };
  try {
    await arm.put(`${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${newGuid()}`, input, { apiVersion, signal });
  } catch (error) {
    if (!(error instanceof ArmError && error.code === ErrorCode.roleAssignmentExists)) throw error;
  }
}

import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import {
  grantsAction,
  ROLE_ASSIGNMENT_TYPE,
  ROLE_DEFINITION_TYPE,
  WRITE_ROLE_ASSIGNMENT,
  type Permission,
  type RoleAssignment,
  type RoleAssignmentInput,
  type RoleDefinition,
} from '#protocol/authorization.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { idKey, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';
import { gather } from './gathered.ts';
import { inParallel } from './in-parallel.ts';
import { newGuid } from './new-guid.ts';
import { everySubscription } from './subscriptions.ts';

const apiVersion = API_VERSIONS.authorization;
/** What was read for one row a moment ago serves the next. */
const SHARED_MS = 5_000;

export const roleAssignments = {
  all: () => ['role-assignments'] as const,

  /** Assignments to anyone, at the scope and above it. */
  at: (scope: ResourceId) =>
    queryOptions({
      queryKey: [...roleAssignments.all(), 'at', idKey(scope)],
      queryFn: ({ signal }) =>
        arm.readAll<RoleAssignment>(`${scope}/providers/${ROLE_ASSIGNMENT_TYPE}`, {
          apiVersion,
          query: { $filter: 'atScope()' },
          signal,
        }),
    }),

  /** Assignments to a principal in any subscription, and the subscriptions that could not be read. */
  gatheredOf: (principalId: string) =>
    queryOptions({
      queryKey: [...roleAssignments.all(), principalId.toLowerCase(), 'everywhere'],
      queryFn: async (context) =>
        gather(context, await everySubscription(context.client), ({ id }) =>
          arm.pages<RoleAssignment>(`${subscriptionScope(id)}/providers/${ROLE_ASSIGNMENT_TYPE}`, {
            apiVersion,
            query: { $filter: `principalId eq '${principalId}'` },
            signal: context.signal,
          }),
        ),
      structuralSharing: false,
    }),

  /** Assignments to a principal at the scope, above it and below it. */
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

export const roleDefinitions = {
  all: () => ['role-definitions'] as const,

  /** The roles that can be given at the scope. */
  at: (scope: ResourceId) =>
    queryOptions({
      queryKey: [...roleDefinitions.all(), idKey(scope)],
      queryFn: ({ signal }) =>
        arm.readAll<RoleDefinition>(`${scope}/providers/${ROLE_DEFINITION_TYPE}`, { apiVersion, signal }),
      // Roles change seldom, and every page that names one reads them.
      staleTime: 5 * MINUTE_MS,
    }),
};

export const permissions = {
  all: () => ['permissions'] as const,

  /** What the caller may do at the scope. */
  at: (scope: ResourceId) =>
    queryOptions({
      queryKey: [...permissions.all(), idKey(scope)],
      queryFn: async ({ signal }) =>
        readable(
          await arm.readAll<Partial<Permission>>(`${scope}/providers/Microsoft.Authorization/permissions`, {
            apiVersion,
            signal,
          }),
        ),
    }),

  /**
   * The keys of those scopes at which the caller may not assign roles. A scope that cannot be read is not among them:
   * the service has the last word.
   */
  withoutAssigning: (scopes: readonly ResourceId[]) =>
    queryOptions({
      queryKey: [...permissions.all(), 'without-assigning', ...scopes.map(idKey)],
      queryFn: async ({ client }) => {
        const mayAssign = await inParallel(scopes, async (scope) => {
          try {
            const granted = await client.query({ ...permissions.at(scope), staleTime: SHARED_MS });
            return grantsAction(granted, WRITE_ROLE_ASSIGNMENT);
          } catch {
            return true;
          }
        });
        return scopes.filter((_, at) => mayAssign[at] === false).map(idKey);
      },
    }),
};

/**
 * A field that an older ARM leaves out is empty. Throws when an entry does not say what it grants: then nothing is
 * known.
 */
const readable = (entries: readonly Partial<Permission>[]): Permission[] =>
  entries.map(({ actions, notActions, dataActions, notDataActions }) => {
    if (!Array.isArray(actions)) throw new Error('The service did not say which actions are granted.');
    return {
      actions,
      notActions: notActions ?? [],
      dataActions: dataActions ?? [],
      notDataActions: notDataActions ?? [],
    };
  });

export interface RoleGrant {
  scope: ResourceId;
  /** The GUID of the role. */
  roleId: string;
  /** Object id of a vault's identity. */
  principalId: string;
}

/** Gives a vault's identity a role. A role that is already given counts as success. */
export async function assignRole({ scope, roleId, principalId }: RoleGrant, signal?: AbortSignal): Promise<void> {
  const subscriptionId = parseResourceId(scope)?.subscriptionId ?? '';
  const input: RoleAssignmentInput = {
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      // Sent so that the service need not look up an identity that is not known everywhere yet
      // (docs/reference/arm.md#73-assignments).
      principalType: 'ServicePrincipal',
    },
  };
  try {
    await arm.put(`${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${newGuid()}`, input, { apiVersion, signal });
  } catch (error) {
    if (!(error instanceof ArmError && error.code === ErrorCode.roleAssignmentExists)) throw error;
  }
}

/** Gives anyone a role at the scope. Throws an `ArmError` with `RoleAssignmentExists` when it is given already. */
export const createRoleAssignment = (
  scope: ResourceId,
  properties: RoleAssignmentInput['properties'],
): Promise<RoleAssignment> =>
  arm.put(`${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${newGuid()}`, { properties }, { apiVersion });

/** Takes a role away again. */
export const deleteRoleAssignment = (id: ResourceId): Promise<void> => arm.remove(id, { apiVersion });

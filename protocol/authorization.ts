/**
 * Microsoft.Authorization: shapes (docs/reference/arm.md#72-permissions, #73-assignments), the rule that decides
 * whether an action is allowed, and which needed roles are missing. The provider decides by these, and the page
 * explains by them.
 */
import type { OpenEnum, Resource } from './data-protection.ts';
import {
  groupScopeOf,
  idKey,
  isAtOrBelow,
  lastName,
  parseResourceId,
  subscriptionScope,
  type ResourceId,
} from './resource-id.ts';

export const ROLE_ASSIGNMENT_TYPE = 'Microsoft.Authorization/roleAssignments';
export const ROLE_DEFINITION_TYPE = 'Microsoft.Authorization/roleDefinitions';
export const LOCK_TYPE = 'Microsoft.Authorization/locks';
export const WRITE_ROLE_ASSIGNMENT = 'Microsoft.Authorization/roleAssignments/write';
export const DELETE_ROLE_ASSIGNMENT = 'Microsoft.Authorization/roleAssignments/delete';

export interface Permission {
  actions: string[];
  notActions: string[];
  dataActions: string[];
  notDataActions: string[];
}

export type RoleDefinition = Resource<{
  roleName: string;
  type: 'BuiltInRole' | 'CustomRole';
  description: string;
  assignableScopes: string[];
  permissions: Permission[];
  createdOn: string;
  updatedOn: string;
  createdBy: string | null;
  updatedBy: string | null;
}>;

export type PrincipalType = OpenEnum<'User' | 'Group' | 'ServicePrincipal'>;

export type RoleAssignment = Resource<{
  roleDefinitionId: ResourceId;
  principalId: string;
  principalType: PrincipalType;
  scope: ResourceId;
  condition: string | null;
  conditionVersion: string | null;
  createdOn: string;
  updatedOn: string;
  createdBy: string | null;
  updatedBy: string | null;
  delegatedManagedIdentityResourceId: string | null;
  description: string | null;
}>;

/** Microsoft.Authorization/locks: holds for its scope and everything below. */
export type ManagementLock = Resource<{
  level: 'CanNotDelete' | 'ReadOnly';
  notes?: string;
  owners?: { applicationId: string }[];
}>;

export interface RoleAssignmentInput {
  properties: {
    roleDefinitionId: ResourceId;
    principalId: string;
    principalType?: PrincipalType;
    description?: string;
  };
}

/** Whether a pattern of a role covers an action: `*` is any run of characters, slashes included; case never counts. */
export function matchesAction(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const wanted = action.toLowerCase();
  if (rest.length === 0) return wanted === first;
  const last = rest.pop() ?? '';
  if (!wanted.startsWith(first) || wanted.length < first.length + last.length || !wanted.endsWith(last)) return false;
  const end = wanted.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = wanted.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/**
 * Whether any one permission grants the action: some `actions` pattern matches and no `notActions` pattern of the same
 * entry does. NotActions does not deny: another entry may still grant (docs/reference/arm.md#72-permissions).
 */
export const grantsAction = (permissions: readonly Permission[], action: string): boolean =>
  permissions.some(
    (permission) =>
      permission.actions.some((pattern) => matchesAction(pattern, action)) &&
      !permission.notActions.some((pattern) => matchesAction(pattern, action)),
  );

/** The GUID at the end of a role definition's id, in lower case: it identifies the role in every scope. */
export const roleGuid = (roleDefinitionId: ResourceId): string => lastName(idKey(roleDefinitionId));

/** Whether an assignment of `roleId` to `principalId` reaches `scope`, given there or above it. */
export const reaches = (assignment: RoleAssignment, principalId: string, roleId: string, scope: ResourceId): boolean =>
  assignment.properties.principalId.toLowerCase() === principalId.toLowerCase() &&
  roleGuid(assignment.properties.roleDefinitionId) === roleId.toLowerCase() &&
  isAtOrBelow(scope, assignment.properties.scope);

export const ROLE_IDS = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  rbacAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  backupContributor: '5e467623-bb1f-42f4-a55d-6e525e11384b',
  backupOperator: '00c29273-979b-4161-815c-10b084fb9324',
  backupReader: 'a795c7a0-d4a2-40c1-ae25-d81f01202912',
  longTermRetentionBackup: 'c088a766-074b-43ba-90d4-1fb21feae531',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
} as const;

/** One role that the vault's identity needs, and the narrowest scope at which it may be given. */
export interface RoleNeed {
  roleId: string;
  roleName: string;
  scope: ResourceId;
}

/** The needs that no assignment covers. */
export const missingRoles = (
  needs: readonly RoleNeed[],
  principalId: string,
  assignments: readonly RoleAssignment[],
): RoleNeed[] =>
  needs.filter((need) => !assignments.some((assignment) => reaches(assignment, principalId, need.roleId, need.scope)));

/** Where a person wants to assign a vault's missing roles (docs/reference/screens.md#scopes-of-a-grant). */
export type GrantScope = 'resource' | 'resourceGroup' | 'subscription';

/** The chosen scope, or the need's own scope when that is wider. */
export function widenedScope(own: ResourceId, scope: GrantScope): ResourceId {
  if (scope === 'resource') return own;
  const subscriptionId = parseResourceId(own)?.subscriptionId;
  if (subscriptionId === undefined) return own;
  return scope === 'resourceGroup' ? groupScopeOf(own) : subscriptionScope(subscriptionId);
}

/** Two needs are equal when they are for the same role at the same scope. */
export const needKey = (need: RoleNeed): string => `${need.roleId}@${need.scope}`.toLowerCase();

/** Each need once, in order of first appearance. */
export const distinctNeeds = (needs: readonly RoleNeed[]): RoleNeed[] => [
  ...new Map(needs.map((need) => [needKey(need), need])).values(),
];

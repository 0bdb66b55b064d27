/** The rules of role assignments (contract 7.3). */
import { ROLE_ASSIGNMENT_TYPE, type PrincipalType, type RoleAssignment } from '#protocol/authorization.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { isAtOrBelow, type ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';
import { roleDefinitionId } from './roles.ts';
import { ticks } from './time.ts';

export interface AssignmentFilter {
  principalId?: string;
  /** Whether a list at `scope` shows the assignment. */
  matches: (assignment: RoleAssignment, scope: ResourceId) => boolean;
}

/** Reads `$filter`. Throws a 400 for one that is none of the four. */
export function parseAssignmentFilter(text: string | null): AssignmentFilter {
  const parts = (text ?? '').trim() === '' ? [] : (text ?? '').split(/\sand\s/i);
  let atScope = false;
  let principalId: string | undefined;
  for (const part of parts) {
    const principal = /^\s*(?:principalId\s+eq\s+'([0-9a-f-]{36})'|assignedTo\('([0-9a-f-]{36})'\))\s*$/i.exec(part);
    if (/^\s*atScope\(\)\s*$/i.test(part)) atScope = true;
    else if (principal) principalId = (principal[1] ?? principal[2] ?? '').toLowerCase();
    else throw invalidFilter();
  }
  return {
    ...(principalId !== undefined && { principalId }),
    matches: ({ properties }, scope) =>
      (principalId === undefined || properties.principalId.toLowerCase() === principalId) &&
      (isAtOrBelow(scope, properties.scope) || (!atScope && isAtOrBelow(properties.scope, scope))),
  };
}

const invalidFilter = (): ArmFault =>
  new ArmFault(
    400,
    'InvalidFilter',
    "The filter is not valid. Use atScope(), principalId eq '<guid>', assignedTo('<guid>'), or atScope() and one of them.",
    { target: '$filter' },
  );

export interface WantedAssignment {
  name: string;
  scope: ResourceId;
  roleGuid: string;
  principalId: string;
  principalType: PrincipalType;
  description?: string;
}

/** The assignment as it is kept. */
export function assignmentOf(wanted: WantedAssignment, by: string | null, now: Date): RoleAssignment {
  const scope = wanted.scope === '/' ? '' : wanted.scope;
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(wanted.roleGuid, wanted.scope),
      principalId: wanted.principalId.toLowerCase(),
      principalType: wanted.principalType,
      scope: wanted.scope,
      condition: null,
      conditionVersion: null,
      createdOn: ticks(now),
      updatedOn: ticks(now),
      createdBy: by,
      updatedBy: by,
      delegatedManagedIdentityResourceId: null,
      description: wanted.description ?? null,
    },
    id: `${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${wanted.name}`,
    type: ROLE_ASSIGNMENT_TYPE,
    name: wanted.name,
  };
}

const hex = (guid: string): string => guid.replaceAll('-', '').toLowerCase();

export const principalNotFound = (principalId: string, tenantId: string): ArmFault =>
  new ArmFault(
    400,
    'PrincipalNotFound',
    `Principal ${hex(principalId)} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );

export const roleAssignmentExists = (name: string): ArmFault =>
  new ArmFault(
    409,
    ErrorCode.roleAssignmentExists,
    `The role assignment already exists. The ID of the existing role assignment is ${hex(name)}.`,
  );

export const updateNotPermitted = (): ArmFault =>
  new ArmFault(
    400,
    'RoleAssignmentUpdateNotPermitted',
    'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
  );

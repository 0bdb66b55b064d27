/** The rules of role assignments (docs/reference/arm.md#73-assignments). */
import { ROLE_ASSIGNMENT_TYPE, type PrincipalType, type RoleAssignment } from '#protocol/authorization.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { isAtOrBelow, type ResourceId } from '#protocol/resource-id.ts';
import { ArmFault } from '../fault.ts';
import { roleDefinitionId } from './roles.ts';
import { ticks } from './time.ts';

export interface AssignmentFilter {
  principalId?: string;
  /** What the principal's groups have counts, too. */
  throughGroups: boolean;
  /** Nothing below the scope of the list. */
  isAtScope: boolean;
  /** Whether a list at `scope` shows the assignment. */
  matches: (assignment: RoleAssignment, scope: ResourceId, principals: ReadonlySet<string> | undefined) => boolean;
}

/** Reads `$filter`. Throws a 400 for one that is none of the four. */
export function parseAssignmentFilter(text: string | null): AssignmentFilter {
  const parts = (text ?? '').trim() === '' ? [] : (text ?? '').split(/\sand\s/i);
  let atScope = false;
  let throughGroups = false;
  let principalId: string | undefined;
  for (const part of parts) {
    const principal = /^\s*(?:principalId\s+eq\s+'([0-9a-f-]{36})'|assignedTo\('([0-9a-f-]{36})'\))\s*$/i.exec(part);
    if (/^\s*atScope\(\)\s*$/i.test(part)) atScope = true;
    else if (principal) {
      principalId = (principal[1] ?? principal[2] ?? '').toLowerCase();
      throughGroups = principal[2] !== undefined;
    } else throw invalidFilter();
  }
  return {
    ...(principalId !== undefined && { principalId }),
    throughGroups,
    isAtScope: atScope,
    matches: ({ properties }, scope, principals) =>
      (principals === undefined || principals.has(properties.principalId.toLowerCase())) &&
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

/** Nobody could assign a role there any more, not even to take this back. */
export const lastOwner = (scope: ResourceId): ArmFault =>
  new ArmFault(
    409,
    'LastOwnerCannotBeRemoved',
    `This is the last assignment of the Owner role to a person at '${scope}': without it nobody could assign roles there any more. Make somebody else Owner of it first. Who has lost every Owner runs npm run link -- --repair on the server's machine.`,
  );

export const updateNotPermitted = (): ArmFault =>
  new ArmFault(
    400,
    'RoleAssignmentUpdateNotPermitted',
    'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
  );

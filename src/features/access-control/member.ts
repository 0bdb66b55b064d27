/** Who gets a role: the choice, and what is wrong with it. Pure. */
import type { RoleAssignmentInput } from '#protocol/authorization.ts';

export type MemberKind = 'principal' | 'vault';

export interface MemberChoice {
  kind: MemberKind;
  /** Object id of the vault's identity that was chosen. */
  identityId: string | undefined;
  /** As typed. */
  objectId: string;
  /** Empty: the service finds it out. */
  type: string;
}

export type GrantField = 'role' | 'identity' | 'objectId';

export const PRINCIPAL_TYPES = [
  { value: '', text: 'Found out by the service' },
  { value: 'User', text: 'User' },
  { value: 'Group', text: 'Group' },
  { value: 'ServicePrincipal', text: 'Service principal' },
] as const;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** In the order of the fields. */
export function grantProblems(roleDefinitionId: string | undefined, member: MemberChoice): Map<GrantField, string> {
  const problems: [GrantField, string | undefined][] = [
    ['role', roleDefinitionId === undefined ? 'Select a role.' : undefined],
    ['identity', member.kind === 'vault' && member.identityId === undefined ? 'Select a Backup vault.' : undefined],
    ['objectId', member.kind === 'principal' ? objectIdProblem(member.objectId) : undefined],
  ];
  return new Map(problems.filter((problem): problem is [GrantField, string] => problem[1] !== undefined));
}

function objectIdProblem(objectId: string): string | undefined {
  if (objectId === '') return 'Enter an object ID.';
  return GUID.test(objectId)
    ? undefined
    : 'An object ID has 32 hexadecimal digits in five groups, such as 11111111-2222-4333-8444-555555555555.';
}

/** The request for a choice without problems. A vault's identity may be new, so its type is sent along. */
export const grantInput = (roleDefinitionId: string, member: MemberChoice): RoleAssignmentInput['properties'] =>
  member.kind === 'vault'
    ? { roleDefinitionId, principalId: member.identityId ?? '', principalType: 'ServicePrincipal' }
    : {
        roleDefinitionId,
        principalId: member.objectId.toLowerCase(),
        ...(member.type !== '' && { principalType: member.type }),
      };

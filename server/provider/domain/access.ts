/** Access control: Azure's RBAC as a function of role assignments (docs/reference/arm.md#72-permissions). */
import { grantsAction, roleGuid, type Permission, type RoleAssignment } from '#protocol/authorization.ts';
import { idKey, isAtOrBelow, type ResourceId } from '#protocol/resource-id.ts';
import { builtInRole, type CustomRole } from './roles.ts';

export interface Access {
  /** Whether a role that reaches the scope grants the action. */
  may(action: string, scope: ResourceId): boolean;
  /** Whether a role grants the action at the scope or anywhere below it. */
  mayWithin(action: string, scope: ResourceId): boolean;
  /** One entry for each permission of each role that reaches the scope. */
  permissionsAt(scope: ResourceId): Permission[];
}

/** What a principal with exactly these assignments may do. `custom`: the roles among them that are not built in. */
export function accessOf(assignments: readonly RoleAssignment[], custom: readonly CustomRole[] = []): Access {
  const granted = assignments.map(({ properties: { scope, roleDefinitionId } }) => ({
    scope,
    // A list checks each of its items, so the constant part is computed once.
    key: idKey(scope),
    permissions: permissionsOf(roleGuid(roleDefinitionId), custom),
  }));
  const permissionsAt = (scope: ResourceId): Permission[] => {
    const key = idKey(scope);
    return granted.filter((grant) => isKeyAtOrBelow(key, grant.key)).flatMap(({ permissions }) => permissions);
  };
  const may = (action: string, scope: ResourceId): boolean => grantsAction(permissionsAt(scope), action);
  return {
    may,
    mayWithin: (action, scope) =>
      may(action, scope) ||
      granted.some((grant) => isAtOrBelow(grant.scope, scope) && grantsAction(grant.permissions, action)),
    permissionsAt,
  };
}

const permissionsOf = (guid: string, custom: readonly CustomRole[]): Permission[] =>
  (builtInRole(guid) ?? custom.find((role) => role.guid === guid))?.permissions ?? [];

/** `isAtOrBelow` of ids in the form in which they are compared. */
const isKeyAtOrBelow = (inner: string, outer: string): boolean =>
  outer === '' || (inner.startsWith(outer) && (inner.length === outer.length || inner[outer.length] === '/'));

/**
 * The assignments that count at `now` when a new one takes `propagationMs` to arrive (docs/reference/arm.md#quirk-15). One that is
 * younger than now was made before the clock was set back.
 */
export const propagated = (
  assignments: readonly RoleAssignment[],
  now: Date,
  propagationMs: number,
): RoleAssignment[] =>
  assignments.filter(({ properties }) => {
    const age = now.getTime() - Date.parse(properties.createdOn);
    return age < 0 || age >= propagationMs;
  });

/** The sentence of a refused action, for people and for managed identities alike. */
export const notAuthorized = (client: string, objectId: string, action: string, scope: ResourceId): string =>
  `The client '${client}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;

/** The role assignments of a vault's identity, one row each. Pure. */
import { roleGuid, type RoleAssignment, type RoleDefinition } from '#protocol/authorization.ts';
import { idKey } from '#protocol/resource-id.ts';
import { scopeText, scopeView } from '#protocol/scope-text.ts';

export interface IdentityRole {
  id: string;
  role: string;
  scope: string;
  scopeId: string;
  since: string;
}

/** Each subscription lists assignments from above it, which count once. */
export function identityRoles(
  assignments: readonly RoleAssignment[],
  definitions: readonly RoleDefinition[],
  subscriptionName: (subscriptionId: string) => string,
): IdentityRole[] {
  const names = new Map(definitions.map(({ name, properties }) => [name.toLowerCase(), properties.roleName]));
  const byId = new Map(assignments.map((assignment) => [idKey(assignment.id), assignment]));
  return [...byId.values()].map(({ id, properties }) => {
    const guid = roleGuid(properties.roleDefinitionId);
    return {
      id,
      role: names.get(guid) ?? guid,
      scope: scopeText(scopeView(properties.scope, subscriptionName)),
      scopeId: properties.scope,
      since: properties.createdOn,
    };
  });
}

/** Role assignments in the store. */
import { ROLE_IDS, roleGuid, type RoleAssignment } from '#protocol/authorization.ts';
import { idKey, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { lastOwner } from './domain/role-assignments.ts';
import type { Principal, Transaction } from './ports.ts';
import { roleAssignments, subscriptions, word } from './records.ts';

/**
 * Takes a role assignment back; whatever removes one does so here. Throws a 409 when it is the last by which somebody of
 * `people` owns a subscription.
 */
export async function removeAssignment(
  tx: Transaction,
  assignment: RoleAssignment,
  people: readonly Principal[],
): Promise<void> {
  for (const scope of await ownedBy(tx, assignment)) {
    if (!(await hasOtherOwner(tx, scope, assignment, people))) throw lastOwner(scope);
  }
  await tx.delete(roleAssignments, assignment.name);
}

/** The subscriptions that the assignment makes somebody Owner of. */
async function ownedBy(tx: Transaction, { properties }: RoleAssignment): Promise<ResourceId[]> {
  if (roleGuid(properties.roleDefinitionId) !== ROLE_IDS.owner) return [];
  if (idKey(properties.scope) === '') {
    return (await tx.list(subscriptions)).map(({ value }) => subscriptionScope(value.subscriptionId));
  }
  const parsed = parseResourceId(properties.scope);
  return parsed && parsed.type === undefined && parsed.resourceGroup === undefined ? [properties.scope] : [];
}

async function hasOtherOwner(
  tx: Transaction,
  scope: ResourceId,
  removed: RoleAssignment,
  people: readonly Principal[],
): Promise<boolean> {
  // A vault's identity may have the role, too; nobody can act by it.
  const known = new Set(people.map(({ objectId }) => objectId.toLowerCase()));
  const reaching = [
    ...(await tx.list(roleAssignments, { with: [word.atScope(scope)] })),
    ...(await tx.list(roleAssignments, { with: [word.atScope('/')] })),
  ];
  return reaching.some(
    ({ value: { name, properties } }) =>
      name !== removed.name &&
      roleGuid(properties.roleDefinitionId) === ROLE_IDS.owner &&
      known.has(properties.principalId.toLowerCase()),
  );
}

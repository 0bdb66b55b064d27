/** Roles and their assignments in the store, and what somebody may do by them. */
import { ROLE_IDS, roleGuid, type RoleAssignment } from '#protocol/authorization.ts';
import { idKey, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { lastOwner } from './domain/role-assignments.ts';
import { accessOf, type Access } from './domain/access.ts';
import { builtInRole, type Role } from './domain/roles.ts';
import type { Directory, Transaction } from './ports.ts';
import { customRoles, roleAssignments, subscriptions, word } from './records.ts';

/** The role of that GUID, of either kind. */
export const roleIn = async (tx: Transaction, guid: string): Promise<Role | undefined> =>
  builtInRole(guid) ?? (await tx.get(customRoles, guid.toLowerCase()))?.value;

/** What the roles allow that were given to these principals: somebody and the groups that somebody is in. */
export async function accessIn(
  tx: Transaction,
  principalIds: readonly string[],
  counting: (assignments: RoleAssignment[]) => RoleAssignment[] = (assignments) => assignments,
): Promise<Access> {
  const assignments: RoleAssignment[] = [];
  for (const id of principalIds) {
    const given = await tx.list(roleAssignments, { with: [word.ofPrincipal(id)] });
    assignments.push(...given.map(({ value }) => value));
  }
  const counted = counting(assignments);
  const custom = [];
  for (const guid of new Set(counted.map(({ properties }) => roleGuid(properties.roleDefinitionId)))) {
    if (!builtInRole(guid)) custom.push(await tx.get(customRoles, guid));
  }
  return accessOf(
    counted,
    custom.flatMap((role) => role?.value ?? []),
  );
}

/** By whose assignments a person can act: the people whom the directory knows, and the groups with somebody in them. */
export async function actors(directory: Directory): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const { objectId, type } of await directory.list()) {
    if (type === 'Group') continue;
    for (const id of [objectId, ...((await directory.groupsOf?.(objectId)) ?? [])]) ids.add(id.toLowerCase());
  }
  return ids;
}

/**
 * Takes a role assignment back; whatever removes one and leaves its scope does so here. Throws a 409 when it is the last by which one of
 * `known` owns a subscription.
 */
export async function removeAssignment(
  tx: Transaction,
  assignment: RoleAssignment,
  known: ReadonlySet<string>,
): Promise<void> {
  for (const scope of await ownedBy(tx, assignment)) {
    if (!(await hasOtherOwner(tx, scope, assignment, known))) throw lastOwner(scope);
  }
  await tx.delete(roleAssignments, assignment.name);
}

/**
 * Takes back what was assigned at a resource that is deleted for good, in the transaction that deletes it, as Azure does:
 * whatever gets the same name later is another thing, and nobody has been given a role there.
 */
export async function forgetAssignmentsAt(tx: Transaction, id: ResourceId): Promise<void> {
  for (const { key } of await tx.list(roleAssignments, { with: [word.atScope(id)] })) {
    await tx.delete(roleAssignments, key);
  }
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
  known: ReadonlySet<string>,
): Promise<boolean> {
  // A vault's identity may have the role, too; nobody can act by it.
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

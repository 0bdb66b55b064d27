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

type Counting = (assignments: RoleAssignment[]) => RoleAssignment[];

/** What the roles allow that were given to these principals: somebody and the groups that somebody is in. */
export async function accessIn(tx: Transaction, principalIds: readonly string[]): Promise<Access> {
  const assignments: RoleAssignment[] = [];
  for (const id of principalIds) assignments.push(...(await given(tx, [word.ofPrincipal(id)])));
  return accessBy(tx, assignments);
}

/**
 * What somebody may do at a resource or above it, and no word of what lies elsewhere: a vault's identity has roles at each of the
 * thousands of servers that the vault protects.
 */
export async function accessAt(
  tx: Transaction,
  principalId: string,
  id: ResourceId,
  counting: Counting,
): Promise<Access> {
  const assignments: RoleAssignment[] = [];
  for (const scope of scopesReaching(id)) {
    assignments.push(...(await given(tx, [word.ofPrincipal(principalId), word.atScope(scope)])));
  }
  return accessBy(tx, counting(assignments));
}

/**
 * The scopes at which a role reaches what has this id, in the order of assignments: the root of the tenant first, the id last. A
 * path goes from name to name in steps of two: `subscriptions/id`, `resourceGroups/name`, `providers/namespace`, `type/name`.
 */
export function scopesReaching(id: ResourceId): ResourceId[] {
  const parts = idKey(id).split('/');
  const ends = parts.map((_, at) => at).filter((at) => at % 2 === 0 || at === parts.length - 1);
  return ends.map((end) => (end === 0 ? '/' : parts.slice(0, end + 1).join('/')));
}

const given = async (tx: Transaction, words: string[]): Promise<RoleAssignment[]> =>
  (await tx.list(roleAssignments, { with: words })).map(({ value }) => value);

async function accessBy(tx: Transaction, counted: RoleAssignment[]): Promise<Access> {
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

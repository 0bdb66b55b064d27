/** Microsoft.Authorization: permissions and role assignments at any scope (docs/reference/arm.md#7-roles). */
import * as z from 'zod';
import {
  DELETE_ROLE_ASSIGNMENT,
  ROLE_ASSIGNMENT_TYPE,
  WRITE_ROLE_ASSIGNMENT,
  roleGuid,
  type RoleAssignment,
} from '#protocol/authorization.ts';
import { isAtOrBelow, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { isGuid } from '../answer.ts';
import { authorship, fields, invalidField, line, onlyFields, readBody } from '../body.ts';
import { created, noContent, ok, type Call, type Handler } from '../call.ts';
import {
  assignmentOf,
  parseAssignmentFilter,
  principalNotFound,
  roleAssignmentExists,
  updateNotPermitted,
} from '../domain/role-assignments.ts';
import { isAssignableAt, isCustom, type Role } from '../domain/roles.ts';
import { notFound, scopeExists } from '../existing.ts';
import { ArmFault } from '../fault.ts';
import { checkRoomForRoleAssignment } from '../limits.ts';
import { readPage } from '../paging.ts';
import { actors, removeAssignment, roleIn, scopesReaching } from '../role-records.ts';
import type { Transaction } from '../ports.ts';
import { identities, roleAssignments, word } from '../records.ts';
import { isRestoreTarget } from '../restore-places.ts';
import { anyone, at, route, SCOPE, within, type Route } from '../router.ts';

const READ_ASSIGNMENT = 'Microsoft.Authorization/roleAssignments/read';

/** A path may be long, and each step of it is a query. */
const MOST_REACHING = 12;

/** The scope in the path; the tenant is `/`. */
const scopeOf = (call: Call): ResourceId => `/${call.params.scope ?? ''}`;

const listPermissions: Handler = (call) => Promise.resolve(ok({ value: call.access.permissionsAt(scopeOf(call)) }));

const listAssignments: Handler = async (call) => {
  const scope = scopeOf(call);
  const filter = parseAssignmentFilter(call.url.searchParams.get('$filter'));
  // Inherited assignments are included for callers that may read those of the scope itself.
  const mayRead = ({ properties }: RoleAssignment): boolean =>
    call.access.may(READ_ASSIGNMENT, isAtOrBelow(scope, properties.scope) ? scope : properties.scope);
  const { principalId, throughGroups } = filter;
  const groups = throughGroups ? ((await call.ports.directory.groupsOf?.(principalId ?? '')) ?? []) : [];
  const principals =
    principalId === undefined ? undefined : new Set([principalId, ...groups.map((id) => id.toLowerCase())]);
  // One principal is found by a word, and so is what is given at a scope or above it; somebody and groups are picked out of all.
  const words = principalId !== undefined && groups.length === 0 ? [word.ofPrincipal(principalId)] : [];
  const reaching = scopesReaching(scope);
  const queries =
    filter.isAtScope && reaching.length <= MOST_REACHING
      ? reaching.map((one) => ({ with: [...words, word.atScope(one)] }))
      : [{ with: words }];
  return ok(
    await call.ports.store.transact((tx) =>
      readPage(call, tx, roleAssignments, queries, (assignment) =>
        filter.matches(assignment, scope, principals) && mayRead(assignment) ? assignment : undefined,
      ),
    ),
  );
};

const assignmentName = (call: Call): string => {
  const name = (call.params.assignment ?? '').toLowerCase();
  if (isGuid(name)) return name;
  throw new ArmFault(
    400,
    'InvalidRoleAssignmentId',
    `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    { target: 'roleAssignmentName' },
  );
};

/** The assignment that the path names, if it is at exactly that scope. */
async function assignmentAt(call: Call, tx: Transaction): Promise<RoleAssignment | undefined> {
  const found = (await tx.get(roleAssignments, assignmentName(call)))?.value;
  return found && sameId(found.properties.scope, scopeOf(call)) ? found : undefined;
}

const readAssignment: Handler = async (call) => {
  const found = await call.ports.store.transact((tx) => assignmentAt(call, tx));
  if (found) return ok(found);
  throw new ArmFault(404, 'RoleAssignmentNotFound', `The role assignment '${assignmentName(call)}' is not found.`);
};

// What would make the role narrower, and is not evaluated here: an assignment without it would be wider than requested.
const notEvaluated = (what: string) =>
  z.never({ error: `is not evaluated here: ${what}. Leave it out, and give a narrower role or scope` }).exactOptional();

const assignmentInput = fields({
  properties: onlyFields({
    roleDefinitionId: line(400),
    principalId: z.guid({ error: 'must be a GUID' }),
    principalType: line(64).exactOptional(),
    description: z.string().max(1024).exactOptional(),
    condition: notEvaluated('role assignments have no conditions'),
    conditionVersion: notEvaluated('role assignments have no conditions'),
    delegatedManagedIdentityResourceId: notEvaluated('identities of other tenants are not known'),
    // Read-only properties of a response: ignored when a caller sends them back.
    scope: z.string().max(2048).exactOptional(),
    ...authorship,
  }),
});

const putAssignment: Handler = async (call) => {
  const name = assignmentName(call);
  const scope = scopeOf(call);
  const { properties: input } = await readBody(call, assignmentInput);
  if (input.scope !== undefined && !sameId(input.scope, scope)) {
    throw invalidField('properties.scope', `It must be the scope of the path, '${scope}', or be left out.`);
  }
  const person = await call.ports.directory.find(input.principalId);
  const isTarget = await isRestoreTarget(call.ports, scope);

  return call.ports.store.transact(async (tx) => {
    const role = await roleIn(tx, roleGuid(input.roleDefinitionId));
    if (!role || !isAssignableAt(role, scope)) {
      const where = role ? ` It can be given at ${assignableText(role)}.` : '';
      throw new ArmFault(
        400,
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${input.roleDefinitionId}' does not exist at '${scope}'.${where}`,
        { target: 'properties.roleDefinitionId' },
      );
    }
    if (!isTarget && !(await scopeExists(tx, scope))) throw notFound(scope);
    const identity = await tx.get(identities, input.principalId.toLowerCase());
    const principalType = person?.type ?? (identity && 'ServicePrincipal');
    if (principalType === undefined) throw principalNotFound(input.principalId, call.ports.directory.tenantId);
    if (input.principalType !== undefined && input.principalType.toLowerCase() !== principalType.toLowerCase()) {
      throw new ArmFault(
        400,
        'UnmatchedPrincipalType',
        `The PrincipalId '${input.principalId}' has type '${principalType}', which is different from specified PrincipalType '${input.principalType}'.`,
        { target: 'properties.principalType' },
      );
    }
    const { principalId, description } = input;
    const wanted = {
      name,
      scope,
      roleGuid: role.guid,
      principalId,
      principalType,
      ...(description !== undefined && { description }),
    };
    const before = (await tx.get(roleAssignments, name))?.value;
    if (before) {
      const { properties: was } = before;
      const isSame =
        sameId(was.scope, scope) &&
        was.principalId.toLowerCase() === input.principalId.toLowerCase() &&
        roleGuid(was.roleDefinitionId) === role.guid;
      if (isSame) return ok(before);
      throw updateNotPermitted();
    }
    const [twin] = await tx.list(roleAssignments, {
      with: [word.grant(input.principalId, input.roleDefinitionId, scope)],
      limit: 1,
    });
    if (twin) throw roleAssignmentExists(twin.value.name);
    await checkRoomForRoleAssignment(tx, scope);
    const assignment = assignmentOf(wanted, call.caller.objectId, call.ports.clock.now());
    await tx.put(roleAssignments, name, assignment);
    // The first response does not show who created it; every later one does.
    return created({ ...assignment, properties: { ...assignment.properties, createdBy: null } });
  });
};

const deleteAssignment: Handler = async (call) => {
  const known = await actors(call.ports.directory);
  return call.ports.store.transact(async (tx) => {
    const found = await assignmentAt(call, tx);
    if (!found) return noContent;
    await removeAssignment(tx, found, known);
    return ok(found);
  });
};

const assignableText = (role: Role): string => (isCustom(role) ? role.assignableScopes.join(', ') : '/');

const AUTHORIZATION = `${SCOPE}/providers/Microsoft.Authorization`;
const ASSIGNMENTS = `${SCOPE}/providers/${ROLE_ASSIGNMENT_TYPE}`;
const ASSIGNMENT = `${ASSIGNMENTS}/:assignment`;

export const authorizationRoutes: Route[] = [
  route('GET', `${AUTHORIZATION}/permissions`, anyone('shows callers their own permissions'), listPermissions),
  route('GET', ASSIGNMENTS, within(SCOPE, READ_ASSIGNMENT), listAssignments),
  route('GET', ASSIGNMENT, at(SCOPE, READ_ASSIGNMENT), readAssignment),
  route('PUT', ASSIGNMENT, at(SCOPE, WRITE_ROLE_ASSIGNMENT), putAssignment),
  route('DELETE', ASSIGNMENT, at(SCOPE, DELETE_ROLE_ASSIGNMENT), deleteAssignment),
];

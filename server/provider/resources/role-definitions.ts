/**
 * Microsoft.Authorization/roleDefinitions: the built-in roles, and custom ones (docs/reference/arm.md#71-roles-needed).
 */
import * as z from 'zod';
import { ROLE_DEFINITION_TYPE } from '#protocol/authorization.ts';
import {
  ACTION_PATTERN,
  isAssignableScope,
  MOST_ACTION_LENGTH,
  MOST_ROLE_ACTIONS,
  MOST_ROLE_DESCRIPTION,
  MOST_ROLE_NAME,
  MOST_ROLE_SCOPES,
} from '#protocol/custom-role.ts';
import type { Change } from '#protocol/locks.ts';
import { isAtOrBelow, type ResourceId } from '#protocol/resource-id.ts';
import { isGuid } from '../answer.ts';
import { authorship, fields, invalidField, line, onlyFields, readBody } from '../body.ts';
import { created, noContent, ok, type Call, type Handler } from '../call.ts';
import { authorizationFailed } from '../checks.ts';
import {
  BUILT_IN_ROLES,
  builtInRole,
  isAssignableAt,
  isCustom,
  roleDefinition,
  type CustomRole,
  type Role,
} from '../domain/roles.ts';
import { ticks } from '../domain/time.ts';
import { notFound, scopeExists } from '../existing.ts';
import { ArmFault } from '../fault.ts';
import { checkUnlockedAt } from '../linked-access.ts';
import type { Transaction } from '../ports.ts';
import { customRoles, roleAssignments, word } from '../records.ts';
import { roleIn } from '../role-records.ts';
import { at, route, SCOPE, within, type Route } from '../router.ts';

const READ = `${ROLE_DEFINITION_TYPE}/read`;
const WRITE = `${ROLE_DEFINITION_TYPE}/write`;
const DELETE = `${ROLE_DEFINITION_TYPE}/delete`;
/** Azure's limit of custom roles in a tenant. */
const MOST_ROLES = 5000;

/** The scope in the path; the tenant is `/`. */
const scopeOf = (call: Call): ResourceId => `/${call.params.scope ?? ''}`;

const FILTER = /^(?:roleName eq '((?:[^']|'')*)'|atScope\(\)|atScopeAndBelow\(\)|type eq '(BuiltInRole|CustomRole)')$/i;

const list: Handler = async (call) => {
  const text = call.url.searchParams.get('$filter')?.trim() ?? '';
  const filter = FILTER.exec(text);
  if (text !== '' && !filter) {
    throw new ArmFault(
      400,
      'InvalidFilter',
      "The filter is not valid. Use roleName eq '<name>', type eq 'CustomRole', atScope() or atScopeAndBelow().",
      { target: '$filter' },
    );
  }
  const scope = scopeOf(call);
  const name = filter?.[1]?.replaceAll("''", "'").toLowerCase();
  const kind = filter?.[2]?.toLowerCase();
  const isBelow = /^atScopeAndBelow/i.test(text);
  const custom = await call.ports.store.transact((tx) => tx.list(customRoles));
  const value = [...BUILT_IN_ROLES, ...custom.map((role) => role.value)]
    .filter((role) => isShownAt(role, scope, isBelow))
    .filter(({ roleName }) => name === undefined || roleName.toLowerCase() === name)
    .filter((role) => kind === undefined || kind === (isCustom(role) ? 'customrole' : 'builtinrole'))
    .map((role) => roleDefinition(role, scope));
  return ok({ value });
};

const isShownAt = (role: Role, scope: ResourceId, isBelow: boolean): boolean =>
  isAssignableAt(role, scope) ||
  (isBelow && isCustom(role) && role.assignableScopes.some((inner) => isAtOrBelow(inner, scope)));

const read: Handler = async (call) => {
  const wanted = (call.params.definition ?? '').toLowerCase();
  const role = await call.ports.store.transact((tx) => roleIn(tx, wanted));
  if (role && isShownAt(role, scopeOf(call), true)) return ok(roleDefinition(role, scopeOf(call)));
  throw new ArmFault(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${wanted}' does not exist.`,
  );
};

const actions = z
  .array(
    line(MOST_ACTION_LENGTH).regex(ACTION_PATTERN, {
      error: 'must be an action such as Microsoft.DataProtection/backupVaults/read',
    }),
  )
  .max(MOST_ROLE_ACTIONS, { error: `must be at most ${String(MOST_ROLE_ACTIONS)}` })
  .default([]);

const putInput = fields({
  properties: onlyFields({
    roleName: line(MOST_ROLE_NAME),
    description: z.string().max(MOST_ROLE_DESCRIPTION).default(''),
    type: z.string().exactOptional(),
    roleType: z.string().exactOptional(),
    permissions: z
      .array(
        // A condition would make it narrower, and is not evaluated.
        onlyFields({ actions, notActions: actions, dataActions: actions, notDataActions: actions }),
      )
      .length(1, { error: 'must hold exactly one entry' }),
    assignableScopes: z
      .array(line(400))
      .min(1, { error: 'must hold at least one scope' })
      .max(MOST_ROLE_SCOPES, { error: `must be at most ${String(MOST_ROLE_SCOPES)}` }),
    ...authorship,
  }),
});

const put: Handler = async (call) => {
  const guid = definitionName(call);
  const { roleName, description, type, roleType, permissions, assignableScopes } = (await readBody(call, putInput))
    .properties;
  if ((type ?? roleType ?? 'CustomRole').toLowerCase() !== 'customrole') {
    throw invalidField('properties.type', "It must be 'CustomRole': built-in roles cannot be made.");
  }
  if (builtInRole(guid)) throw builtIn(guid);
  assignableScopes.forEach(checkScope);

  return call.ports.store.transact(async (tx) => {
    const before = (await tx.get(customRoles, guid))?.value;
    // Who changes a role changes what it allows wherever it was given, and can be.
    const scopes = [...assignableScopes, ...(before?.assignableScopes ?? [])];
    checkEverywhere(call, WRITE, scopes);
    await checkUnlockedEverywhere(tx, guid, scopes, 'write');
    for (const scope of assignableScopes) if (!(await scopeExists(tx, scope))) throw notFound(scope);
    await checkName(tx, guid, roleName);
    if (!before && (await tx.count(customRoles)) >= MOST_ROLES) throw tooMany();
    const now = ticks(call.ports.clock.now());
    const role: CustomRole = {
      guid,
      roleName,
      description,
      permissions,
      assignableScopes,
      createdOn: before?.createdOn ?? now,
      updatedOn: now,
      createdBy: before?.createdBy ?? call.caller.objectId,
      updatedBy: call.caller.objectId,
    };
    const given = await assignmentsOf(tx, guid);
    const lost = given.find(({ properties }) => !isAssignableAt(role, properties.scope));
    if (lost) throw hasAssignments(role.roleName, lost.properties.scope);
    await tx.put(customRoles, guid, role);
    return created(roleDefinition(role, scopeOf(call)));
  });
};

const remove: Handler = (call) => {
  const guid = definitionName(call);
  if (builtInRole(guid)) throw builtIn(guid);
  return call.ports.store.transact(async (tx) => {
    const role = (await tx.get(customRoles, guid))?.value;
    if (!role) return noContent;
    checkEverywhere(call, DELETE, role.assignableScopes);
    await checkUnlockedEverywhere(tx, guid, role.assignableScopes, 'delete');
    const [given] = await assignmentsOf(tx, guid);
    if (given) throw hasAssignments(role.roleName, given.properties.scope);
    await tx.delete(customRoles, guid);
    return ok(roleDefinition(role, scopeOf(call)));
  });
};

const assignmentsOf = async (tx: Transaction, guid: string) =>
  (await tx.list(roleAssignments, { with: [word.ofRole(guid)] })).map(({ value }) => value);

function definitionName(call: Call): string {
  const name = (call.params.definition ?? '').toLowerCase();
  if (isGuid(name)) return name;
  throw new ArmFault(
    400,
    'InvalidRoleDefinitionId',
    `The role definition ID '${name}' is not valid. The role definition ID must be a GUID.`,
    { target: 'roleDefinitionId' },
  );
}

function checkScope(scope: ResourceId, position: number): void {
  if (isAssignableScope(scope)) return;
  throw invalidField(
    `properties.assignableScopes[${String(position)}]`,
    'It must be the id of a subscription or of a resource group.',
  );
}

function checkEverywhere({ access, caller }: Call, action: string, scopes: readonly ResourceId[]): void {
  const closed = scopes.find((scope) => !access.may(action, scope));
  if (closed !== undefined) throw authorizationFailed(caller, action, closed);
}

/** The role is written at one address, and changes what is allowed at all of them. */
async function checkUnlockedEverywhere(
  tx: Transaction,
  guid: string,
  scopes: readonly ResourceId[],
  change: Change,
): Promise<void> {
  for (const scope of scopes) await checkUnlockedAt(tx, `${scope}/providers/${ROLE_DEFINITION_TYPE}/${guid}`, change);
}

async function checkName(tx: Transaction, guid: string, roleName: string): Promise<void> {
  const name = roleName.toLowerCase();
  const custom = (await tx.list(customRoles, { from: name, to: `${name}\u0000` })).map(({ value }) => value);
  const twin = [...BUILT_IN_ROLES, ...custom].find((role) => role.roleName.toLowerCase() === name);
  if (!twin || twin.guid === guid) return;
  throw new ArmFault(
    409,
    'RoleDefinitionWithSameNameExists',
    `A role definition cannot be updated with a name that already exists. The role '${twin.roleName}' has the ID '${twin.guid}'. Choose another name.`,
    { target: 'properties.roleName' },
  );
}

const builtIn = (guid: string): ArmFault =>
  new ArmFault(
    409,
    'BuiltInRoleCannotBeChanged',
    `The role definition '${guid}' is built in. Make a custom role under another ID.`,
  );

const tooMany = (): ArmFault =>
  new ArmFault(
    400,
    'RoleDefinitionLimitExceeded',
    `There are ${String(MOST_ROLES)} custom roles. Delete one that is not used.`,
  );

const hasAssignments = (roleName: string, scope: ResourceId): ArmFault =>
  new ArmFault(
    400,
    'RoleDefinitionHasAssignments',
    `There are existing role assignments referencing role '${roleName}', one of them at '${scope}'. Remove them first.`,
  );

const DEFINITIONS = `${SCOPE}/providers/${ROLE_DEFINITION_TYPE}`;
const DEFINITION = `${DEFINITIONS}/:definition`;

export const roleDefinitionRoutes: Route[] = [
  route('GET', DEFINITIONS, within(SCOPE, READ), list),
  route('GET', DEFINITION, within(SCOPE, READ), read),
  route('PUT', DEFINITION, at(SCOPE, WRITE), put),
  route('DELETE', DEFINITION, at(SCOPE, DELETE), remove),
];

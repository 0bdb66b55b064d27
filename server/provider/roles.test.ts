/** Roles beyond the usual ones: those for backup, custom ones, and what groups have. */
import { ROLE_IDS, type RoleAssignment, type RoleDefinition } from '#protocol/authorization.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INSTANCE, instance, open, protect, refusalOf, SERVER, world, type Laboratory } from '../testing/laboratory.ts';
import type { Person } from './memory/directory.ts';
import { BACKUP_GROUP, DATA_GROUP, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);
const GROUP = resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP);
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);
const TEAM = '44444444-4444-4444-8444-444444444448';

const known: Person[] = world.people.map(({ principal }) => ({ token: principal.name, principal }));
const person = (name: string, objectId: string, more: Partial<Person> = {}): Person => ({
  token: name,
  principal: { objectId, name, displayName: name, type: 'User' },
  ...more,
});
const someone = person('someone', '44444444-4444-4444-8444-444444444447', { groups: [TEAM] });
const team: Person = { token: 'team', principal: { objectId: TEAM, name: 'team', displayName: 'Team', type: 'Group' } };

let laboratory: Laboratory;
const send: Laboratory['send'] = (...given) => laboratory.send(...given);
beforeEach(async () => {
  laboratory = await open({ people: [...known, someone, team] });
});
afterEach(() => laboratory.stop());

const give = (scope: string, roleId: string, principalId: string, as?: string) =>
  send(
    'PUT',
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`,
    {
      properties: {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        principalId,
      },
    },
    as,
  );
const given = async (scope: string, roleId: string, principalId = someone.principal.objectId): Promise<string> => {
  const answer = await give(scope, roleId, principalId);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as RoleAssignment).id;
};
describe('of the roles for backup', () => {
  const trigger = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
  const requests: Record<string, () => Promise<Response>> = {
    read: () => send('GET', INSTANCE, undefined, 'someone'),
    jobs: () => send('GET', `${VAULT_ID}/backupJobs`, undefined, 'someone'),
    check: () => send('POST', `${VAULT_ID}/validateForBackup`, { backupInstance: instance }, 'someone'),
    backUp: () => send('POST', `${INSTANCE}/backup`, trigger, 'someone'),
    stop: () => send('POST', `${INSTANCE}/stopProtection`, undefined, 'someone'),
    tag: () => send('PATCH', VAULT_ID, { tags: { a: 'b' } }, 'someone'),
    deleteInstance: () => send('DELETE', INSTANCE, undefined, 'someone'),
    deleteVault: () => send('DELETE', VAULT_ID, undefined, 'someone'),
    makeServer: () => send('DELETE', SERVER, undefined, 'someone'),
    give: () => give(GROUP, ROLE_IDS.reader, someone.principal.objectId, 'someone'),
  };

  it.each([
    ['Backup Reader', ROLE_IDS.backupReader, ['read', 'jobs']],
    ['Backup Operator', ROLE_IDS.backupOperator, ['read', 'jobs', 'check', 'backUp']],
    [
      'Backup Contributor',
      ROLE_IDS.backupContributor,
      ['read', 'jobs', 'check', 'backUp', 'stop', 'tag', 'deleteInstance'],
    ],
  ])('%s may do what Azure says, and nothing else', async (roleName, roleId, may) => {
    await protect(laboratory);
    await given(GROUP, roleId);
    // What is in the server is a right of its own.
    await given(SERVER, ROLE_IDS.reader);
    const open: string[] = [];
    for (const [name, run] of Object.entries(requests)) if ((await run()).status !== 403) open.push(name);
    expect(open).toEqual(may);
    expect(await laboratory.get(`${GROUP}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`)).toMatchObject({
      properties: { roleName, type: 'BuiltInRole' },
    });
  });
});

const GUID = '99999999-9999-4999-8999-999999999999';
const definitionAt = (scope: string, guid = GUID) =>
  `${scope}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const role = (more: object = {}) => ({
  properties: {
    roleName: 'Vault Looker',
    description: 'Looks at vaults.',
    type: 'CustomRole',
    permissions: [{ actions: ['Microsoft.DataProtection/backupVaults/read'], notActions: [] }],
    assignableScopes: [GROUP],
    ...more,
  },
});

describe('a custom role', () => {
  it('is made, found, given, changed and deleted, and counts at once', async () => {
    const made = await send('PUT', definitionAt(GROUP), role());
    expect([made.status, await made.json()]).toMatchObject([
      201,
      {
        name: GUID,
        properties: { type: 'CustomRole', assignableScopes: [GROUP], createdBy: expect.any(String) as string },
      },
    ]);
    const filter = encodeURIComponent("roleName eq 'vault looker'");
    const listAt = async (scope: string) =>
      (
        await laboratory.get<{ value: RoleDefinition[] }>(
          `${scope}/providers/Microsoft.Authorization/roleDefinitions?$filter=${filter}`,
        )
      ).value.map(({ name }) => name);
    expect(await listAt(VAULT_ID)).toEqual([GUID]);
    expect(await listAt(DATA)).toEqual([]);

    const read = async () => (await send('GET', VAULT_ID, undefined, 'someone')).status;
    expect(await read()).toBe(403);
    const assignment = await given(VAULT_ID, GUID);
    expect(await read()).toBe(200);
    expect(await refusalOf(await send('DELETE', definitionAt(GROUP)))).toEqual([400, 'RoleDefinitionHasAssignments']);

    const nothing = role({ permissions: [{ actions: [] }] });
    expect((await send('PUT', definitionAt(GROUP), nothing)).status).toBe(201);
    expect(await read()).toBe(403);

    expect((await send('DELETE', assignment)).status).toBe(200);
    expect((await send('DELETE', definitionAt(GROUP))).status).toBe(200);
    expect((await send('DELETE', definitionAt(GROUP))).status).toBe(204);
    expect((await send('GET', definitionAt(GROUP))).status).toBe(404);
  });

  it('is given only where it can be, and keeps the scopes at which it was', async () => {
    await send('PUT', definitionAt(GROUP), role());
    expect(await refusalOf(await give(DATA, GUID, someone.principal.objectId))).toEqual([
      400,
      'RoleDefinitionDoesNotExist',
    ]);
    await given(VAULT_ID, GUID);
    const moved = await send('PUT', definitionAt(GROUP), role({ assignableScopes: [DATA] }));
    expect(await refusalOf(moved)).toEqual([400, 'RoleDefinitionHasAssignments']);
  });

  it('is not created or changed by a caller without the right at every scope of it', async () => {
    await given(GROUP, ROLE_IDS.owner);
    const wide = role({ permissions: [{ actions: ['*'] }], assignableScopes: [GROUP, SUBSCRIPTION] });
    expect(await refusalOf(await send('PUT', definitionAt(GROUP), wide, 'someone'))).toEqual([
      403,
      'AuthorizationFailed',
    ]);
    // Somebody else's role of the whole subscription cannot be widened, or taken over, from within a group of it.
    await send('PUT', definitionAt(SUBSCRIPTION), role({ assignableScopes: [SUBSCRIPTION] }));
    const taken = role({ permissions: [{ actions: ['*'] }], assignableScopes: [GROUP] });
    expect((await send('PUT', definitionAt(GROUP), taken, 'someone')).status).toBe(403);
    expect((await send('DELETE', definitionAt(GROUP), undefined, 'someone')).status).toBe(403);
  });

  it('is not made by a Contributor, who could make itself more with it', async () => {
    await given(SUBSCRIPTION, ROLE_IDS.contributor);
    expect((await send('PUT', definitionAt(GROUP), role(), 'someone')).status).toBe(403);
  });

  it.each([
    [
      'a condition',
      role({ permissions: [{ actions: ['*'], condition: 'true' }] }),
      'properties.permissions[0].condition',
    ],
    ['what is not known', role({ denyAssignments: [] }), 'properties.denyAssignments'],
    ['two permissions', role({ permissions: [{ actions: [] }, { actions: [] }] }), 'properties.permissions'],
    ['no action', role({ permissions: [{ actions: ['rm -rf /'] }] }), 'properties.permissions[0].actions[0]'],
    ['no scope', role({ assignableScopes: [] }), 'properties.assignableScopes'],
    ['the root as its scope', role({ assignableScopes: ['/'] }), 'properties.assignableScopes[0]'],
    ['a resource as its scope', role({ assignableScopes: [VAULT_ID] }), 'properties.assignableScopes[0]'],
    ['another kind', role({ type: 'BuiltInRole' }), 'properties.type'],
  ])('with %s is refused by name', async (_, body, target) => {
    const answer = await send('PUT', definitionAt(GROUP), body);
    expect([answer.status, ((await answer.json()) as ErrorEnvelope).error.target]).toEqual([400, target]);
  });

  it('takes neither the id nor the name of another', async () => {
    expect(await refusalOf(await send('PUT', definitionAt(GROUP, ROLE_IDS.reader), role()))).toEqual([
      409,
      'BuiltInRoleCannotBeChanged',
    ]);
    expect((await send('DELETE', definitionAt(GROUP, ROLE_IDS.reader))).status).toBe(409);
    expect(await refusalOf(await send('PUT', definitionAt(GROUP), role({ roleName: 'OWNER' })))).toEqual([
      409,
      'RoleDefinitionWithSameNameExists',
    ]);
    await send('PUT', definitionAt(GROUP), role());
    const twin = await send('PUT', definitionAt(GROUP, crypto.randomUUID()), role({ roleName: 'vault looker' }));
    expect(await refusalOf(twin)).toEqual([409, 'RoleDefinitionWithSameNameExists']);
  });
});

describe('a group', () => {
  it('gives its members what it is given, and does not sign in', async () => {
    const assignment = await given(GROUP, ROLE_IDS.reader, TEAM);
    expect(await laboratory.get(assignment)).toMatchObject({ properties: { principalType: 'Group' } });
    expect((await send('GET', VAULT_ID, undefined, 'someone')).status).toBe(200);
    expect((await send('GET', VAULT_ID, undefined, 'team')).status).toBe(401);
    await send('DELETE', assignment);
    expect((await send('GET', VAULT_ID, undefined, 'someone')).status).toBe(403);
  });

  it('is found by assignedTo of a member, and not by principalId', async () => {
    await given(GROUP, ROLE_IDS.reader, TEAM);
    const by = async (filter: string) => {
      const path = `${GROUP}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(filter)}`;
      return (await laboratory.get<{ value: unknown[] }>(path)).value.length;
    };
    expect(await by(`assignedTo('${someone.principal.objectId}')`)).toBe(1);
    expect(await by(`principalId eq '${someone.principal.objectId}'`)).toBe(0);
  });

  it('with somebody in it can be the Owner that stays', async () => {
    const { value } = await laboratory.get<{ value: RoleAssignment[] }>(
      `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`,
    );
    const own = value.find(({ properties }) => properties.scope === SUBSCRIPTION)?.id ?? '';
    await given(SUBSCRIPTION, ROLE_IDS.owner, TEAM);
    expect((await send('DELETE', own)).status).toBe(200);
  });
});

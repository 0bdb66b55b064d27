/** Roles and rights: access, and how it is shown and changed (docs/reference/arm.md#7-roles). */
import {
  grantsAction,
  ROLE_IDS,
  WRITE_ROLE_ASSIGNMENT,
  type Permission,
  type RoleAssignment,
  type RoleDefinition,
} from '#protocol/authorization.ts';
import type { Page } from '#protocol/data-protection.ts';
import { SAMPLE_SERVER, VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import {
  assignment,
  assignmentBody,
  DATA,
  errorOf,
  fresh,
  newGuid,
  registerServer,
  serverId,
  SUBSCRIPTION,
  vaultIdentity,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

const SAMPLE = serverId(SAMPLE_SERVER);
const permissionsAt = (scope: string) => `${scope}/providers/Microsoft.Authorization/permissions`;
const assignmentsAt = (scope: string, filter?: string) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments${filter === undefined ? '' : `?$filter=${encodeURIComponent(filter)}`}`;

export function describeAuthorization(host: ContractHost): void {
  describe('authorization', () => {
    const arm = freshWorld(host);

    it('shows each caller their permissions at a scope', async () => {
      const mayAssign = async (as: 'operator' | 'backup-admin', scope: string): Promise<boolean> => {
        const { value } = await arm().get<Page<Permission>>(permissionsAt(scope), { as });
        return grantsAction(value, WRITE_ROLE_ASSIGNMENT);
      };
      for (const scope of [SAMPLE, DATA, SUBSCRIPTION]) {
        expect(await mayAssign('operator', scope)).toBe(true);
        expect(await mayAssign('backup-admin', scope)).toBe(false);
      }
    });

    it('lets a backup admin configure backup, and not assign roles', async () => {
      const as = 'backup-admin';
      expect((await arm().call('GET', VAULT_ID, { as })).status).toBe(200);
      const answer = await arm().put(assignment(SAMPLE), assignmentBody(ROLE_IDS.reader, await vaultIdentity(arm())), {
        as,
      });
      expect([answer.status, errorOf(answer).code]).toEqual([403, 'AuthorizationFailed']);
      expect(answer.headers.get('x-ms-failure-cause')).toBe('gateway');
      expect(errorOf(answer).message).toMatch(
        /^The client '.+' with object id '[0-9a-f-]{36}' does not have authorization to perform action 'Microsoft\.Authorization\/roleAssignments\/write' over scope '.+pg-sample' or the scope is invalid\. If access was recently granted, please refresh your credentials\.$/,
      );
    });

    it('finds a role by its name, and by its id', async () => {
      const filter = encodeURIComponent("roleName eq 'PostgreSQL Flexible Server Long Term Retention Backup Role'");
      const { value } = await arm().get<Page<RoleDefinition>>(
        `${SAMPLE}/providers/Microsoft.Authorization/roleDefinitions?$filter=${filter}`,
      );
      expect(value).toHaveLength(1);
      expect(value[0]).toMatchObject({
        name: ROLE_IDS.longTermRetentionBackup,
        id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.longTermRetentionBackup}`,
        properties: { type: 'BuiltInRole', assignableScopes: ['/'] },
      });
      const alone = await arm().get<RoleDefinition>(
        `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.reader}`,
      );
      expect(alone.properties.permissions[0]?.actions).toEqual(['*/read']);
    });

    const given = async (scope: string, roleId: string = ROLE_IDS.reader) => {
      const principalId = await vaultIdentity(arm());
      const guid = newGuid();
      const answer = await arm().put<RoleAssignment>(assignment(scope, guid), assignmentBody(roleId, principalId));
      return { answer, guid, principalId };
    };

    const freshServer = async (a: Arm): Promise<string> => {
      const name = fresh('pg-role');
      expect((await registerServer(a, name)).status).toBe(201);
      return serverId(name);
    };

    it('gives a role with 201, says who created it only afterwards, and takes it back', async () => {
      const scope = await freshServer(arm());
      const { answer, guid, principalId } = await given(scope);
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        name: guid,
        type: 'Microsoft.Authorization/roleAssignments',
        properties: { scope, principalId, principalType: 'ServicePrincipal', createdBy: null },
      });
      const later = await arm().get<RoleAssignment>(assignment(scope, guid));
      expect(later.properties.createdBy).toBe(later.properties.updatedBy);
      expect(later.properties.createdBy).not.toBeNull();
      const removed = await arm().remove(assignment(scope, guid));
      expect(removed.status).toBe(200);
      expect(removed.body).toMatchObject({ name: guid });
      expect((await arm().remove(assignment(scope, guid))).status).toBe(204);
      expect((await arm().call('GET', assignment(scope, guid))).status).toBe(404);
    });

    it('returns 200 to the same assignment under the same name', async () => {
      const scope = await freshServer(arm());
      const { guid, principalId } = await given(scope);
      const again = await arm().put(assignment(scope, guid), assignmentBody(ROLE_IDS.reader, principalId));
      expect(again.status).toBe(200);
    });

    it('returns 409 to the same principal, role and scope under another name', async () => {
      const scope = await freshServer(arm());
      const { guid } = await given(scope);
      const { answer } = await given(scope.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'));
      expect([answer.status, errorOf(answer).code]).toEqual([409, 'RoleAssignmentExists']);
      expect(errorOf(answer).message).toBe(
        `The role assignment already exists. The ID of the existing role assignment is ${guid.replaceAll('-', '')}.`,
      );
    });

    it('assigns one role once, for any number of simultaneous requests', async () => {
      const scope = await freshServer(arm());
      const answers = await Promise.all([given(scope), given(scope), given(scope)]);
      expect(answers.map(({ answer }) => answer.status).sort()).toEqual([201, 409, 409]);
    });

    it('refuses to change the principal or the scope of an assignment', async () => {
      const scope = await freshServer(arm());
      const { guid, principalId } = await given(scope);
      const answer = await arm().put(assignment(DATA, guid), assignmentBody(ROLE_IDS.reader, principalId));
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'RoleAssignmentUpdateNotPermitted']);
    });

    it('refuses a principal, a role or a scope that does not exist', async () => {
      const nobody = await arm().put(assignment(DATA), assignmentBody(ROLE_IDS.reader, newGuid()));
      expect([nobody.status, errorOf(nobody).code]).toEqual([400, 'PrincipalNotFound']);
      const norole = await arm().put(assignment(DATA), assignmentBody(newGuid(), await vaultIdentity(arm())));
      expect([norole.status, errorOf(norole).code]).toEqual([400, 'RoleDefinitionDoesNotExist']);
      const nowhere = await arm().put(
        assignment(serverId('pg-none')),
        assignmentBody(ROLE_IDS.reader, await vaultIdentity(arm())),
      );
      expect([nowhere.status, errorOf(nowhere).code]).toEqual([404, 'ResourceNotFound']);
      const noguid = await arm().put(assignment(DATA, 'mine'), assignmentBody(ROLE_IDS.reader, newGuid()));
      expect([noguid.status, errorOf(noguid).code]).toEqual([400, 'InvalidRoleAssignmentId']);
    });

    it('refuses a principal type that is not the principal’s', async () => {
      const { properties } = assignmentBody(ROLE_IDS.reader, await vaultIdentity(arm()));
      const answer = await arm().put(assignment(DATA), { properties: { ...properties, principalType: 'User' } });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'UnmatchedPrincipalType']);
    });

    it('lists by each of the four filters', async () => {
      const scope = await freshServer(arm());
      const { guid, principalId } = await given(scope);
      const names = async (at: string, filter?: string): Promise<RoleAssignment[]> =>
        (await arm().get<Page<RoleAssignment>>(assignmentsAt(at, filter))).value;

      const atServer = await names(scope, 'atScope()');
      expect(atServer.map(({ name }) => name)).toContain(guid);
      expect(atServer.some(({ properties }) => properties.scope === SUBSCRIPTION)).toBe(true);
      expect((await names(DATA, 'atScope()')).map(({ name }) => name)).not.toContain(guid);

      // In pages it is the same list: what is given at the subscription, at the group, and at the server.
      const paged: RoleAssignment[] = [];
      let next: string | null | undefined = `${assignmentsAt(scope, 'atScope()')}&$top=1`;
      for (let page = 0; next && page < 50; page += 1) {
        const found: Page<RoleAssignment> = await arm().get<Page<RoleAssignment>>(next);
        expect(found.value).toHaveLength(1);
        paged.push(...found.value);
        next = found.nextLink;
      }
      expect(paged).toEqual(atServer);

      for (const filter of [`principalId eq '${principalId}'`, `assignedTo('${principalId}')`]) {
        const below = await names(DATA, filter);
        expect(below.map(({ name }) => name)).toContain(guid);
        expect(below.every(({ properties }) => properties.principalId === principalId)).toBe(true);
      }
      const both = await names(scope, `atScope() and assignedTo('${principalId}')`);
      expect(both.map(({ name }) => name)).toEqual([guid]);
      expect(await names(scope, `principalId eq '${newGuid()}'`)).toEqual([]);
    });

    it.each(["roleName eq 'x'", "principalId eq 'me'", 'atScope', "principalId eq 'x' or atScope()"])(
      'refuses the filter %j',
      async (filter) => {
        const answer = await arm().call('GET', assignmentsAt(DATA, filter));
        expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidFilter']);
      },
    );
  });
}

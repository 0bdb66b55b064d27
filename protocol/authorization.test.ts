import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  grantsAction,
  matchesAction,
  missingRoles,
  ROLE_IDS,
  WRITE_ROLE_ASSIGNMENT,
  type Permission,
  type RoleAssignment,
} from './authorization.ts';
import { backupRoleNeeds } from './datasources.ts';

const permission = (actions: string[], notActions: string[] = []): Permission => ({
  actions,
  notActions,
  dataActions: [],
  notDataActions: [],
});

describe('matchesAction', () => {
  it.each([
    ['*', 'Microsoft.Authorization/roleAssignments/write', true],
    ['*/read', 'Microsoft.DataProtection/backupVaults/read', true],
    ['*/read', 'Microsoft.DataProtection/backupVaults/write', false],
    ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/roleAssignments/write', true],
    ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/write', false],
    ['Microsoft.Authorization/*', 'microsoft.authorization/roleassignments/delete', true],
    ['A/b/read', 'A/b/read', true],
    ['A/b/read', 'A/b/readx', false],
    ['A/*/b/*/c', 'A/1/b/2/c', true],
    ['A/*/b/*/c', 'A/1/c', false],
    ['a*a', 'a', false],
  ])('%s over %s: %s', (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });

  it('agrees with the same pattern written as a regular expression', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (parts, action) => {
        const expected = new RegExp(`^${parts.map((part) => part.replace(/[./]/g, '\\$&')).join('.*')}$`).test(action);
        expect(matchesAction(parts.join('*'), action)).toBe(expected);
      }),
    );
  });
});

describe('grantsAction', () => {
  const contributor = permission(['*'], ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write']);
  const administrator = permission(['Microsoft.Authorization/roleAssignments/write', '*/read']);

  it('lets a Contributor not assign roles', () => {
    expect(grantsAction([contributor], WRITE_ROLE_ASSIGNMENT)).toBe(false);
  });

  it('does not take notActions of one role for a deny of another', () => {
    expect(grantsAction([contributor, administrator], WRITE_ROLE_ASSIGNMENT)).toBe(true);
  });

  it('grants nothing without permissions', () => {
    expect(grantsAction([], 'a/read')).toBe(false);
  });
});

describe('missingRoles', () => {
  const vaultIdentity = '33333333-3333-4333-8333-333333333333';
  const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
  const group = `${subscription}/resourceGroups/rg-data`;
  const server = `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders`;
  const needs = backupRoleNeeds(server);
  const assigned = (roleId: string, scope: string, principalId = vaultIdentity): RoleAssignment => ({
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/x`,
    name: 'x',
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      principalType: 'ServicePrincipal',
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: '',
      updatedOn: '',
      createdBy: null,
      updatedBy: null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  });
  const backupRole = ROLE_IDS.longTermRetentionBackup;

  it('requires the backup role on the server and Reader on its resource group', () => {
    expect(needs.map((need) => [need.roleId, need.scope])).toEqual([
      [backupRole, server],
      [ROLE_IDS.reader, group],
    ]);
  });

  it.each([
    ['nothing is assigned', [], [backupRole, ROLE_IDS.reader]],
    ['both stand at their scopes', [assigned(backupRole, server), assigned(ROLE_IDS.reader, group)], []],
    ['both are inherited', [assigned(backupRole, subscription), assigned(ROLE_IDS.reader, subscription)], []],
    ['the ids differ in case only', [assigned(backupRole.toUpperCase(), server.toUpperCase())], [ROLE_IDS.reader]],
    [
      'Reader stands below the group',
      [assigned(backupRole, group), assigned(ROLE_IDS.reader, server)],
      [ROLE_IDS.reader],
    ],
    ['another principal has them', [assigned(backupRole, server, 'someone')], [backupRole, ROLE_IDS.reader]],
  ])('when %s', (_, assignments, expected) => {
    expect(missingRoles(needs, vaultIdentity, assignments).map((need) => need.roleId)).toEqual(expected);
  });
});

import { expect, it } from 'vitest';
import type { RoleAssignment, RoleDefinition } from '#protocol/authorization.ts';
import { identityRoles } from './identity-roles.ts';

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const given = (scope: string, role = READER): RoleAssignment =>
  ({
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/1`,
    properties: {
      roleDefinitionId: `/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/${role.toUpperCase()}`,
      scope,
      createdOn: '2026-02-03T09:05:48Z',
    },
  }) as RoleAssignment;
const definitions = [{ name: READER, properties: { roleName: 'Reader' } } as RoleDefinition];

it('counts assignments above the subscriptions once, though each of them lists them', () => {
  const rows = identityRoles([given('/'), given('/'), given('/subscriptions/1')], definitions, () => 'Contoso');
  expect(rows.map(({ role, scope }) => `${role}, ${scope}`)).toEqual([
    'Reader, Tenant',
    'Reader, Subscription Contoso',
  ]);
});

it('shows a role that nobody described by its id', () => {
  expect(identityRoles([given('/')], [], String)[0]?.role).toBe(READER);
});

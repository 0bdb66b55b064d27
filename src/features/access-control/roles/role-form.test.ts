import { describe, expect, it } from 'vitest';
import type { RoleDefinition } from '#protocol/authorization.ts';
import { formOf, linesOf, roleInput, roleProblems, type RoleForm } from './role-form.ts';

const GROUP = '/subscriptions/1/resourceGroups/rg';
const VAULT = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv`;

const role: RoleDefinition = {
  id: '/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/g',
  name: 'g',
  type: 'Microsoft.Authorization/roleDefinitions',
  properties: {
    roleName: 'Night shift',
    type: 'CustomRole',
    description: 'Restores',
    assignableScopes: [GROUP, '/subscriptions/1'],
    permissions: [{ actions: ['*/read', 'a/b'], notActions: ['c/d'], dataActions: ['e/f'], notDataActions: [] }],
    createdOn: '',
    updatedOn: '',
    createdBy: null,
    updatedBy: null,
  },
};
const form = (part: Partial<RoleForm> = {}): RoleForm => ({
  name: 'Operators',
  description: '',
  actions: '*/read',
  notActions: '',
  scopes: GROUP,
  ...part,
});

describe('a role that is filled in', () => {
  it.each([
    [form(), []],
    [form({ name: ' ' }), ['name']],
    [form({ name: 'night SHIFT' }), ['name']],
    [form({ name: 'n'.repeat(513) }), ['name']],
    [form({ description: 'd'.repeat(2049) }), ['description']],
    [form({ actions: ' \n ' }), ['actions']],
    [form({ actions: 'a/b\nread everything' }), ['actions']],
    [form({ actions: Array.from({ length: 301 }, (_, at) => `a/${String(at)}`).join('\n') }), ['actions']],
    [form({ notActions: 'a//b' }), ['notActions']],
    [form({ scopes: '' }), ['scopes']],
    [form({ scopes: VAULT }), ['scopes']],
    [form({ scopes: `/subscriptions/1\n${GROUP}` }), []],
    [formOf(undefined, VAULT), ['name', 'actions']],
  ])('has its problems where they are: %#', (given, fields) => {
    expect([...roleProblems(given, [role]).keys()]).toEqual(fields);
  });

  it('begins at the resource group of what it is made at', () => {
    expect(formOf(undefined, VAULT).scopes).toBe(GROUP);
  });

  it('and sent back unchanged is what it was, also what is not shown of it', () => {
    const { roleName, description, permissions, assignableScopes } = role.properties;
    expect(roleInput(formOf(role, VAULT), role)).toEqual({ roleName, description, permissions, assignableScopes });
  });
});

it('a list has each entry once, without blank lines', () => {
  expect(linesOf(' a/b \n\nc\r\na/b')).toEqual(['a/b', 'c']);
});

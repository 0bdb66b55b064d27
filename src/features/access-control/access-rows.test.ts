import { describe, expect, it } from 'vitest';
import type { RoleAssignment, RoleDefinition } from '#protocol/authorization.ts';
import { filterRows } from '#ui/list/list-filter.ts';
import { ACCESS_FILTERS, ACCESS_SEARCH, accessRows, whyNotRemovable, type AccessFacts } from './access-rows.ts';

const SUBSCRIPTION = '/subscriptions/11111111-1111-4111-8111-111111111111';
const SCOPE = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const DANA = '44444444-4444-4444-8444-444444444442';
const BV = '33333333-3333-4333-8333-333333333333';

const given = (scope: string, principalId = DANA, principalType = 'User'): RoleAssignment =>
  ({
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/1`,
    name: '1',
    properties: {
      // Written under another subscription, and in another case: the GUID identifies the role.
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${READER.toUpperCase()}`,
      principalId,
      principalType,
      scope,
      createdOn: '2026-02-03T09:05:48Z',
    },
  }) as RoleAssignment;

const facts: AccessFacts = {
  scope: SCOPE,
  definitions: [{ name: READER, properties: { roleName: 'Reader', description: 'View all.' } } as RoleDefinition],
  identities: [{ principalId: BV.toUpperCase(), name: 'bv-other', vaultId: '/bv-other' }],
  subscriptionName: () => 'Contoso',
};
const rowOf = (assignment: RoleAssignment, change: Partial<AccessFacts> = {}) =>
  accessRows([assignment], { ...facts, ...change })[0];

describe('a row', () => {
  it.each([
    [SCOPE.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'), 'This resource', false],
    [`${SUBSCRIPTION}/resourceGroups/rg`, 'Resource group rg (Inherited)', true],
    [SUBSCRIPTION, 'Subscription Contoso (Inherited)', true],
    ['/providers/Microsoft.Management/managementGroups/all', 'Management group all (Inherited)', true],
    ['/', 'Tenant (Inherited)', true],
  ])('of what is given at %s says where', (scope, text, isInherited) => {
    const row = { scope: text, isInherited, role: 'Reader', description: 'View all.' };
    expect(rowOf(given(scope))).toMatchObject(row);
  });

  it('names the vault whose identity it is, and shows others by their id', () => {
    expect(rowOf(given(SCOPE, BV, 'ServicePrincipal'))).toMatchObject({
      who: 'bv-other',
      type: 'Backup vault',
      vaultId: '/bv-other',
    });
    expect(rowOf(given(SCOPE))).toMatchObject({ who: DANA, type: 'User', vaultId: undefined });
    expect(rowOf(given(SCOPE, DANA, 'ForeignGroup'))?.type).toBe('ForeignGroup');
  });

  it('shows a role that nobody described by its id', () => {
    expect(rowOf(given(SCOPE), { definitions: [] })?.role).toBe(READER);
  });

  it('can be removed where it was given, and nowhere else', () => {
    const [here, above] = [rowOf(given(SCOPE)), rowOf(given(SUBSCRIPTION))];
    expect(here && whyNotRemovable(here)).toBeUndefined();
    expect(above && whyNotRemovable(above)).toBe('Subscription Contoso gives this role. Remove it there.');
  });
});

describe('a filter', () => {
  const all = { text: '', role: '', type: '', scope: '' };
  const row = rowOf(given(SCOPE, BV, 'ServicePrincipal'));

  it.each([
    [all, true],
    [{ ...all, text: ' OTHER ' }, true],
    [{ ...all, text: '33333333' }, true],
    [{ ...all, text: 'reade' }, true],
    [{ ...all, text: 'owner' }, false],
    [{ ...all, role: 'Reader', type: 'Backup vault', scope: 'here' }, true],
    [{ ...all, scope: 'inherited' }, false],
    [{ ...all, type: 'User' }, false],
    [{ ...all, role: 'Owner' }, false],
  ])('%j: %s', (filter, isShown) => {
    const shown = row && filterRows([row], ACCESS_FILTERS, ACCESS_SEARCH, { ...filter, q: filter.text });
    expect(shown?.length === 1).toBe(isShown);
  });
});

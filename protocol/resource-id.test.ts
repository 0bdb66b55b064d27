import { describe, expect, it } from 'vitest';
import {
  groupScopeOf,
  idKey,
  isAtOrBelow,
  lastName,
  parseResourceId,
  resourceId,
  sameId,
  sameRegion,
} from './resource-id.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const vault = `${subscription}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv`;

it('no other letter is one of ASCII in another case', () => {
  for (let code = 0x80; code <= 0xffff; code += 1) {
    const letter = String.fromCharCode(code);
    expect(/^[\0-\x7f]*$/.test(idKey(letter)), letter).toBe(false);
  }
  expect(sameId('/a/\u212AK', '/A/\u212Ak')).toBe(true);
  expect(sameId('/a/\u212A', '/a/k')).toBe(false);
});

describe('parseResourceId', () => {
  it.each([
    [subscription, { type: undefined, resourceGroup: undefined, name: '11111111-1111-4111-8111-111111111111' }],
    [`${subscription}/resourcegroups/rg`, { type: undefined, resourceGroup: 'rg', name: 'rg' }],
    [vault, { type: 'Microsoft.DataProtection/backupVaults', resourceGroup: 'rg-backup', name: 'bv' }],
    [
      `${vault}/backupInstances/one`,
      { type: 'Microsoft.DataProtection/backupVaults/backupInstances', names: ['bv', 'one'], name: 'one' },
    ],
    [
      `${vault}/providers/Microsoft.Authorization/roleAssignments/abc`,
      { type: 'Microsoft.Authorization/roleAssignments', names: ['abc'] },
    ],
  ])('takes %s apart', (id, expected) => {
    expect(parseResourceId(id)).toMatchObject(expected);
  });

  it.each(['', '/', '/subscriptions', 'nonsense', `${subscription}/resourceGroups`, `${vault}/backupInstances`])(
    'returns undefined for %j',
    (id) => {
      expect(parseResourceId(id)).toBeUndefined();
    },
  );

  it('gives back what resourceId put together', () => {
    const group = `${subscription}/resourceGroups/rg-backup`;
    const id = resourceId(group, 'Microsoft.DataProtection/backupVaults/backupInstances', 'bv', 'one');
    expect(id).toBe(`${vault}/backupInstances/one`);
    expect(groupScopeOf(id)).toBe(group);
  });
});

describe('comparing', () => {
  it('ignores case', () => {
    expect(sameId(vault, vault.toUpperCase())).toBe(true);
  });

  it.each([
    [vault, subscription, true],
    [vault, vault, true],
    [vault, '/', true],
    [vault, vault.toUpperCase(), true],
    [subscription, vault, false],
    [`${vault}-2`, vault, false],
  ])('%s at or below %s: %s', (id, scope, expected) => {
    expect(isAtOrBelow(id, scope)).toBe(expected);
  });

  it('takes a region by its name and by its display name', () => {
    expect(sameRegion('West Europe', 'westeurope')).toBe(true);
    expect(sameRegion('West Europe', 'northeurope')).toBe(false);
  });
});

it.each([
  [vault, 'bv'],
  [subscription, '11111111-1111-4111-8111-111111111111'],
  [`${vault}/backupInstances/one`, 'one'],
  ['bv', 'bv'],
])('the last name of %s is %s', (id, name) => {
  expect(lastName(id)).toBe(name);
});

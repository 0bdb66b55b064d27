import { expect, it } from 'vitest';
import { emptyVaultForm, vaultFormProblems, vaultIdOf, type VaultForm } from './vault-form.ts';

const full: VaultForm = {
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  group: { isNew: false, name: 'rg-backup' },
  name: 'bv-new',
  region: 'westeurope',
  redundancy: 'GeoRedundant',
};

it('names every field that is missing, in order', () => {
  const problems = vaultFormProblems(emptyVaultForm, { groupNames: [], nameTaken: undefined });
  expect(problems.map(({ field, message }) => [field, message])).toEqual([
    ['subscription', 'Select a subscription.'],
    ['group', 'Select or create a resource group.'],
    ['name', 'Enter a name for the Backup vault.'],
    ['region', 'Select a region.'],
  ]);
});

it.each<[string, Partial<VaultForm>, string | undefined]>([
  ['a full form', {}, undefined],
  ['a name that begins with a digit', { name: '1vault' }, 'The name must start with a letter.'],
  ['a new group', { group: { isNew: true, name: 'rg-new' } }, undefined],
  ['a new group without a name', { group: { isNew: true, name: '' } }, 'Enter a name for the resource group.'],
  [
    'a new group that exists',
    { group: { isNew: true, name: 'RG-BACKUP' } },
    'A resource group with this name already exists.',
  ],
])('%s', (_, change, message) => {
  const problems = vaultFormProblems({ ...full, ...change }, { groupNames: ['rg-backup'], nameTaken: undefined });
  expect(problems.map((problem) => problem.message)).toEqual(message === undefined ? [] : [message]);
});

it('makes the id from subscription, group and name', () => {
  expect(vaultIdOf(full)).toBe(
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-new',
  );
});

import { expect, it } from 'vitest';
import { routes } from '../routes.ts';
import { actionName } from './action-names.ts';

it.each([
  ['Microsoft.DataProtection/backupVaults/backupPolicies/write', 'Create or update backup policy'],
  ['microsoft.dataprotection/backupvaults/delete', 'Delete Backup vault'],
  ['Microsoft.DataProtection/backupVaults/backupInstances/stopProtection/action', 'Stop protection of backup instance'],
  ['Microsoft.Tomorrow/things/write', 'Microsoft.Tomorrow/things/write'],
])('%s is called %s', (action, name) => {
  expect(actionName(action)).toBe(name);
});

it('has a name for everything that a route does', () => {
  const actions = routes.flatMap(({ method, right }) =>
    method !== 'GET' && right.kind === 'at' ? [right.action] : [],
  );
  expect(actions.filter((action) => actionName(action) === action)).toEqual([]);
});

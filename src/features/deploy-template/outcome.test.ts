import { expect, it } from 'vitest';
import type { DeploymentOperation } from '#protocol/deployments.ts';
import { innermost, resourceRows } from './outcome.ts';

const GROUP = '/subscriptions/s/resourceGroups/rg-data';
const SERVER = `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg`;
const ROLE = `${SERVER}/providers/Microsoft.Authorization/roleAssignments/one`;
const POLICY = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv/backupPolicies/daily`;

const operation = (id: string, part: Partial<DeploymentOperation['properties']>): DeploymentOperation => ({
  id: 'x',
  operationId: 'x',
  properties: {
    provisioningOperation: 'Create',
    provisioningState: 'Running',
    timestamp: '',
    duration: '',
    targetResource: { id, resourceType: '', resourceName: '' },
    ...part,
  },
});

it('shows each resource with its place, and what became of it', () => {
  const validated = [{ id: ROLE }, { id: POLICY }, { id: GROUP }];
  const rows = resourceRows(validated, [
    operation(ROLE.toUpperCase(), { provisioningState: 'Succeeded' }),
    operation(POLICY, {
      provisioningState: 'Failed',
      statusMessage: { error: { code: 'Outer', message: 'o', details: [{ code: 'Inner', message: 'i' }] } },
    }),
  ]);
  expect(rows.map(({ name, type, place, status, problems }) => [name, type, place, status?.text, problems])).toEqual([
    ['one', 'Microsoft.Authorization/roleAssignments', 'pg', 'Succeeded', []],
    [
      'bv/daily',
      'Microsoft.DataProtection/backupVaults/backupPolicies',
      'rg-data',
      'Failed',
      [{ code: 'Inner', message: 'i' }],
    ],
    ['rg-data', 'Microsoft.Resources/resourceGroups', 'rg-data', undefined, []],
  ]);
});

it('shows an error where it happened, and not at the deployment around it', () => {
  const deployment = `${GROUP}/providers/Microsoft.Resources/deployments/nested`;
  const failed = (details?: { code: string; message: string }[]) => ({
    provisioningState: 'Failed',
    statusMessage: { error: { code: 'A', message: 'a', ...(details && { details }) } },
  });
  const around = operation(
    deployment,
    failed([
      { code: 'A', message: 'a' },
      { code: 'B', message: 'b' },
    ]),
  );
  const rows = resourceRows([{ id: deployment }, { id: ROLE }], [around, operation(ROLE, failed())]);
  expect(rows.map(({ problems }) => problems.map(({ code }) => code))).toEqual([['B'], ['A']]);
});

it('looks for each cause at the bottom of an error, once', () => {
  const cause = (code: string) => ({ code, message: code });
  const error = {
    ...cause('DeploymentFailed'),
    details: [
      { ...cause('ResourceDeploymentFailure'), details: [cause('A'), { ...cause('B'), details: [] }] },
      cause('A'),
    ],
  };
  expect(innermost(error).map(({ code }) => code)).toEqual(['A', 'B']);
});

import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, it } from 'vitest';
import { configureArm } from '#arm/arm.ts';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { protectionRepair, repairProtection } from './protection-repair.ts';

const VAULT = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv';
const SERVER = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg';
const principalId = '33333333-3333-4333-8333-333333333333';

const instanceIn = (state: string): BackupInstance => ({
  id: `${VAULT}/backupInstances/pg-1`,
  name: 'pg-1',
  type: 'Microsoft.DataProtection/backupVaults/backupInstances',
  properties: {
    friendlyName: 'pg',
    dataSourceInfo: { resourceID: SERVER },
    policyInfo: { policyId: `${VAULT}/backupPolicies/weekly` },
    protectionStatus: { status: state },
    currentProtectionState: state,
    provisioningState: 'Succeeded',
    objectType: 'BackupInstance',
  },
});

const refusal = (code: string, recommendedAction: string[] = []) =>
  Response.json(
    {
      error: {
        code,
        message: 'No.',
        additionalInfo: [{ type: 'UserFacingError', info: { code, message: 'No.', recommendedAction } }],
      },
    },
    { status: 400 },
  );
const missing = () => refusal('UserErrorMissingRequiredPermissions');
const assignments = () =>
  Response.json({
    value: backupRoleNeeds(SERVER).map(({ roleId, scope }) => ({
      id: `${scope}/x`,
      properties: { principalId, scope, roleDefinitionId: `/x/${roleId}`, createdOn: new Date().toISOString() },
    })),
  });

/** The responses to each kind of request, in this order; the last one repeats. */
let script: Record<'check' | 'put' | 'assignments' | 'assign' | 'permissions', (() => Response)[]>;
let requested: string[];

beforeEach(() => {
  requested = [];
  script = {
    check: [() => Response.json({})],
    put: [() => Response.json(instanceIn('ProtectionConfigured'))],
    assignments: [assignments],
    assign: [() => Response.json({})],
    permissions: [() => Response.json({ value: [] })],
  };
  const kindOf = ({ method, url }: Request) => {
    if (url.includes('validateForBackup')) return 'check';
    if (url.includes('/permissions')) return 'permissions';
    if (url.includes('roleAssignments')) return method === 'PUT' ? 'assign' : 'assignments';
    return 'put';
  };
  configureArm({
    endpoint: 'https://arm.test',
    tokens: { token: () => Promise.resolve('token'), refused: () => undefined },
    sleep: () => Promise.resolve(),
    fetch: (request) => {
      const kind = kindOf(request);
      requested.push(kind);
      const responses = script[kind];
      const response = responses.length > 1 ? responses.shift() : responses[0];
      return Promise.resolve(response?.() ?? Response.error());
    },
  });
});

const waited: number[] = [];
const repair = (grants = backupRoleNeeds(SERVER)) => {
  waited.length = 0;
  return repairProtection(
    new QueryClient(),
    { instance: instanceIn('ProtectionError'), principalId },
    grants,
    (ms) => (waited.push(ms), Promise.resolve()),
  );
};

it('gives the roles, waits until they count, and repeats the PUT', async () => {
  script.check = [missing, missing, () => Response.json({})];
  const done = await repair();
  expect(done.properties.currentProtectionState).toBe('ProtectionConfigured');
  expect(requested.filter((kind) => kind !== 'assignments' && kind !== 'permissions')).toEqual([
    'assign',
    'assign',
    'check',
    'check',
    'check',
    'put',
  ]);
  expect(waited).toHaveLength(2);
  expect(Math.min(...waited)).toBeGreaterThanOrEqual(2_000);
});

it('does not trust a list of assignments that is older than the assignment', async () => {
  script.check = [missing, () => Response.json({})];
  script.assignments = [() => Response.json({ value: [] }), assignments];
  await expect(repair()).resolves.toMatchObject({ id: `${VAULT}/backupInstances/pg-1` });
});

it('does not wait for roles that nobody gave', async () => {
  script.check = [missing];
  script.assignments = [() => Response.json({ value: [] })];
  await expect(repair([])).rejects.toMatchObject({ code: 'UserErrorMissingRequiredPermissions' });
  expect(requested).not.toContain('put');
});

it('takes the refusal that the instance itself protects the server for no objection, and that of another for one', async () => {
  const held = (name: string) => () =>
    refusal('UserErrorDppDatasourceAlreadyProtected', [
      `Delete the backup instance ${name} from the Backup vault ${VAULT} to re-protect the datasource in any other vault.`,
    ]);
  script.check = [held('pg-1')];
  await expect(repair([])).resolves.toBeDefined();
  script.check = [held('pg-2')];
  await expect(repair([])).rejects.toMatchObject({ code: 'UserErrorDppDatasourceAlreadyProtected' });
});

it('throws the instance’s own account when it is in error again', async () => {
  const failed = instanceIn('ProtectionError');
  failed.properties.protectionErrorDetails = { code: 'ServerNotReadyForLongTermBackup', message: 'Not ready.' };
  script.put = [() => Response.json(failed)];
  await expect(repair([])).rejects.toMatchObject({ code: 'ServerNotReadyForLongTermBackup', message: 'Not ready.' });
});

it('reports its phase, and nothing when it has ended', async () => {
  const client = new QueryClient();
  const instance = instanceIn('ProtectionError');
  const { queryKey } = protectionRepair.phase(instance.id);
  const steps: string[] = [];
  client.getQueryCache().subscribe(() => {
    const step = client.getQueryData(queryKey)?.step;
    if (step !== undefined && steps.at(-1) !== step) steps.push(step);
  });
  script.check = [missing, () => Response.json({})];
  await repairProtection(client, { instance, principalId }, backupRoleNeeds(SERVER), () => Promise.resolve());
  expect(steps).toEqual(['assigning', 'validating', 'propagating', 'configuring']);
  expect(client.getQueryData(queryKey)).toBeUndefined();
});

/** A second datasource type is its description in the list, the records of its resources, and an engine (decision 32). */
import type { BackupInstance, Job } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { SAMPLE_DATASOURCE, type SampleProperties } from '#protocol/datasource-samples.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { RESTORE_AS_FILES, SERVER_TARGET, type PointContents } from '#protocol/restore.ts';
import { groupScopeOf, idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { samplePolicy } from '#protocol/policy-samples.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  ended,
  INSTANCE,
  instance,
  open,
  pointsOf,
  SERVER,
  startBackup,
  type Laboratory,
} from '../testing/laboratory.ts';
import { sealSimulated } from './memory/simulated-engine.ts';
import { servers, type ServerRecord } from './records.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

vi.mock(import('#protocol/datasource-types.ts'), async (original) => {
  const { DATASOURCE_TYPES } = await original();
  const { SAMPLE_DATASOURCE: second } = await import('#protocol/datasource-samples.ts');
  const [first, ...more] = DATASOURCE_TYPES;
  const types: typeof DATASOURCE_TYPES = [first, ...more, second];
  return { DATASOURCE_TYPES: types };
});

const { type } = SAMPLE_DATASOURCE;
const ID = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), type, 'my-orders');
const POLICY = `${VAULT_ID}/backupPolicies/for-the-second`;
const backupInstance = {
  ...instance,
  friendlyName: 'my-orders',
  dataSourceInfo: { resourceID: ID, resourceLocation: REGION },
  policyInfo: { policyId: POLICY },
};

let laboratory: Laboratory;
beforeEach(async () => {
  laboratory = await open();
  await keep({ edition: '8.4', gigabytes: 20, isAwake: true });
  const properties = { ...samplePolicy(['2026-02-01T02:00:00+00:00']), datasourceTypes: [type] };
  expect((await laboratory.send('PUT', POLICY, { properties })).status).toBe(200);
});
afterEach(() => laboratory.stop());

/** The record of the resource, as its own routes would keep it. */
const keep = (properties: SampleProperties) =>
  laboratory.ports.store.transact(async (tx) => {
    const resource: DatasourceResource = { id: ID, name: 'my-orders', type, location: REGION, properties };
    const sealed = sealSimulated({
      host: 'my-orders.example',
      version: '8',
      minorVersion: '4',
      databases: [{ name: 'orders', sizeInBytes: 1024 ** 3 }],
    });
    await tx.put(servers, idKey(ID), { resource, sealed, sizeInBytes: 0 } as ServerRecord);
  });

async function giveRoles(): Promise<void> {
  const { identity } = await laboratory.get<{ identity: { principalId: string } }>(VAULT_ID);
  for (const { roleId, scope } of backupRoleNeeds(ID)) {
    const properties = {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId: identity.principalId,
    };
    const at = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    expect((await laboratory.send('PUT', at, { properties })).status).toBe(201);
  }
}

/** What a check of protection ends with: its error's inner code, or undefined. */
async function validated(): Promise<string | undefined> {
  const { send, get, clock } = laboratory;
  const accepted = await send('POST', `${VAULT_ID}/validateForBackup`, { backupInstance });
  expect(accepted.status).toBe(202);
  for (;;) {
    await clock.advance(1_000);
    const status = await get<{ status: string; error?: unknown }>(accepted.headers.get('azure-asyncoperation') ?? '');
    if (status.status === 'Succeeded') return undefined;
    if (status.status === 'Failed') return JSON.stringify(status.error);
  }
}

it('is validated: by its own role, and by its own fitness', async () => {
  expect(await validated()).toContain('UserErrorMissingRequiredPermissions');
  await giveRoles();
  expect(await validated()).toBeUndefined();
  await keep({ edition: '8.4', gigabytes: 20, isAwake: false });
  expect(await validated()).toContain('ServerAsleep');
});

it('is configured, backed up by the engine, and restored in the ways that it has', async () => {
  const { send, get, clock } = laboratory;
  await giveRoles();
  expect((await send('PUT', INSTANCE, { properties: backupInstance })).status).toBe(201);
  await clock.advance(5_000);
  const { properties } = await get<BackupInstance>(INSTANCE);
  expect(properties).toMatchObject({
    currentProtectionState: 'ProtectionConfigured',
    dataSourceInfo: { datasourceType: type, resourceType: type, resourceID: ID },
  });

  const jobId = await startBackup(laboratory, 'Default');
  expect(await ended(laboratory, jobId)).toMatchObject({ status: 'Completed' });
  expect((await get<Job>(jobId)).properties.dataSourceType).toBe(type);
  const [point] = await pointsOf(laboratory);
  const contents = await get<PointContents>(`${point?.id ?? ''}/contents/default`);
  expect(contents.properties.allowedRestoreTargetTypes).toEqual([RESTORE_AS_FILES]);

  const restoreRequest = {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: point?.name,
    restoreTargetInfo: {
      objectType: SERVER_TARGET,
      recoveryOption: 'FailIfExists',
      restoreLocation: REGION,
      targetServerId: SERVER,
      databases: [{ name: 'orders', targetName: 'orders', replace: false }],
      ownersAndRoles: false,
    },
  };
  const refused = await send('POST', `${INSTANCE}/restore`, restoreRequest);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('MySQL flexible server cannot be restored that way');
});

it.each([
  ['a policy for the other type', { ...backupInstance, policyInfo: { policyId: POLICY_ID } }, 'policyInfo.policyId'],
  [
    'the other type for its resource',
    { ...backupInstance, dataSourceInfo: { ...backupInstance.dataSourceInfo, datasourceType: 'Microsoft.X/y' } },
    'dataSourceInfo.datasourceType',
  ],
  [
    'a resource that is not a datasource',
    { ...backupInstance, dataSourceInfo: { resourceID: `${groupScopeOf(ID)}/providers/Microsoft.X/y/z` } },
    'dataSourceInfo.resourceID',
  ],
])('is refused with %s', async (_, wrong, field) => {
  const answer = await laboratory.send('PUT', INSTANCE, { properties: wrong });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(field);
});

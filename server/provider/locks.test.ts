/** Resource locks: what they refuse, from where, and that nothing goes round them. */
import { ROLE_IDS, type ManagementLock } from '#protocol/authorization.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { SERVER_TARGET } from '#protocol/restore.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ended,
  INSTANCE,
  instance,
  open,
  pointsOf,
  protect,
  refusalOf,
  SERVER,
  startBackup,
  type Laboratory,
} from '../testing/laboratory.ts';
import { BACKUP_GROUP, DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);
const GROUP = resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP);
const DATA = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);

let laboratory: Laboratory;
const send: Laboratory['send'] = (...given) => laboratory.send(...given);
beforeEach(async () => {
  laboratory = await open();
});
afterEach(() => laboratory.stop());

const lockAt = (scope: string, name = 'keep') => `${scope}/providers/Microsoft.Authorization/locks/${name}`;
const lock = async (scope: string, level: string, name?: string) => {
  expect((await send('PUT', lockAt(scope, name), { properties: { level, notes: 'ours' } })).status).toBe(201);
};
const LOCKED = [409, 'ScopeLocked'];

describe.each([SUBSCRIPTION, GROUP, VAULT_ID, INSTANCE])('a lock at %s', (scope) => {
  beforeEach(() => protect(laboratory));

  it('CanNotDelete lets nothing at or below it, or above it, be deleted, and lets it be changed', async () => {
    await lock(scope, 'CanNotDelete');
    const deleted = await send('DELETE', INSTANCE.replace('backupInstances', 'BACKUPINSTANCES'));
    expect(await refusalOf(deleted)).toEqual(LOCKED);
    expect(await refusalOf(await send('DELETE', VAULT_ID))).toEqual(LOCKED);
    expect((await send('POST', `${INSTANCE}/suspendBackups`)).status).toBe(202);
    expect((await send('PATCH', VAULT_ID, { tags: { a: 'b' } })).status).toBe(202);
  });

  it('ReadOnly lets nothing at or below it be changed either', async () => {
    await lock(scope, 'ReadOnly');
    expect(await refusalOf(await send('DELETE', INSTANCE))).toEqual(LOCKED);
    expect(await refusalOf(await send('PUT', INSTANCE, { properties: instance }))).toEqual(LOCKED);
    expect(await refusalOf(await send('POST', `${INSTANCE}/suspendBackups`))).toEqual(LOCKED);
    expect((await send('GET', INSTANCE)).status).toBe(200);
  });

  it('goes again, and then everything may', async () => {
    await lock(scope, 'ReadOnly');
    expect((await send('DELETE', lockAt(scope))).status).toBe(200);
    expect((await send('DELETE', lockAt(scope))).status).toBe(204);
    expect((await send('POST', `${INSTANCE}/suspendBackups`)).status).toBe(202);
  });
});

it.each([
  ['letters that are escaped', (path: string) => path.replace('bv-', '%62%76%2D')],
  ['a letter that is another in lower case', (path: string) => path.replace(/k/g, '%E2%84%AA')],
  ['a slash at the end', (path: string) => `${path}/`],
  ['a way up and down again', (path: string) => path.replace('/providers/', '/x/../providers/')],
  ['escaped dots', (path: string) => path.replace('/providers/', '/x/%2e%2e/providers/')],
  ['a parameter behind a semicolon', (path: string) => `${path};x=y`],
  ['a space behind the name', (path: string) => `${path}%20`],
])('holds for a path with %s', async (_, spelled) => {
  await protect(laboratory);
  await lock(GROUP, 'CanNotDelete');
  const before = await laboratory.get(INSTANCE);
  for (const path of [INSTANCE, VAULT_ID]) {
    const [status] = await refusalOf(await send('DELETE', spelled(path)));
    expect([400, 404, 409]).toContain(status);
  }
  expect(await laboratory.get(INSTANCE)).toEqual(before);
});

it('says what is locked, in the words of ARM', async () => {
  await lock(GROUP, 'ReadOnly');
  const { error } = (await (await send('PATCH', VAULT_ID, { tags: {} })).json()) as ErrorEnvelope;
  expect(error.message).toBe(
    `The scope '${VAULT_ID}' cannot perform write operation because following scope(s) are locked: '${GROUP}'. Please remove the lock and try again.`,
  );
});

it('holds for a template', async () => {
  await lock(VAULT_ID, 'ReadOnly');
  const deployment = `${GROUP}/providers/Microsoft.Resources/deployments/tags`;
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [
      {
        type: 'Microsoft.DataProtection/backupVaults',
        apiVersion: '2025-07-01',
        name: 'bv-contoso-weu',
        location: REGION,
        properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }] },
      },
    ],
  };
  expect((await send('PUT', deployment, { properties: { mode: 'Incremental', template } })).status).toBe(201);
  await laboratory.clock.advance(5_000);
  expect(await laboratory.get(deployment)).toMatchObject({
    properties: { provisioningState: 'Failed', error: { details: [{ code: 'ScopeLocked' }] } },
  });
});

it('holds for a server that something is to be restored into', async () => {
  await protect(laboratory);
  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  const [point] = await pointsOf(laboratory);
  await lock(SERVER, 'ReadOnly');
  const request = {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: point?.name,
    restoreTargetInfo: {
      objectType: SERVER_TARGET,
      recoveryOption: 'FailIfExists',
      restoreLocation: REGION,
      targetServerId: SERVER,
      databases: [{ name: 'orders', targetName: 'orders', replace: true }],
    },
  };
  expect(await refusalOf(await send('POST', `${INSTANCE}/restore`, request))).toEqual(LOCKED);
});

it('holds for a container that files are to be restored into, named by its id or by its address', async () => {
  await protect(laboratory);
  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  const [point] = await pointsOf(laboratory);
  const account = `${GROUP}/providers/Microsoft.Storage/storageAccounts/stcontosorestore`;
  const request = (more: object = {}) => ({
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'VaultStore',
    recoveryPointId: point?.name,
    restoreTargetInfo: {
      objectType: 'RestoreFilesTargetInfo',
      recoveryOption: 'FailIfExists',
      restoreLocation: REGION,
      targetDetails: {
        restoreTargetLocationType: 'AzureBlobs',
        url: 'https://stcontosorestore.blob.core.windows.net/pg-restore',
        filePrefix: 'there',
        ...more,
      },
    },
  });
  await lock(account, 'ReadOnly');
  const named = { targetResourceArmId: `${account}/blobServices/default/containers/pg-restore` };
  for (const each of [request(), request(named)]) {
    expect(await refusalOf(await send('POST', `${INSTANCE}/restore`, each))).toEqual(LOCKED);
  }
  expect((await send('DELETE', lockAt(account))).status).toBe(200);
  expect((await send('POST', `${INSTANCE}/restore`, request())).status).toBe(202);
});

it('holds for a server that a drill is to be made in', async () => {
  await protect(laboratory);
  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  const proofSettings = { verify: 'Off', drill: 'Off', drillServerId: SERVER };
  expect((await send('PATCH', VAULT_ID, { properties: { proofSettings } })).status).toBe(202);
  await laboratory.clock.advance(5_000);
  await lock(SERVER, 'ReadOnly');
  expect(await refusalOf(await send('POST', `${INSTANCE}/drill`))).toEqual(LOCKED);
  expect((await send('POST', `${INSTANCE}/verify`)).status).toBe(202);
});

it.each([
  ['its own address', SUBSCRIPTION],
  ['that of another scope', GROUP],
  ['one below the lock', lockAt(SUBSCRIPTION)],
  ['one below a lock that there is not', `${GROUP}/providers/Microsoft.Authorization/locks/none`],
])('holds for a custom role that is written at %s', async (_, address) => {
  const role = `${address}/providers/Microsoft.Authorization/roleDefinitions/${crypto.randomUUID()}`;
  const properties = (actions: string[]) => ({
    properties: { roleName: 'Vault readers', permissions: [{ actions }], assignableScopes: [SUBSCRIPTION] },
  });
  expect((await send('PUT', role, properties(['*/read']))).status).toBe(201);
  await lock(SUBSCRIPTION, 'ReadOnly');
  expect(await refusalOf(await send('PUT', role, properties(['*'])))).toEqual(LOCKED);
  expect(await refusalOf(await send('DELETE', role))).toEqual(LOCKED);
});

it('lets nobody assign or take a role where it is', async () => {
  await lock(DATA, 'CanNotDelete');
  const path = `${DATA}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
  const properties = {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.reader}`,
    principalId: '44444444-4444-4444-8444-444444444441',
  };
  expect((await send('PUT', path, { properties })).status).toBe(201);
  expect(await refusalOf(await send('DELETE', path))).toEqual(LOCKED);
  await lock(DATA, 'ReadOnly', 'still');
  expect(await refusalOf(await send('PUT', path, { properties }))).toEqual(LOCKED);
});

it('is set and removed only by callers with the right', async () => {
  const contributor = '44444444-4444-4444-8444-444444444441';
  const role = `${GROUP}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
  const properties = {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.contributor}`,
    principalId: contributor,
  };
  expect((await send('PUT', role, { properties })).status).toBe(201);
  await lock(GROUP, 'CanNotDelete');
  const as = 'data-owner';
  expect((await send('DELETE', lockAt(GROUP), undefined, as)).status).toBe(403);
  expect((await send('PUT', lockAt(GROUP), { properties: { level: 'ReadOnly' } }, as)).status).toBe(403);
  expect(await refusalOf(await send('DELETE', POLICY_ID, undefined, as))).toEqual(LOCKED);
});

it('is listed where it holds: from above with it, and from below', async () => {
  await lock(SUBSCRIPTION, 'CanNotDelete', 'all');
  await lock(VAULT_ID, 'ReadOnly', 'one');
  const namesAt = async (scope: string, filter = '') =>
    (
      await laboratory.get<{ value: ManagementLock[] }>(
        `${scope}/providers/Microsoft.Authorization/locks${filter && `?$filter=${filter}`}`,
      )
    ).value.map(({ name }) => name);
  expect(await namesAt(VAULT_ID)).toEqual(['all', 'one']);
  expect(await namesAt(GROUP)).toEqual(['all', 'one']);
  expect(await namesAt(GROUP, 'atScope()')).toEqual(['all']);
  expect(await namesAt(DATA)).toEqual(['all']);
  const again = await send('PUT', lockAt(VAULT_ID, 'ONE'), { properties: { level: 'cannotdelete' } });
  expect([again.status, await again.json()]).toMatchObject([
    200,
    { name: 'one', properties: { level: 'CanNotDelete' } },
  ]);
});

it.each([
  [lockAt(GROUP), { properties: { level: 'None' } }, 400],
  [lockAt(GROUP), { properties: {} }, 400],
  [lockAt(GROUP, 'a%3Cb'), { properties: { level: 'ReadOnly' } }, 400],
  [lockAt(`${GROUP}-none`), { properties: { level: 'ReadOnly' } }, 404],
])('is refused when it is none: %s %j', async (path, body, status) => {
  expect((await send('PUT', path, body)).status).toBe(status);
});

/**
 * Checking and configuring protection, long operations, and ending it (docs/reference/arm.md#2-operations,
 * #6-instances, #93-delete).
 */
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { BackupInstance, OperationStatus, Page } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { userFacing } from '#protocol/errors.ts';
import { idKey, lastName } from '#protocol/resource-id.ts';
import { POLICY_ID, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import {
  assignment,
  assignmentBody,
  DATA,
  endOf,
  errorOf,
  fresh,
  grantRoles,
  instanceInput,
  isProtected,
  newGuid,
  protectedServer,
  registerServer,
  serverId,
  startBackup,
  validate,
  vaultIdentity,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

async function registered(arm: Arm, options?: { host?: string; location?: string }): Promise<string> {
  const name = fresh('pg');
  const answer = await registerServer(arm, name, options);
  expect(answer.status, answer.text).toBe(201);
  return serverId(name);
}

/** Takes every role from the vault's identity. */
async function withdrawRoles(arm: Arm): Promise<void> {
  const filter = encodeURIComponent(`principalId eq '${await vaultIdentity(arm)}'`);
  const { value } = await arm.get<Page<{ id: string }>>(
    `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}`,
  );
  for (const { id } of value) expect((await arm.remove(id)).status).toBe(200);
}

const innerCodeOf = ({ error }: OperationStatus): string | undefined => error && userFacing(error)?.innerError?.code;

export function describeProtection(host: ContractHost): void {
  describe('the readiness check', () => {
    const arm = freshWorld(host);

    it('is accepted with 202 and both headers, whose links are long and must be sent back unchanged', async () => {
      const answer = await validate(arm(), await registered(arm()));
      expect([answer.status, answer.text]).toEqual([202, '']);
      const status = new URL(answer.headers.get('azure-asyncoperation') ?? '');
      const result = new URL(answer.headers.get('location') ?? '');
      expect(idKey(status.pathname)).toContain(idKey(`${VAULT_ID}/operationStatus/`));
      expect(idKey(result.pathname)).toContain('/locations/westeurope/operationresults/');
      expect(status.href.length).toBeGreaterThan(2_000);
      expect(status.href.length).toBeLessThan(4_096);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    });

    it('fails, as HTTP 200, while the vault’s identity lacks a role, and says which action was refused', async () => {
      const server = await registered(arm());
      await withdrawRoles(arm());
      const principalId = await vaultIdentity(arm());
      const status = await arm().settle(await validate(arm(), server));
      expect(status).toMatchObject({
        status: 'Failed',
        error: {
          code: 'UserErrorMissingRequiredPermissions',
          message: 'Appropriate permissions to perform the operation is missing.',
          target: null,
          details: null,
        },
      });
      expect(status.error && userFacing(status.error)).toMatchObject({
        isUserError: false,
        isRetryable: false,
        properties: { ActivityId: expect.any(String) as string },
        recommendedAction: [
          'Grant appropriate permissions to perform this operation as mentioned at https://aka.ms/UserErrorMissingRequiredPermissions and retry the operation.',
        ],
        innerError: {
          code: 'UserErrorMissingRequiredPermissions',
          additionalInfo: {
            DetailedNonLocalisedMessage: `Validate for Protection failed. Exception Message: The client '${principalId}' with object id '${principalId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '${server}/providers/Microsoft.Authorization' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
          },
        },
      });
    });

    it('needs both roles; either may be given above', async () => {
      const server = await registered(arm());
      await withdrawRoles(arm());
      const principalId = await vaultIdentity(arm());
      const check = async (): Promise<string> => (await arm().settle(await validate(arm(), server))).status;
      const give = (scope: string, role: string) => arm().put(assignment(scope), assignmentBody(role, principalId));

      await give(server, ROLE_IDS.longTermRetentionBackup);
      expect(await check()).toBe('Failed');
      await give(server, ROLE_IDS.reader);
      expect(await check()).toBe('Failed');
      await give(DATA, ROLE_IDS.reader);
      expect(await check()).toBe('Succeeded');

      await withdrawRoles(arm());
      const above = `/subscriptions/${SUBSCRIPTION_ID}`;
      await give(above, ROLE_IDS.longTermRetentionBackup);
      await give(above, ROLE_IDS.reader);
      expect(await check()).toBe('Succeeded');
      await withdrawRoles(arm());
    });

    it('succeeds without properties, and its result says nothing but its type', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      const answer = await validate(arm(), server);
      const status = await arm().settle(answer);
      expect(status).toEqual({
        id: expect.stringContaining('/operationStatus/') as string,
        name: expect.any(String) as string,
        status: 'Succeeded',
        startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/) as string,
        endTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      });
      const result = await arm().call('GET', answer.headers.get('location') ?? '');
      expect([result.status, result.body]).toEqual([200, { objectType: 'OperationJobExtendedInfo' }]);
      expect(result.headers.get('azure-asyncoperation')).toContain('/locations/westeurope/operationStatus/');
      const again = await arm().get<OperationStatus>(result.headers.get('azure-asyncoperation') ?? '');
      expect(again.name).toBe(status.name);
    });

    it.each([
      ['a replica', { host: 'replica.invalid' }, 'ReadReplicaNotSupported'],
      ['a server of more than 1 TB', { host: 'huge.invalid' }, 'ServerTooLarge'],
      ['a server in another region', { location: 'northeurope' }, 'RegionMismatch'],
    ])('fails for %s', async (_, options, innerCode) => {
      const server = await registered(arm(), options);
      await grantRoles(arm(), server);
      const status = await arm().settle(await validate(arm(), server));
      expect([status.status, innerCodeOf(status)]).toEqual(['Failed', innerCode]);
    });

    it('fails for a server that does not exist', async () => {
      await grantRoles(arm(), await registered(arm()));
      const principalId = await vaultIdentity(arm());
      await arm().put(assignment(DATA), assignmentBody(ROLE_IDS.longTermRetentionBackup, principalId));
      const status = await arm().settle(await validate(arm(), serverId('pg-nowhere')));
      expect([status.status, innerCodeOf(status)]).toEqual(['Failed', 'ResourceNotFound']);
    });

    it('refuses at once, with 400, a server that is protected already', async () => {
      const { server, instanceId } = await protectedServer(arm());
      const answer = await validate(arm(), server.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'));
      expect(answer.status).toBe(400);
      const error = errorOf(answer);
      expect(error).toMatchObject({
        code: 'UserErrorDppDatasourceAlreadyProtected',
        message: `Datasource is already protected under the Backup vault ${VAULT_ID}.`,
      });
      expect(userFacing(error)?.recommendedAction?.[0]).toBe(
        `Delete the backup instance ${lastName(instanceId)} from the Backup vault ${VAULT_ID} to re-protect the datasource in any other vault.`,
      );
    });

    it('reads property names without regard to case', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      const { dataSourceInfo, ...input } = instanceInput(server);
      const { resourceID, ...info } = dataSourceInfo;
      const answer = await arm().post(`${VAULT_ID}/validateForBackup`, {
        BackupInstance: { ...input, datasourceinfo: { ...info, resourceId: resourceID } },
      });
      expect((await arm().settle(answer)).status).toBe('Succeeded');
    });
  });

  describe('configuring protection', () => {
    const arm = freshWorld(host);
    const newInstanceId = (): string => `${VAULT_ID}/backupInstances/${fresh('pg-instance')}`;

    it('returns 201 with Azure-AsyncOperation only, and is done when the instance says so', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      const id = newInstanceId();
      const answer = await arm().put<BackupInstance>(id, { properties: instanceInput(server) });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.body).toEqual({
        properties: {
          friendlyName: lastName(server),
          dataSourceInfo: instanceInput(server).dataSourceInfo,
          policyInfo: { policyId: POLICY_ID },
          protectionStatus: { status: 'ConfiguringProtection' },
          currentProtectionState: 'ConfiguringProtection',
          provisioningState: 'Provisioning',
          objectType: 'BackupInstance',
        },
        id,
        name: lastName(id),
        type: 'Microsoft.DataProtection/backupVaults/backupInstances',
      });
      const status = await arm().settle(answer);
      expect(status).not.toHaveProperty('properties');
      expect(status.status).toBe('Succeeded');
      const instance = await isProtected(arm(), id);
      expect(instance.properties).toMatchObject({
        provisioningState: 'Succeeded',
        protectionStatus: { status: 'ProtectionConfigured' },
      });
      const { value } = await arm().get<Page<BackupInstance>>(`${VAULT_ID}/backupInstances`);
      expect(value.map((listed) => listed.id)).toContain(id);
    });

    it('takes all three forms of dataSourceSetInfo', async () => {
      for (const form of ['null', 'absent', 'the server']) {
        const server = await registered(arm());
        await grantRoles(arm(), server);
        const { dataSourceSetInfo, ...input } = instanceInput(server);
        expect(dataSourceSetInfo).toBeNull();
        const set = { ...input.dataSourceInfo, objectType: 'DatasourceSet' };
        const properties = {
          ...input,
          ...(form === 'null' && { dataSourceSetInfo: null }),
          ...(form === 'the server' && { dataSourceSetInfo: set }),
        };
        const answer = await arm().put<BackupInstance>(newInstanceId(), { properties });
        expect(answer.status).toBe(201);
        expect(answer.body.properties.dataSourceSetInfo).toEqual(form === 'the server' ? set : undefined);
        expect((await arm().settle(answer)).status).toBe('Succeeded');
      }
    });

    it('fails without the roles, says why in the operation and in the instance, and works when tried again', async () => {
      await withdrawRoles(arm());
      const server = await registered(arm());
      const id = newInstanceId();
      const failed = await arm().put(id, { properties: instanceInput(server) });
      const status = await arm().settle(failed);
      expect([status.status, status.error?.code]).toEqual(['Failed', 'UserErrorMissingRequiredPermissions']);
      const { properties } = await arm().get<BackupInstance>(id);
      expect(properties).toMatchObject({
        currentProtectionState: 'ProtectionError',
        provisioningState: 'Failed',
        protectionStatus: {
          status: 'ConfiguringProtectionFailed',
          errorDetails: { code: 'UserErrorMissingRequiredPermissions' },
        },
        protectionErrorDetails: { code: 'UserErrorMissingRequiredPermissions' },
      });
      await grantRoles(arm(), server);
      const again = await arm().put(id, { properties: instanceInput(server) });
      expect((await arm().settle(again)).status).toBe('Succeeded');
      const healed = await isProtected(arm(), id);
      expect(healed.properties).not.toHaveProperty('protectionErrorDetails');
    });

    it('checks a server again whose protection failed: roles went between the check and the PUT', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      expect((await arm().settle(await validate(arm(), server))).status).toBe('Succeeded');
      await withdrawRoles(arm());
      const id = newInstanceId();
      await arm().settle(await arm().put(id, { properties: instanceInput(server) }));
      expect((await arm().get<BackupInstance>(id)).properties.currentProtectionState).toBe('ProtectionError');

      // Not refused as protected already: the instance that failed protects nothing.
      const refused = await arm().settle(await validate(arm(), server));
      expect([refused.status, refused.error?.code]).toEqual(['Failed', 'UserErrorMissingRequiredPermissions']);
      const early = await arm().settle(await arm().put(id, { properties: instanceInput(server) }));
      expect([early.status, early.error?.code]).toEqual(['Failed', 'UserErrorMissingRequiredPermissions']);
      await grantRoles(arm(), server);
      expect((await arm().settle(await validate(arm(), server))).status).toBe('Succeeded');
      await arm().settle(await arm().put(id, { properties: instanceInput(server) }));
      expect((await isProtected(arm(), id)).properties.protectionStatus).toEqual({ status: 'ProtectionConfigured' });
      const { value } = await arm().get<Page<BackupInstance>>(`${VAULT_ID}/backupInstances`);
      expect(value.filter(({ properties }) => properties.dataSourceInfo.resourceID === server)).toHaveLength(1);
    });

    it('protects one server once, for any number of simultaneous requests', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => arm().put(newInstanceId(), { properties: instanceInput(server) })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
      const refused = answers.find(({ status }) => status === 400);
      expect(refused && errorOf(refused).code).toBe('UserErrorDppDatasourceAlreadyProtected');
      const winner = answers.find(({ status }) => status === 201);
      if (winner) await isProtected(arm(), (winner.body as BackupInstance).id);
    });

    it('shows the old policy in the response to a change of policy, and the new one afterwards', async () => {
      const { instanceId, server } = await protectedServer(arm());
      const { properties } = await arm().get<BackupInstance>(POLICY_ID);
      const other = `${VAULT_ID}/backupPolicies/${fresh('policy')}`;
      expect((await arm().put(other, { properties })).status).toBe(200);
      const answer = await arm().put<BackupInstance>(instanceId, { properties: instanceInput(server, other) });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.body.properties).toMatchObject({
        policyInfo: { policyId: POLICY_ID },
        currentProtectionState: 'UpdatingProtection',
        provisioningState: 'Succeeded',
      });
      await arm().settle(answer);
      const changed = await isProtected(arm(), instanceId);
      expect(changed.properties.policyInfo.policyId).toBe(other);
    });

    it('does not give an instance another server', async () => {
      const { instanceId } = await protectedServer(arm());
      const answer = await arm().put(instanceId, { properties: instanceInput(await registered(arm())) });
      expect([answer.status, errorOf(answer).target]).toEqual([400, 'properties.dataSourceInfo.resourceID']);
    });

    const inputWith = (change: object, info: object = {}) => {
      const input = instanceInput(serverId('pg-sample'));
      return { ...input, ...change, dataSourceInfo: { ...input.dataSourceInfo, ...info } };
    };
    it.each([
      [
        'an unknown policy',
        inputWith({ policyInfo: { policyId: `${VAULT_ID}/backupPolicies/none` } }),
        'policyInfo.policyId',
      ],
      ['no policy', inputWith({ policyInfo: null }), 'policyInfo'],
      ['another region', inputWith({}, { resourceLocation: 'northeurope' }), 'dataSourceInfo.resourceLocation'],
      ['another type', inputWith({}, { datasourceType: 'Microsoft.Compute/disks' }), 'dataSourceInfo.datasourceType'],
      ['an id that is none', inputWith({}, { resourceID: 'pg-sample' }), 'dataSourceInfo.resourceID'],
      ['a wrong object type', inputWith({ objectType: 'Else' }), 'objectType'],
      ['an empty name', inputWith({ friendlyName: '' }), 'friendlyName'],
    ])('refuses %s and names the field, in the check and in the PUT', async (_, input, field) => {
      const checked = await arm().post(`${VAULT_ID}/validateForBackup`, { backupInstance: input });
      expect([checked.status, errorOf(checked).target]).toEqual([400, `backupInstance.${field}`]);
      const put = await arm().put(newInstanceId(), { properties: input });
      expect([put.status, errorOf(put).target]).toEqual([400, `properties.${field}`]);
    });

    it('takes regions and ids in any case', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      const input = instanceInput(server, POLICY_ID.toUpperCase());
      const dataSourceInfo = { ...input.dataSourceInfo, resourceLocation: 'West Europe' };
      const answer = await arm().put(newInstanceId(), { properties: { ...input, dataSourceInfo } });
      expect((await arm().settle(answer)).status).toBe('Succeeded');
    });
  });

  describe('ending protection', () => {
    const arm = freshWorld(host);

    it('deletes an instance without recovery points, and the server can be protected again', async () => {
      const { instanceId, server } = await protectedServer(arm());
      const answer = await arm().remove(instanceId);
      expect(answer.status).toBe(202);
      expect(answer.headers.get('location')).not.toBeNull();
      expect((await arm().settle(answer)).status).toBe('Succeeded');
      expect((await arm().call('GET', instanceId)).status).toBe(404);
      expect((await arm().remove(instanceId)).status).toBe(204);
      expect((await arm().settle(await validate(arm(), server))).status).toBe('Succeeded');
    });

    it('keeps what was backed up for the days of the vault’s soft delete', async () => {
      const { instanceId } = await protectedServer(arm());
      await endOf(arm(), await startBackup(arm(), instanceId));
      expect((await arm().settle(await arm().remove(instanceId))).status).toBe('Succeeded');
      expect((await arm().call('GET', instanceId)).status).toBe(404);
      const { value } = await arm().get<
        Page<BackupInstance & { properties: { deletionInfo: Record<string, string> } }>
      >(`${VAULT_ID}/deletedBackupInstances`);
      const [deleted] = value;
      expect(deleted?.id).toBe(instanceId.replace('/backupInstances/', '/deletedBackupInstances/'));
      expect(deleted?.properties.currentProtectionState).toBe('SoftDeleted');
      const { deletionTime = '', scheduledPurgeTime = '' } = deleted?.properties.deletionInfo ?? {};
      expect(Date.parse(scheduledPurgeTime) - Date.parse(deletionTime)).toBe(14 * DAY_MS);
    });
  });

  describe('operations', () => {
    const arm = freshWorld(host);

    it('are hidden from a caller without the vault’s id, and are unknown elsewhere', async () => {
      const answer = await validate(arm(), await registered(arm()));
      const { name } = await arm().settle(answer);
      const elsewhere = VAULT_ID.replace('bv-contoso-weu', 'bv-other');
      for (const path of [
        `${VAULT_ID}/operationStatus/${btoa(`${newGuid()};${newGuid()}`)}`,
        `${elsewhere}/operationStatus/${name}`,
        `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.DataProtection/locations/northeurope/operationStatus/${name}`,
      ]) {
        const asked = await arm().call('GET', path);
        expect([asked.status, errorOf(asked).code]).toEqual([404, 'OperationNotFound']);
      }
    });

    it('can be read on every path form', async () => {
      const server = await registered(arm());
      await grantRoles(arm(), server);
      const { name } = await arm().settle(await validate(arm(), server));
      const group = VAULT_ID.slice(0, VAULT_ID.indexOf('/providers/'));
      const region = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.DataProtection/locations/westeurope`;
      for (const base of [VAULT_ID, `${group}/providers/Microsoft.DataProtection`, region]) {
        expect(await arm().get<OperationStatus>(`${base}/operationStatus/${name}`)).toMatchObject({ name });
      }
      for (const base of [VAULT_ID, region, `${VAULT_ID}/backupInstances/any`]) {
        expect(await arm().get(`${base}/operationResults/${name}`)).toEqual({ objectType: 'OperationJobExtendedInfo' });
      }
    });
  });
}

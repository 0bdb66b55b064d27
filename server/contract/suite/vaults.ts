/** Backup vaults (docs/reference/arm.md#4-vaults). */
import type { Page, Vault } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import type { ResourceProvider } from '#protocol/resources.ts';
import { BACKUP_GROUP, VAULT_ID, VAULT_NAME } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { errorOf, fresh, protectedServer, SUBSCRIPTION, type Arm } from './client.ts';
import { freshWorld } from './world.ts';

const GROUP = `${SUBSCRIPTION}/resourceGroups/${BACKUP_GROUP}`;
const VAULTS = 'providers/Microsoft.DataProtection/backupVaults';
const vaultId = (name: string): string => `${GROUP}/${VAULTS}/${name}`;

const input = (change: Record<string, unknown> = {}, properties: Record<string, unknown> = {}) => ({
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  ...change,
  properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }], ...properties },
});

async function made(arm: Arm, properties: Record<string, unknown> = {}): Promise<string> {
  const id = vaultId(fresh('bv'));
  const answer = await arm.put(id, input({}, properties));
  expect(answer.status, answer.text).toBe(201);
  expect((await arm.settle(answer)).status).toBe('Succeeded');
  return id;
}

export function describeVaults(host: ContractHost): void {
  describe('backup vaults', () => {
    const arm = freshWorld(host);

    it('has the seeded one, which is geo-redundant and has an identity', async () => {
      expect(await arm().get<Vault>(VAULT_ID)).toMatchObject({
        id: VAULT_ID,
        name: VAULT_NAME,
        type: 'Microsoft.DataProtection/backupVaults',
        identity: { type: 'SystemAssigned', principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
        properties: {
          provisioningState: 'Succeeded',
          storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }],
          secureScore: 'Minimum',
          bcdrSecurityLevel: 'Fair',
          replicatedRegions: ['northeurope'],
        },
      });
    });

    it('lists them by subscription and by resource group', async () => {
      for (const scope of [SUBSCRIPTION, GROUP]) {
        const { value } = await arm().get<Page<Vault>>(`${scope}/${VAULTS}`);
        expect(value.map(({ name }) => name)).toContain(VAULT_NAME);
      }
    });

    it('creates with 201, Azure-AsyncOperation and no Location; the identity is there at once', async () => {
      const id = vaultId(fresh('bv'));
      const answer = await arm().put<Vault>(id, input({ tags: { env: 'test' } }));
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.body.properties.provisioningState).toBe('Provisioning');
      expect(answer.body.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
      expect(await arm().settle(answer)).toMatchObject({ status: 'Succeeded' });
      const vault = await arm().get<Vault>(id);
      expect(vault).toMatchObject({
        tags: { env: 'test' },
        identity: { principalId: answer.body.identity?.principalId },
        properties: {
          provisioningState: 'Succeeded',
          replicatedRegions: [],
          securitySettings: { softDeleteSettings: { state: 'On', retentionDurationInDays: 14 } },
        },
      });
    });

    it('returns 201 on an update too, and keeps the identity', async () => {
      const id = await made(arm());
      const before = await arm().get<Vault>(id);
      const answer = await arm().put<Vault>(id.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'), input());
      expect(answer.status).toBe(201);
      expect(answer.body.properties.provisioningState).toBe('Updating');
      expect(answer.body.id).toBe(before.id);
      expect(answer.body.identity).toEqual(before.identity);
      await arm().settle(answer);
    });

    it('writes whole numbers of days with a fraction, and keeps the case that was sent', async () => {
      const id = await made(arm(), {
        securitySettings: { softDeleteSettings: { state: 'OFF', retentionDurationInDays: 30 } },
      });
      const { text, body } = await arm().call<Vault>('GET', id);
      expect(text).toContain('"retentionDurationInDays":30.0');
      expect(body.properties.securitySettings.softDeleteSettings.state).toBe('OFF');
      expect(body.properties.secureScore).toBe('None');
    });

    it('patches with 202 and both headers', async () => {
      const id = await made(arm());
      const answer = await arm().call('PATCH', id, { body: { tags: { owner: 'dba' } } });
      expect(answer.status).toBe(202);
      expect(answer.text).toBe('');
      expect(answer.headers.get('location')).not.toBeNull();
      expect(await arm().settle(answer)).toMatchObject({ status: 'Succeeded' });
      expect(await arm().get<Vault>(id)).toMatchObject({
        tags: { owner: 'dba' },
        properties: { storageSettings: [{ type: 'LocallyRedundant' }], provisioningState: 'Succeeded' },
      });
    });

    it('deletes an empty vault; the operation is followed under the resource group', async () => {
      const id = await made(arm());
      const answer = await arm().remove(id);
      expect(answer.status).toBe(202);
      expect(idKey(new URL(answer.headers.get('azure-asyncoperation') ?? '').pathname)).toContain(
        idKey(`${GROUP}/providers/Microsoft.DataProtection/operationStatus/`),
      );
      expect(await arm().settle(answer)).toMatchObject({ status: 'Succeeded' });
      expect((await arm().call('GET', id)).status).toBe(404);
      expect((await arm().remove(id)).status).toBe(204);
    });

    it('refuses to delete a vault that holds something', async () => {
      const answer = await arm().remove(VAULT_ID);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).message).toBe(
        'Cannot delete the Backup vault as there are existing backup instances or backup policies in the vault. Delete all backup instances and backup policies that are present in the vault and then try deleting the vault.',
      );
    });

    const softDelete = (state: string) => ({
      securitySettings: { softDeleteSettings: { state, retentionDurationInDays: 14 } },
    });
    const immutability = (state: string) => ({ securitySettings: { immutabilitySettings: { state } } });
    const geo = (state: string) => ({
      storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }],
      featureSettings: { crossRegionRestoreSettings: { state } },
    });

    it.each([
      [softDelete('AlwaysOn'), softDelete('On'), 'UserErrorDisableSoftDeleteNotAllowed'],
      [immutability('Locked'), immutability('Unlocked'), 'UserErrorUnsupportedVaultImmutabilityStateChange'],
      [geo('Enabled'), geo('Disabled'), 'UserErrorCrossRegionRestoreStateChangeNotAllowed'],
    ])('does not take back a step that cannot be undone: %j to %j', async (from, to, code) => {
      const id = await made(arm(), from);
      const answer = await arm().put(id, input({}, to));
      expect([answer.status, errorOf(answer).code]).toEqual([400, code]);
    });

    it('is stored where it was told to when it was created, and stays there', async () => {
      const provider = await arm().get<ResourceProvider>(`${SUBSCRIPTION}/providers/Microsoft.DataProtection`);
      const type = provider.resourceTypes.find(({ resourceType }) => resourceType === 'backupVaults');
      expect(type?.vaultStorages).toEqual([
        { name: 'local', type: 'LocalFolder' },
        { name: 'offsite', type: 'S3' },
      ]);
      const here = await made(arm(), { vaultStorage: { name: 'local' } });
      expect((await arm().get<Vault>(here)).properties).not.toHaveProperty('vaultStorage');
      const there = await made(arm(), { vaultStorage: { name: 'OFFSITE' } });
      const vault = await arm().get<Vault>(there);
      expect(vault.properties.vaultStorage).toEqual({ name: 'offsite', type: 'S3' });
      await arm().settle(await arm().put(there, input({}, { vaultStorage: vault.properties.vaultStorage })));
      await arm().settle(await arm().put(there, input()));
      expect((await arm().get<Vault>(there)).properties.vaultStorage).toEqual({ name: 'offsite', type: 'S3' });
      for (const [id, name] of [
        [there, 'local'],
        [here, 'offsite'],
      ] as const) {
        const answer = await arm().put(id, input({}, { vaultStorage: { name } }));
        expect([answer.status, errorOf(answer).code]).toEqual([400, 'UserErrorVaultStorageChangeNotAllowed']);
      }
    });

    it('gets a second storage when it is created or later, is geo-redundant by it, and keeps it', async () => {
      const copyStorage = { name: 'Offsite' };
      const local = { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] };
      const both = { name: 'offsite', type: 'S3' };
      const id = await made(arm(), local);
      await arm().settle(await arm().call('PATCH', id, { body: { properties: { copyStorage } } }));
      const { properties } = await arm().get<Vault>(id);
      expect(properties.copyStorage).toEqual(both);
      expect(properties.storageSettings[0]?.type).toBe('GeoRedundant');
      const refused = async (path: string, change: Record<string, unknown>) => {
        const answer = await arm().put(path, input({}, change));
        return [answer.status, errorOf(answer).code, errorOf(answer).target];
      };
      expect(await refused(id, { copyStorage: { name: 'local' } })).toEqual([
        ...[400, 'UserErrorVaultCopyStorageChangeNotAllowed', 'properties.copyStorage.name'],
      ]);
      expect((await refused(id, local)).slice(0, 1)).toEqual([400]);
      await arm().settle(await arm().put(id, input({}, { ...geo('Disabled'), copyStorage: both })));
      expect((await arm().get<Vault>(id)).properties.copyStorage).toEqual(both);

      const fresh = `${VAULT_ID}-copied`;
      expect((await refused(fresh, { ...local, copyStorage }))[2]).toBe('properties.storageSettings');
      expect((await refused(fresh, { copyStorage: { name: 'local' } }))[2]).toBe('properties.copyStorage.name');
      expect((await refused(fresh, { vaultStorage: { name: 'offsite' }, copyStorage }))[2]).toBe(
        'properties.copyStorage.name',
      );
      expect((await refused(fresh, { copyStorage: { name: 'nowhere' } }))[2]).toBe('properties.copyStorage.name');
      expect((await refused(fresh, { copyStorage: 'offsite' }))[2]).toBe('properties.copyStorage');
    });

    it('does not change the redundancy once something is protected', async () => {
      await protectedServer(arm());
      const vault = await arm().get<Vault>(VAULT_ID);
      const answer = await arm().put(VAULT_ID, input({ location: vault.location }));
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'UserErrorStorageTypeChangeNotAllowed']);
    });

    it.each([
      ['an unknown region', input({ location: 'atlantis' }), 'location'],
      [
        'an unknown redundancy',
        input({}, { storageSettings: [{ datastoreType: 'VaultStore', type: 'Triple' }] }),
        'properties.storageSettings[0].type',
      ],
      ['a storage that there is not', input({}, { vaultStorage: { name: 'nowhere' } }), 'properties.vaultStorage.name'],
      ['a storage without a name', input({}, { vaultStorage: { type: 'S3' } }), 'properties.vaultStorage.name'],
      ['no storage settings', input({}, { storageSettings: [] }), 'properties.storageSettings'],
      [
        'too few days',
        input({}, { securitySettings: { softDeleteSettings: { state: 'On', retentionDurationInDays: 13 } } }),
        'properties.securitySettings.softDeleteSettings.retentionDurationInDays',
      ],
      [
        'cross region restore without geo-redundancy',
        input({}, { featureSettings: { crossRegionRestoreSettings: { state: 'Enabled' } } }),
        'properties.featureSettings.crossRegionRestoreSettings',
      ],
      ['an identity of somebody else', input({ identity: { type: 'UserAssigned' } }), 'identity.type'],
      ['tags that are not texts', input({ tags: { a: 1 } }), 'tags.a'],
    ])('refuses a vault with %s and names the field', async (_, body, target) => {
      const answer = await arm().put(vaultId(fresh('bv')), body);
      expect([answer.status, errorOf(answer).target]).toEqual([400, target]);
    });

    it.each(['b', '1vault', 'vault-', 'va_ult', 'v'.repeat(51)])('refuses the vault name %j', async (name) => {
      const answer = await arm().put(vaultId(name), input());
      expect([answer.status, errorOf(answer).target]).toEqual([400, 'name']);
    });

    it('refuses a resource group that does not exist, and another region for a name that does', async () => {
      const nowhere = await arm().put(vaultId('bv-x').replace(BACKUP_GROUP, 'rg-none'), input());
      expect([nowhere.status, errorOf(nowhere).code]).toEqual([404, 'ResourceGroupNotFound']);
      const moved = await arm().put(VAULT_ID, input({ location: 'northeurope' }));
      expect([moved.status, errorOf(moved).code]).toEqual([409, 'InvalidResourceLocation']);
    });

    it.each([
      ['bv-new', { nameAvailable: true }],
      [VAULT_NAME.toUpperCase(), { nameAvailable: false, reason: 'AlreadyExists' }],
      ['-', { nameAvailable: false, reason: 'Invalid' }],
    ])('checks the name %s', async (name, expected) => {
      const answer = await arm().post(
        `${GROUP}/providers/Microsoft.DataProtection/locations/westeurope/checkNameAvailability`,
        {
          name,
          type: 'Microsoft.DataProtection/BackupVaults',
        },
      );
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject(expected);
    });
  });
}

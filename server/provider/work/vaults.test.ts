/** Deleting a vault: what goes with it. */
import { afterEach, beforeEach, expect, it, vi, type Mock } from 'vitest';
import { VAULT_TYPE } from '#protocol/data-protection.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { open, type Laboratory } from '../../testing/laboratory.ts';
import { EngineFault, type Log, type VaultStorage } from '../ports.ts';
import { BACKUP_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID } from '../seed.ts';

const OTHER = resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), VAULT_TYPE, 'bv-other');

let laboratory: Laboratory;
let log: Mock<Log>;
let forget: Mock<VaultStorage['forget']>;
beforeEach(async () => {
  log = vi.fn();
  laboratory = await open({ log });
  forget = vi.spyOn(laboratory.ports.vaultStorage, 'forget');
  const properties = { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] };
  expect((await laboratory.send('PUT', OTHER, { location: REGION, properties })).status).toBe(201);
  await laboratory.clock.advance(5_000);
});
afterEach(() => laboratory.stop());

const remove = async (): Promise<number> => {
  const { status } = await laboratory.send('DELETE', OTHER);
  await laboratory.clock.advance(5_000);
  return status;
};

it('its keys go when it is gone, and not before', async () => {
  const { properties } = await laboratory.get<{ properties: object }>(POLICY_ID);
  const policy = `${OTHER}/backupPolicies/weekly`;
  expect((await laboratory.send('PUT', policy, { properties })).status).toBe(200);
  expect(await remove()).toBe(400);
  expect(forget).not.toHaveBeenCalled();
  expect((await laboratory.send('DELETE', policy)).status).toBe(200);
  forget.mockImplementation(async () => expect((await laboratory.send('GET', OTHER)).status).toBe(404));
  expect(await remove()).toBe(202);
  expect(forget).toHaveBeenCalledExactlyOnceWith(OTHER);
  expect(log).not.toHaveBeenCalled();
});

it('it is gone although its disk is not there, and the operator’s log says so', async () => {
  forget.mockRejectedValue(new EngineFault('UserErrorVaultStorageFailed', 'The folder is not there.', []));
  expect(await remove()).toBe(202);
  expect((await laboratory.send('GET', OTHER)).status).toBe(404);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('keys of a deleted vault'), expect.anything());
});

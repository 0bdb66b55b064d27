/** Deleting a vault: what goes with it. */
import { afterEach, beforeEach, expect, it, vi, type Mock } from 'vitest';
import { LOCAL_STORAGE, VAULT_TYPE, type OperationStatus } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { open, type Laboratory } from '../../testing/laboratory.ts';
import { EngineFault, type Log, type VaultStorage } from '../ports.ts';
import { BACKUP_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID } from '../seed.ts';
import type { WorkItem } from '../work-items.ts';

const OTHER = resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), VAULT_TYPE, 'bv-other');

const properties = { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] };

let laboratory: Laboratory;
let log: Mock<Log>;
let forget: Mock<VaultStorage['forget']>;
beforeEach(async () => {
  log = vi.fn();
  laboratory = await open({ log });
  forget = vi.spyOn(laboratory.ports.vaultStorage, 'forget');
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
  const { properties: weekly } = await laboratory.get<{ properties: object }>(POLICY_ID);
  const policy = `${OTHER}/backupPolicies/weekly`;
  expect((await laboratory.send('PUT', policy, { properties: weekly })).status).toBe(200);
  expect(await remove()).toBe(400);
  expect(forget).not.toHaveBeenCalled();
  expect((await laboratory.send('DELETE', policy)).status).toBe(200);
  forget.mockImplementation(async () => expect((await laboratory.send('GET', OTHER)).status).toBe(404));
  expect(await remove()).toBe(202);
  expect(forget).toHaveBeenCalledExactlyOnceWith(OTHER, LOCAL_STORAGE.name);
  expect(log).not.toHaveBeenCalled();
});

it('it is gone although its disk is not there, and its keys go when that is back, however late', async () => {
  forget.mockRejectedValue(new EngineFault('UserErrorVaultStorageFailed', 'The folder is not there.', []));
  expect(await remove()).toBe(202);
  expect((await laboratory.send('GET', OTHER)).status).toBe(404);
  await laboratory.clock.advance(3 * DAY_MS);
  expect(log).toHaveBeenCalled();
  forget.mockReset().mockResolvedValue();
  await laboratory.clock.advance(DAY_MS);
  expect(forget).toHaveBeenCalledExactlyOnceWith(OTHER, LOCAL_STORAGE.name);
});

it('is deleted once, however often somebody asks, and a new one of its name stays', async () => {
  const { work } = laboratory.ports;
  const held: WorkItem[] = [];
  const adding = vi.spyOn(work, 'add').mockImplementation((items) => void held.push(...items));
  expect((await laboratory.send('DELETE', OTHER)).status).toBe(202);
  const first = held.splice(0);
  const second = await laboratory.send('DELETE', OTHER);
  expect(second.status).toBe(202);
  adding.mockRestore();
  work.add(first);
  await laboratory.clock.advance(5_000);
  expect((await laboratory.send('PUT', OTHER, { location: REGION, properties })).status).toBe(201);
  await laboratory.clock.advance(5_000);
  expect(held.map(({ kind }) => kind)).toContain('deleteVault');
  work.add(held);
  await laboratory.clock.advance(5_000);
  const { status } = await laboratory.get<OperationStatus>(second.headers.get('azure-asyncoperation') ?? '');
  expect(status).toBe('Succeeded');
  expect(forget).toHaveBeenCalledTimes(1);
  const { properties: made } = await laboratory.get<{ properties?: { provisioningState: string } }>(OTHER);
  expect(made?.provisioningState).toBe('Succeeded');
  expect(await remove()).toBe(202);
  expect((await laboratory.send('GET', OTHER)).status).toBe(404);
});

it('that is being deleted takes no changes, and nothing into it', async () => {
  const { properties: weekly } = await laboratory.get<{ properties: object }>(POLICY_ID);
  const { work } = laboratory.ports;
  const held: WorkItem[] = [];
  const adding = vi.spyOn(work, 'add').mockImplementation((items) => void held.push(...items));
  expect((await laboratory.send('DELETE', OTHER)).status).toBe(202);
  adding.mockRestore();
  for (const [method, id, body] of [
    ['PUT', OTHER, { location: REGION, properties }],
    ['PATCH', OTHER, { tags: {} }],
    ['PUT', `${OTHER}/backupPolicies/weekly`, { properties: weekly }],
  ] as const) {
    const refused = await laboratory.send(method, id, body);
    expect([refused.status, await refused.json()]).toEqual([
      409,
      { error: { code: 'ResourceBeingDeleted', message: expect.stringContaining('is being deleted') as string } },
    ]);
  }
  expect((await laboratory.send('DELETE', OTHER)).status).toBe(202);
  work.add(held);
  await laboratory.clock.advance(5_000);
  expect((await laboratory.send('PUT', OTHER, { location: REGION, properties })).status).toBe(201);
});

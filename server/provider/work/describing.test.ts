/** What is written down beside the points, and when. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INSTANCE, ended, open, protect, SERVER, startBackup, type Laboratory } from '../../testing/laboratory.ts';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { completeCatalogue } from '../catalogue.ts';
import type { CatalogueDocument, InstanceDocument, VaultDocument } from '../catalogue-documents.ts';
import { EngineFault, type CatalogueStorage } from '../ports.ts';
import { POLICY_ID, VAULT_ID } from '../seed.ts';

let laboratory: Laboratory;
let kept: Map<string, CatalogueDocument>;
let isAway: boolean;
/** The storages that were written to, with the subject. */
let writes: string[];
const catalogue: CatalogueStorage = {
  keep({ storage, instanceName = 'vault' }, text) {
    if (isAway && storage === LOCAL_STORAGE.name)
      return Promise.reject(new EngineFault('UserErrorVaultStorageFailed', 'away', []));
    writes.push(`${String(storage)} ${instanceName}`);
    if (text === undefined) kept.delete(instanceName);
    else kept.set(instanceName, JSON.parse(text) as CatalogueDocument);
    return Promise.resolve();
  },
  forget() {
    kept.clear();
    return Promise.resolve();
  },
};
beforeEach(async () => {
  kept = new Map();
  isAway = false;
  writes = [];
  laboratory = await open({ vaultStorages: [LOCAL_STORAGE, { name: 'offsite', type: 'S3' }] }, {}, undefined, {
    catalogue,
  });
});
afterEach(() => laboratory.stop());

const vaultText = () => kept.get('vault') as VaultDocument | undefined;
const instanceText = () => kept.get('pg-orders-1') as InstanceDocument | undefined;

it('a vault is written down with its first backup instance, and not before', async () => {
  await laboratory.send('PATCH', VAULT_ID, { tags: { team: 'one' } });
  await laboratory.clock.advance(5_000);
  expect(kept.size).toBe(0);
  await protect(laboratory);
  expect(vaultText()).toMatchObject({
    vault: { id: VAULT_ID, tags: { team: 'one' } },
    policies: [{ resource: { id: POLICY_ID } }],
    roleAssignments: [{}, {}],
  });
  expect(instanceText()).toMatchObject({
    instance: { kept: { resource: { properties: { currentProtectionState: 'ProtectionConfigured' } } } },
    server: { id: SERVER },
    points: [],
  });
});

it('what the server is reached with is in no document', async () => {
  await protect(laboratory);
  expect(JSON.stringify([...kept.values()])).not.toContain('sealed');
});

it('each change follows: points, policy, locks, tags', async () => {
  await protect(laboratory);
  await ended(laboratory, await startBackup(laboratory));
  expect(instanceText()?.points).toMatchObject([{ resource: { properties: { retentionTagName: 'Monthly' } } }]);
  await laboratory.send('PUT', `${VAULT_ID}/providers/Microsoft.Authorization/locks/kept`, {
    properties: { level: 'CanNotDelete' },
  });
  await laboratory.clock.advance(1_000);
  expect(vaultText()?.locks).toMatchObject([{ name: 'kept' }]);
  await laboratory.send('PATCH', VAULT_ID, { tags: { team: 'two' } });
  await laboratory.clock.advance(1_000);
  expect(vaultText()?.vault.tags).toEqual({ team: 'two' });
});

it('a storage that is away holds nothing up, and is written to when it is back', async () => {
  await protect(laboratory);
  isAway = true;
  const job = await ended(laboratory, await startBackup(laboratory));
  expect(job.status).toBe('Completed');
  expect(instanceText()?.points).toEqual([]);
  isAway = false;
  await laboratory.clock.advance(3_600_000);
  expect(instanceText()?.points).toHaveLength(1);
});

it('stands in the second storage as well, whatever becomes of the first', async () => {
  await protect(laboratory);
  isAway = true;
  writes = [];
  await laboratory.send('PATCH', VAULT_ID, { properties: { copyStorage: { name: 'offsite' } } });
  await laboratory.clock.advance(5_000);
  expect(new Set(writes)).toEqual(new Set(['offsite vault']));
  isAway = false;
  await laboratory.clock.advance(3_600_000);
  expect(new Set(writes)).toEqual(new Set(['offsite vault', 'local vault']));
});

it('a deleted instance is written down as deleted', async () => {
  await protect(laboratory);
  await ended(laboratory, await startBackup(laboratory));
  await laboratory.send('DELETE', INSTANCE);
  await laboratory.clock.advance(5_000);
  expect(instanceText()).toMatchObject({ instance: { deleted: { activityId: expect.any(String) as string } } });
  expect(instanceText()?.points).toHaveLength(1);
});

it('nothing is left of a vault with nothing in it', async () => {
  await protect(laboratory);
  await laboratory.send('DELETE', INSTANCE);
  await laboratory.clock.advance(5_000);
  expect(kept.size).toBe(0);
});

it('what was there before anything was written down is written down at a start', async () => {
  await laboratory.stop();
  laboratory = await open({});
  await protect(laboratory);
  const saved = laboratory.ports.save();
  await laboratory.stop();
  laboratory = await open({ saved }, {}, laboratory.clock, { catalogue });
  await completeCatalogue(laboratory.ports);
  await laboratory.clock.advance(1_000);
  expect([...kept.keys()].sort()).toEqual(['pg-orders-1', 'vault']);
  kept.clear();
  await completeCatalogue(laboratory.ports);
  await laboratory.clock.advance(1_000);
  expect(kept.size).toBe(0);
});

/** A state that gets back what a storage has told of a vault. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { idKey } from '#protocol/resource-id.ts';
import {
  ended,
  INSTANCE,
  open,
  pointsOf,
  protect,
  SERVER,
  startBackup,
  type Laboratory,
} from '../testing/laboratory.ts';
import { instanceDocument, vaultDocument } from './catalogue-documents.ts';
import { rebuiltVault, type FoundVault } from './domain/rebuilding.ts';
import { EngineFault } from './ports.ts';
import { bringBack } from './rebuild.ts';
import { recoveryPoints } from './records.ts';
import { REGION, VAULT_ID } from './seed.ts';

let laboratory: Laboratory;
beforeEach(async () => {
  laboratory = await open({ vaultStorages: [LOCAL_STORAGE, { name: 'offsite', type: 'S3' }] });
});
afterEach(() => laboratory.stop());

it('has the copies made that points lack, of those that a document knows and of those that it does not', async () => {
  const { ports, clock } = laboratory;
  await protect(laboratory);
  await laboratory.send('PATCH', VAULT_ID, { properties: { copyStorage: { name: 'offsite' } } });
  await clock.advance(5_000);
  const away = new EngineFault('UserErrorVaultStorageFailed', 'The storage is away.', ['Wait.']);
  const copy = vi.spyOn(ports.vaultStorage, 'copy').mockRejectedValue(away);
  for (let at = 0; at < 2; at += 1) await ended(laboratory, await startBackup(laboratory));
  const found = await ports.store.transact(async (tx): Promise<FoundVault> => {
    const by = { keeper: 'before', now: clock.now() };
    const instance = await instanceDocument(tx, INSTANCE, by);
    const vault = await vaultDocument(tx, VAULT_ID, by);
    if (!instance || !vault) throw new Error('Nothing describes the vault.');
    const points = instance.points.map(({ vaultId, instanceId, resource, manifestSha256 = '' }) => ({
      ...{ vaultId, instanceId, recoveryPointId: resource.name },
      manifest: {
        ...{ serverId: SERVER, retentionTag: 'Default', isComplete: true, manifestSha256 },
        startedAt: resource.properties.recoveryPointTime,
      },
    }));
    for (const { resource } of instance.points) await tx.delete(recoveryPoints, idKey(resource.id));
    const documents = [vault, { ...instance, points: instance.points.slice(1) }];
    return { vaultId: VAULT_ID, storage: undefined, documents, points };
  });
  copy.mockRestore();
  const { directory, newId } = ports;
  const options = { now: clock.now(), tenantId: directory.tenantId, newId, region: REGION };
  expect(await bringBack(ports, rebuiltVault(found, options))).toMatchObject({ points: 2 });
  await clock.advance(5_000);
  const points = await pointsOf(laboratory);
  expect(points.map(({ properties }) => properties.copies?.map(({ state }) => state))).toEqual([
    ['Stored', 'Stored'],
    ['Stored', 'Stored'],
  ]);
});

/** Bytes of a backup that failed, in a storage that is away just then. */
import { expect, it } from 'vitest';
import { INSTANCE, ended, open, protect, startBackup } from '../../testing/laboratory.ts';
import { EngineFault } from '../ports.ts';
import { expiredPoints, word } from '../records.ts';
import { VAULT_ID } from '../seed.ts';

it('are removed when it is back, and until then the vault is not empty', async () => {
  const laboratory = await open();
  await protect(laboratory);
  const { engine, store, vaultStorage } = laboratory.ports;
  engine.backUp = () => Promise.reject(new EngineFault('UserErrorServerUnavailable', 'It is gone.', ['Start it.']));
  const remove = vaultStorage.remove.bind(vaultStorage);
  const removed: string[] = [];
  let isAway = true;
  vaultStorage.remove = async (point) => {
    if (isAway) throw new EngineFault('UserErrorVaultStorageFailed', 'The storage is away.', ['Bring it back.']);
    removed.push(point.instanceName);
    await remove(point);
  };
  const left = () => store.transact((tx) => tx.count(expiredPoints, { with: [word.inVault(VAULT_ID)] }));

  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Failed');
  await laboratory.clock.advance(60_000);
  expect(await left()).toBe(1);
  isAway = false;
  await laboratory.clock.advance(6 * 3_600_000);
  expect(removed).toEqual([INSTANCE.split('/').at(-1)]);
  expect(await left()).toBe(0);
  await laboratory.stop();
});

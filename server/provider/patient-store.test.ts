/** A state that is away while a backup ends. */
import type { Job, OperationStatus } from '#protocol/data-protection.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { expect, it } from 'vitest';
import { ended, INSTANCE, open, pointsOf, protect, startBackup } from '../testing/laboratory.ts';
import { StoreUnavailable, type Store } from './ports.ts';

it('fails no backup, and asks callers to wait', async () => {
  const laboratory = await open();
  await protect(laboratory);
  const { store } = laboratory.ports;
  const transact: Store['transact'] = store.transact.bind(store);
  let isAway = false;
  store.transact = (change) =>
    isAway ? Promise.reject(new StoreUnavailable('away', 'The state database does not answer.')) : transact(change);

  const jobId = await startBackup(laboratory);
  await laboratory.clock.advance(5_000);
  expect((await laboratory.get<Job>(jobId)).properties.status).toBe('InProgress');
  isAway = true;
  await laboratory.clock.advance(300_000);
  const answer = await laboratory.send('GET', jobId);
  const { error } = (await answer.json()) as ErrorEnvelope;
  expect([answer.status, answer.headers.get('retry-after'), error.code]).toEqual([503, '5', 'ServiceUnavailable']);

  isAway = false;
  await laboratory.clock.advance(30_000);
  expect((await laboratory.get<Job>(jobId)).properties.status).toBe('Completed');
  expect(await pointsOf(laboratory)).toHaveLength(1);
  await laboratory.stop();
});

it('fails no work whose vault storage asks it where a vault is', async () => {
  const laboratory = await open();
  await protect(laboratory);
  const { vaultStorage } = laboratory.ports;
  const away = () => new StoreUnavailable('away', 'The state database does not respond.');
  const asked = { begin: 0, verify: 0, read: 0 };
  const original = { ...vaultStorage };
  vaultStorage.begin = (...of) => ((asked.begin += 1) < 3 ? Promise.reject(away()) : original.begin(...of));
  vaultStorage.verify = (...of) => ((asked.verify += 1) < 3 ? Promise.reject(away()) : original.verify(...of));
  vaultStorage.read = async function* (...of) {
    if ((asked.read += 1) < 3) throw away();
    yield* original.read(...of);
  };

  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  const response = await laboratory.send('POST', `${INSTANCE}/verify`);
  const operation = await laboratory.get<OperationStatus>(response.headers.get('azure-asyncoperation') ?? '');
  expect((await ended(laboratory, operation.properties?.jobId ?? '')).status).toBe('Completed');
  expect(Math.min(asked.begin, asked.verify, asked.read)).toBeGreaterThan(2);
  await laboratory.stop();
});

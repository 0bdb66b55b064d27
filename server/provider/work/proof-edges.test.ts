/** Proofs beside what else happens to an instance: it is deleted, comes back, or its server is newer than the machine's. */
import { afterEach, expect, it } from 'vitest';
import type { BackupInstance, Job, Page } from '#protocol/data-protection.ts';
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
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
} from '../../testing/laboratory.ts';
import { createManualClock } from '../memory/clock.ts';
import { createSimulatedEngine } from '../memory/simulated-engine.ts';
import { EngineFault, type Engine } from '../ports.ts';
import { damagedPoint } from '../domain/proofs.ts';
import { instances, recoveryPoints, vaults } from '../records.ts';
import { VAULT_ID } from '../seed.ts';
import { expireLater } from './retention.ts';

let laboratory: Laboratory;
afterEach(() => laboratory.stop());

async function prepared(change: (engine: Engine, clock: ReturnType<typeof createManualClock>) => Partial<Engine>) {
  const clock = createManualClock('2026-01-31T10:00:00Z');
  const engine = createSimulatedEngine({ clock });
  laboratory = await open({ engine: { ...engine, ...change(engine, clock) } }, {}, clock);
  await protect(laboratory);
  expect(await ended(laboratory, await startBackup(laboratory))).toMatchObject({ status: 'Completed' });
}

const post = async (path: string) => {
  const answer = await laboratory.send('POST', path);
  expect(answer.status).toBe(202);
  return answer;
};
const begun = async (path: string): Promise<string> => {
  const operation = (await post(path)).headers.get('azure-asyncoperation') ?? '';
  return (await laboratory.get<{ properties: { jobId: string } }>(operation)).properties.jobId;
};
const proofJobs = async () =>
  (await laboratory.get<Page<Job>>(`${VAULT_ID}/backupJobs`)).value.filter(
    ({ properties }) => properties.operationCategory === 'Management',
  );

/** A drill that takes an hour to begin. */
const slowly = (engine: Engine, clock: ReturnType<typeof createManualClock>): Partial<Engine> => ({
  startScratch: async (version, signal) => {
    await clock.sleep(HOUR_MS, signal);
    return engine.startScratch(version, signal);
  },
});

it('a drill whose instance is deleted for good under it says that the point is gone, and not that it is damaged', async () => {
  await prepared(slowly);
  const softDeleteSettings = { state: 'Off' };
  const off = { properties: { securitySettings: { softDeleteSettings } } };
  expect((await laboratory.send('PATCH', VAULT_ID, off)).status).toBe(202);
  await laboratory.clock.advance(1_000);
  const drill = await begun(`${INSTANCE}/drill`);
  await laboratory.clock.advance(1_000);
  expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
  await laboratory.clock.advance(HOUR_MS + 60_000);
  expect((await laboratory.get<Job>(drill)).properties).toMatchObject({
    status: 'Failed',
    errorDetails: [{ code: 'UserErrorRecoveryPointGone' }],
  });
});

it('an undeleted instance shows what was found meanwhile, knows its newest scheduled point, and is proven on', async () => {
  await prepared(() => ({}));
  const before = await laboratory.ports.store.transact((tx) => tx.get(instances, idKey(INSTANCE)));
  expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
  await laboratory.clock.advance(5_000);
  await laboratory.ports.store.transact(async (tx) => {
    const [stored] = await tx.list(recoveryPoints);
    if (!stored) throw new Error('There is no recovery point.');
    const { key, value } = stored;
    await tx.put(recoveryPoints, key, { ...value, resource: damagedPoint(value.resource, '2026-02-01', 'Rotten.') });
  });
  await post(`${VAULT_ID}/deletedBackupInstances/pg-orders-1/undelete`);
  await laboratory.clock.advance(5_000);
  const { properties } = await laboratory.get<BackupInstance>(INSTANCE);
  expect(properties).toMatchObject({ currentProtectionState: 'ProtectionStopped', proof: { damaged: { count: 1 } } });
  const after = await laboratory.ports.store.transact((tx) => tx.get(instances, idKey(INSTANCE)));
  expect(after?.value.lastScheduledPoint).toBe(before?.value.lastScheduledPoint);
});

it('an instance that comes back after its proofs were due is proven though nobody backs it up', async () => {
  await prepared(() => ({}));
  expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
  // Longer than a week: the wake-up of the drill finds no instance.
  await laboratory.clock.advance(10 * DAY_MS);
  expect(await proofJobs()).toEqual([]);
  await post(`${VAULT_ID}/deletedBackupInstances/pg-orders-1/undelete`);
  await laboratory.clock.advance(DAY_MS);
  expect((await proofJobs()).map(({ properties }) => `${properties.operation} ${properties.status}`)).toEqual([
    'Drill Completed',
  ]);
  await laboratory.clock.advance(40 * DAY_MS);
  expect(await proofJobs()).toHaveLength(2);
});

it('a server that is newer than the server programs of the machine has no drill that fails each week', async () => {
  const tooOld = () => new EngineFault('UserErrorNoScratchServer', 'This machine has 15 only.', ['Install 16.']);
  await prepared((engine) => ({
    checkScratch: (version) => (Number.parseInt(version, 10) > 15 ? Promise.reject(tooOld()) : Promise.resolve()),
    startScratch: () => Promise.reject(tooOld()),
    seal: (access) => engine.seal(access),
  }));
  const refused = await laboratory.send('POST', `${INSTANCE}/drill`);
  expect(await refused.json()).toMatchObject({ error: { code: 'UserErrorNoScratchServer' } });
  await laboratory.clock.advance(22 * DAY_MS);
  expect(await proofJobs()).toEqual([]);
  expect((await laboratory.get<BackupInstance>(INSTANCE)).properties.proof?.drillUnavailable).toBe(
    'This machine has 15 only.',
  );
});

it('the last point does not go because it is damaged: the finding may be taken back, a point that went may not', async () => {
  await prepared(() => ({}));
  await laboratory.ports.store.transact(async (tx) => {
    for (const { key, value } of await tx.list(recoveryPoints)) {
      const properties = { ...value.resource.properties, expiryTime: '2026-01-31T10:00:00Z' };
      const resource = damagedPoint({ ...value.resource, properties }, '2026-01-31', 'Rotten.');
      await tx.put(recoveryPoints, key, { ...value, resource });
    }
    await expireLater(tx, INSTANCE, 'for the test');
  });
  await laboratory.clock.advance(10_000);
  expect(await pointsOf(laboratory)).toHaveLength(1);
  // A good one ends that.
  await ended(laboratory, await startBackup(laboratory));
  await laboratory.clock.advance(10_000);
  expect((await pointsOf(laboratory)).map(({ properties }) => properties.proof?.state)).toEqual(['NotVerified']);
});

it('a vault that stops letting data out of its subscription does not go on drilling in another', async () => {
  laboratory = await open();
  const elsewhere = SERVER.replace(/subscriptions\/[^/]+/, 'subscriptions/99999999-1111-4111-8111-111111111111');
  const set = (properties: object) => laboratory.send('PATCH', VAULT_ID, { properties });
  await laboratory.ports.store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value;
    if (!vault) return;
    const proofSettings = { verify: 'Off', drill: 'Weekly', drillServerId: elsewhere };
    await tx.put(vaults, idKey(VAULT_ID), { ...vault, properties: { ...vault.properties, proofSettings } });
  });
  const stay = { featureSettings: { crossSubscriptionRestoreSettings: { state: 'Disabled' } } };
  expect((await set(stay)).status).toBe(400);
  expect((await set({ ...stay, proofSettings: { verify: 'Off', drill: 'Weekly' } })).status).toBe(202);
});

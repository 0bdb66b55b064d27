/** No work goes on for ever: not what takes the process down, not what throws, not what does not move, not what was cancelled. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEPLOYMENT_TYPE, GROUP_TEMPLATE_SCHEMA } from '#protocol/deployments.ts';
import type { Job, Page } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import { expiredPoints, jobs, servers } from '../records.ts';
import { BACKUP_GROUP, DATA_GROUP, SUBSCRIPTION_ID, VAULT_ID } from '../seed.ts';
import {
  ended,
  grant,
  instance,
  INSTANCE,
  open,
  pointsOf,
  protect,
  SERVER,
  startBackup,
  type Laboratory,
} from '../../testing/laboratory.ts';
import { createManualClock, settled, type ManualClock } from '../memory/clock.ts';
import { createSimulatedEngine } from '../memory/simulated-engine.ts';
import type { Engine } from '../ports.ts';
import type { WorkItem } from '../work-items.ts';
import { mayPass } from '../domain/retrying.ts';
import { STALL_LIMITS } from '../domain/stall-limits.ts';
import type { ProviderOptions } from '../provider.ts';
import { expireLater } from './retention.ts';

let laboratory: Laboratory;
afterEach(async () => {
  hanging.promise.catch(() => undefined);
  hanging.reject(new Error('The test is over.'));
  await laboratory.stop();
});

async function openWith(
  change: (engine: Engine, clock: ManualClock) => Partial<Engine>,
  options: Partial<ProviderOptions> = {},
): Promise<void> {
  const clock = createManualClock('2026-01-31T10:00:00Z');
  const engine = createSimulatedEngine({ clock });
  laboratory = await open({ engine: { ...engine, ...change(engine, clock) } }, options, clock);
}

/** Ends on an abort, and not before. */
const untilAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('The connection was cut.'))));
let hanging = Promise.withResolvers<never>();
const never = (): Promise<never> => {
  hanging = Promise.withResolvers<never>();
  return hanging.promise;
};

/** The manual clock waits for code that waits for it; hanging work does not. */
const pass = async (ms: number): Promise<void> => {
  laboratory.clock.settleBy(async () => {
    for (let turn = 0; turn < 10; turn += 1) await settled();
  });
  // A longer step would be a clock that jumps.
  for (let left = ms; left >= 0; left -= STEP_MS) await laboratory.clock.advance(Math.min(left, STEP_MS));
};
const STEP_MS = 20_000;

const cancel = (jobId: string): Promise<Response> => laboratory.send('POST', `${jobId}/cancel`);
const jobOf = async (jobId: string): Promise<Job['properties']> => (await laboratory.get<Job>(jobId)).properties;
const MINUTE = 60_000;

describe('work that only trickles', () => {
  it('ends a backup after as long as one may take, although it moves, and does not try it again', async () => {
    let cut = false;
    await openWith(
      (_, clock) => ({
        backUp: async (__, ___, { signal, onProgress }) => {
          signal.addEventListener('abort', () => (cut = true));
          for (let bytes = 0; ; bytes += 1) {
            onProgress({
              database: 'orders',
              databasesDone: 0,
              databasesTotal: 1,
              plainBytes: bytes,
              expectedBytes: 9e9,
            });
            await clock.sleep(MINUTE, signal);
          }
        },
      }),
      { mostBackupMs: 60 * MINUTE },
    );
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await pass(59 * MINUTE);
    expect([(await jobOf(job)).status, cut]).toEqual(['InProgress', false]);
    await pass(2 * MINUTE);
    expect(await jobOf(job)).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'BackupTooLong' }] });
    expect(cut).toBe(true);
    expect(mayPass('BackupTooLong', 1)).toBe(false);
  });
});

describe('work that does not move', () => {
  it('ends a backup after ten minutes without a byte, and its tools are aborted', async () => {
    let cut = false;
    await openWith((engine) => ({
      backUp: async (sealed, sink, { signal, onProgress }) => {
        onProgress({ database: 'orders', databasesDone: 0, databasesTotal: 1, plainBytes: 7, expectedBytes: 9 });
        await untilAborted(signal).finally(() => (cut = true));
        return engine.backUp(sealed, sink, { signal, onProgress });
      },
    }));
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await pass(9 * MINUTE);
    expect(await jobOf(job)).toMatchObject({ status: 'InProgress' });
    await pass(2 * MINUTE);
    expect(await jobOf(job)).toMatchObject({
      status: 'Failed',
      errorDetails: [{ code: 'BackupStalled', message: expect.stringContaining('for 10 minutes') as string }],
    });
    expect(cut).toBe(true);
  });

  it('leaves a backup alone that moves, however long it takes', async () => {
    await openWith((engine, clock) => ({
      backUp: async (sealed, sink, options) => {
        for (let plainBytes = 1; plainBytes <= 12; plainBytes += 1) {
          await clock.sleep(9 * MINUTE, options.signal);
          options.onProgress({ database: 'a', databasesDone: 0, databasesTotal: 1, plainBytes, expectedBytes: 9 });
        }
        return engine.backUp(sealed, sink, options);
      },
    }));
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await laboratory.clock.advance(120 * MINUTE);
    expect(await jobOf(job)).toMatchObject({ status: 'Completed' });
  });

  it('ends the job of a backup that ignores the abort', async () => {
    await openWith(() => ({ backUp: never }));
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await pass(11 * MINUTE);
    expect(await jobOf(job)).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'BackupStalled' }] });
    expect((await laboratory.send('POST', `${INSTANCE}/backup`, TRIGGER)).status).toBe(202);
  });

  it('ends a validation against a server that never responds', async () => {
    await openWith(() => ({ probe: (_, signal) => untilAborted(signal) }));
    await grant(laboratory);
    const accepted = await laboratory.send('POST', `${VAULT_ID}/validateForBackup`, { backupInstance: instance });
    const operation = accepted.headers.get('azure-asyncoperation') ?? '';
    await pass(6 * MINUTE);
    expect(await laboratory.get(operation)).toMatchObject({ status: 'Failed', error: { code: 'OperationStalled' } });
  });
});

it('ends a verification and a drill, each after the time that the operator gave it', async () => {
  await openWith(
    (_, clock) => ({
      startScratch: (_version, signal) =>
        clock.sleep(10 * 3_600_000, signal).then(() => Promise.reject(new Error('no'))),
    }),
    { stalledAfterMs: { ...STALL_LIMITS, drill: 30 * MINUTE } },
  );
  await protect(laboratory);
  await ended(laboratory, await startBackup(laboratory));
  const [point] = await pointsOf(laboratory);
  const read = vi.spyOn(laboratory.ports.vaultStorage, 'manifest').mockImplementation(never);
  const begin = async (action: string): Promise<string> => {
    const accepted = await laboratory.send('POST', `${point?.id ?? ''}/${action}`);
    const { properties } = await laboratory.get<{ properties: { jobId: string } }>(
      accepted.headers.get('azure-asyncoperation') ?? '',
    );
    return properties.jobId;
  };
  const verification = await begin('verify');
  await pass(11 * MINUTE);
  expect(await jobOf(verification)).toMatchObject({
    status: 'Failed',
    errorDetails: [{ code: 'VerificationStalled' }],
  });
  read.mockRestore();
  const drill = await begin('drill');
  await pass(25 * MINUTE);
  expect(await jobOf(drill)).toMatchObject({ status: 'InProgress' });
  await pass(6 * MINUTE);
  expect(await jobOf(drill)).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'DrillStalled' }] });
});

const TRIGGER = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };

describe('work that takes the process with it', () => {
  const killed = async (): Promise<void> => {
    const { ports, clock, stop } = laboratory;
    await clock.advance(500);
    const saved = ports.save();
    await stop();
    laboratory = await open({ saved }, {}, createManualClock(clock.now().toISOString()));
  };

  it('is tried three times, and its operation then says what happened and what to do', async () => {
    laboratory = await open();
    await grant(laboratory);
    const accepted = await laboratory.send('POST', `${VAULT_ID}/validateForBackup`, { backupInstance: instance });
    const operation = accepted.headers.get('azure-asyncoperation') ?? '';
    for (let death = 1; death <= 3; death += 1) {
      laboratory.ports.engine.probe = never;
      await killedWhileHanging();
      if (death < 3) expect(await laboratory.get(operation)).toMatchObject({ status: 'Inprogress' });
    }
    await pass(0);
    expect(await laboratory.get(operation)).toMatchObject({
      status: 'Failed',
      error: { code: 'WorkEndedTheProcess', message: expect.stringContaining('ended 3 times') as string },
    });
  });

  /** Its probe hangs, as one would that fills the memory. */
  async function killedWhileHanging(): Promise<void> {
    await pass(500);
    const { ports, clock } = laboratory;
    const saved = ports.save();
    const engine = createSimulatedEngine({ clock });
    laboratory = await open({ saved, engine: { ...engine, probe: never } }, {}, createManualClock(clock.now()));
  }

  it('leaves a failed backup job where it was a schedule, which raises the alert, and tries again later', async () => {
    laboratory = await open();
    await protect(laboratory);
    const item: WorkItem = { kind: 'runSchedule', id: 'poison', payload: { instanceId: INSTANCE } };
    const added = vi.spyOn(laboratory.ports.work, 'add');
    await laboratory.provider.perform(item, { signal: new AbortController().signal, attempt: 4 });
    const { value } = await laboratory.get<Page<Job>>(`${VAULT_ID}/backupJobs`);
    expect(value[0]?.properties).toMatchObject({
      operation: 'Backup',
      status: 'Failed',
      errorDetails: [{ code: 'WorkEndedTheProcess' }],
    });
    expect(added.mock.calls.flat(2)).toMatchObject([
      { kind: 'runSchedule', payload: { instanceId: INSTANCE }, notBefore: '2026-01-31T16:00:05.000Z' },
    ]);
  });

  it('ends as Failed when it is a backup, at once', async () => {
    laboratory = await open();
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await killed();
    expect(await ended(laboratory, job)).toMatchObject({
      status: 'Failed',
      errorDetails: [{ code: 'BackupInterrupted' }],
    });
  });
});

it('work that throws again and again is given up in the end, and says so', async () => {
  const log = vi.fn();
  laboratory = await open({ log });
  const { signal } = new AbortController();
  const { provider } = laboratory;
  const item: WorkItem = { kind: 'expirePoints', id: 'throws', payload: {} as { instanceId: string } };
  for (let attempt = 1; attempt <= 40; attempt += 1) {
    await expect(provider.perform(item, { signal, attempt })).rejects.toThrow("has no 'instanceId'");
  }
  await provider.perform(item, { signal, attempt: 41 });
  expect(log).toHaveBeenCalledWith('work given up', expect.objectContaining({ code: 'WorkFailedRepeatedly' }), 'error');
});

describe('cancelling a job', () => {
  it('ends a backup within seconds: Cancelling, then Cancelled, and nothing of it is left', async () => {
    laboratory = await open();
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await laboratory.clock.advance(30_000);
    expect(await jobOf(job)).toMatchObject({ status: 'InProgress', supportedActions: ['Cancel'] });
    expect((await cancel(job)).status).toBe(202);
    expect(await jobOf(job)).toMatchObject({ status: 'Cancelling', supportedActions: [''] });
    await laboratory.clock.advance(3_000);
    const after = await jobOf(job);
    expect(after).toMatchObject({ status: 'Cancelled', supportedActions: [''], errorDetails: null });
    expect(after.endTime).not.toBeNull();
    expect(after.extendedInfo?.subTasks.map(({ taskStatus }) => taskStatus)).toEqual([
      'Completed',
      'Completed',
      'Cancelled',
      'Cancelled',
      'Skipped',
    ]);
    expect(await pointsOf(laboratory)).toEqual([]);
    expect(laboratory.ports.vaultStorage.save()).toEqual({});
    expect(await ended(laboratory, await startBackup(laboratory))).toMatchObject({ status: 'Completed' });
  });

  it('twice is the same as once', async () => {
    laboratory = await open();
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await laboratory.clock.advance(30_000);
    expect((await cancel(job)).status).toBe(202);
    expect((await cancel(job)).status).toBe(202);
    await laboratory.clock.advance(3_000);
    const once = await jobOf(job);
    expect((await cancel(job)).status).toBe(202);
    expect(await jobOf(job)).toEqual(once);
  });

  it('ends one at once that nobody has begun', async () => {
    laboratory = await open();
    await protect(laboratory);
    await laboratory.stop();
    const job = await startBackup(laboratory);
    expect((await cancel(job)).status).toBe(202);
    expect(await jobOf(job)).toMatchObject({ status: 'Cancelled' });
    laboratory.stop = (await laboratory.ports.work.start(laboratory.provider.perform)).stop;
    await laboratory.clock.advance(5 * MINUTE);
    expect(await jobOf(job)).toMatchObject({ status: 'Cancelled' });
    expect(await pointsOf(laboratory)).toEqual([]);
  });

  it('is refused when it has ended, with why', async () => {
    laboratory = await open();
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await ended(laboratory, job);
    const refused = await cancel(job);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'UserErrorJobHasEnded',
        message: expect.stringContaining('The job has ended: Completed') as string,
      },
    });
  });

  it('ends a drill and a verification, too, and the point keeps what it had', async () => {
    laboratory = await open();
    await protect(laboratory);
    await ended(laboratory, await startBackup(laboratory));
    const [point] = await pointsOf(laboratory);
    const accepted = await laboratory.send('POST', `${point?.id ?? ''}/drill`);
    const status = await laboratory.get<{ properties: { jobId: string } }>(
      accepted.headers.get('azure-asyncoperation') ?? '',
    );
    await laboratory.clock.advance(2_000);
    expect((await cancel(status.properties.jobId)).status).toBe(202);
    await laboratory.clock.advance(3_000);
    expect(await jobOf(status.properties.jobId)).toMatchObject({ status: 'Cancelled', operation: 'Drill' });
    expect((await pointsOf(laboratory))[0]?.properties.proof?.drill).toBeUndefined();
  });

  it('is kept by the next process when the first died over it', async () => {
    laboratory = await open();
    await protect(laboratory);
    const job = await startBackup(laboratory);
    await laboratory.clock.advance(30_000);
    await cancel(job);
    const { ports, clock, stop } = laboratory;
    const saved = ports.save();
    await stop();
    laboratory = await open({ saved }, {}, createManualClock(clock.now()));
    await laboratory.clock.advance(1_000);
    expect(await jobOf(job)).toMatchObject({ status: 'Cancelled' });
    expect(laboratory.ports.vaultStorage.save()).toEqual({});
  });
});

describe('cancelling a deployment', () => {
  const group = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${BACKUP_GROUP}`;
  const id = `${group}/providers/${DEPLOYMENT_TYPE}/main`;
  const template = { $schema: GROUP_TEMPLATE_SCHEMA, contentVersion: '1.0.0.0', resources: [] };
  const put = () => laboratory.send('PUT', id, { properties: { mode: 'Incremental', template } });

  it('ends it, and its worker stops', async () => {
    laboratory = await open();
    await laboratory.stop();
    expect((await put()).status).toBe(201);
    expect((await laboratory.send('POST', `${id}/cancel`)).status).toBe(204);
    expect((await laboratory.send('POST', `${id}/cancel`)).status).toBe(204);
    laboratory.stop = (await laboratory.ports.work.start(laboratory.provider.perform)).stop;
    await laboratory.clock.advance(10_000);
    expect(await laboratory.get(id)).toMatchObject({
      properties: { provisioningState: 'Canceled', error: { code: 'DeploymentCanceled' } },
    });
    expect((await put()).status).toBe(200);
    await laboratory.clock.advance(10_000);
    expect((await laboratory.send('POST', `${id}/cancel`)).status).toBe(409);
  });

  it('deletes one that runs', async () => {
    laboratory = await open();
    await laboratory.stop();
    await put();
    expect((await laboratory.send('DELETE', id)).status).toBe(204);
    expect((await laboratory.send('GET', id)).status).toBe(404);
  });

  it('fails one that took the process with it three times', async () => {
    laboratory = await open();
    await laboratory.stop();
    const added = vi.spyOn(laboratory.ports.work, 'add');
    await put();
    const [item] = added.mock.calls.flat(2);
    if (!item) throw new Error('There is no work.');
    await laboratory.provider.perform(item, { signal: new AbortController().signal, attempt: 4 });
    expect(await laboratory.get(id)).toMatchObject({
      properties: { provisioningState: 'Failed', error: { code: 'WorkEndedTheProcess' } },
    });
  });
});

it('lets no backup wait for servers that hang, however many they are: a place is for what moves', async () => {
  await openWith((engine) => ({
    backUp: (sealed, sink, options) =>
      sealed === 'hangs' ? untilAborted(options.signal) : engine.backUp(sealed, sink, options),
    probe: (sealed, signal) => (sealed === 'hangs' ? engine.probe(healthy, signal) : engine.probe(sealed, signal)),
  }));
  await protect(laboratory);
  const { store, work } = laboratory.ports;
  const healthy = await store.transact(async (tx) => (await tx.get(servers, idKey(SERVER)))?.value.sealed ?? '');
  // The jobs of so many servers of one person as the store holds them: each of them is at a server of its own.
  const jobId = await startBackup(laboratory);
  expect((await ended(laboratory, jobId)).status).toBe('Completed');
  const groups = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups`;
  await grant(laboratory, { server: `${groups}/${DATA_GROUP}`, group: `${groups}/rg-other` });
  const hung = Array.from({ length: 12 }, (_, at) => `pg-hangs-${String(at)}`);
  await store.transact(async (tx) => {
    const server = (await tx.get(servers, idKey(SERVER)))?.value;
    const done = (await tx.get(jobs, idKey(jobId)))?.value;
    if (!server || !done) throw new Error('The world has no server, or no job.');
    for (const name of hung) {
      const id = SERVER.replace('pg-orders', name);
      await tx.put(servers, idKey(id), { ...server, sealed: 'hangs', resource: { ...server.resource, id, name } });
      const resource = structuredClone(done.resource);
      resource.id = jobId.replace(/[^/]+$/, name);
      resource.name = name;
      Object.assign(resource.properties, {
        dataSourceId: id,
        status: 'InProgress',
        backupInstanceId: `${INSTANCE}-${name}`,
      });
      await tx.put(jobs, idKey(resource.id), { ...done, resource, recoveryPointId: name });
      await tx.enqueue({ kind: 'backup', id: name, payload: { jobId: resource.id }, serverId: id });
    }
  });
  await pass(1_000);
  expect(work.activity().running).toBe(4);
  const next = await startBackup(laboratory);
  // Until the first that hang are ended.
  await pass(9 * MINUTE);
  expect(await jobOf(next)).toMatchObject({ status: 'Completed' });
  const first = jobId.replace(/[^/]+$/, hung[0] ?? '');
  expect(await jobOf(first)).toMatchObject({ status: 'InProgress' });
  await pass(3 * MINUTE);
  expect(await jobOf(first)).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'BackupStalled' }] });
});

it('lets nobody wait for a server that never responds: checks of others, schedules and expiry go on', async () => {
  await openWith((engine) => ({
    probe: (sealed, signal) => (sealed === 'hangs' ? untilAborted(signal) : engine.probe(sealed, signal)),
  }));
  await protect(laboratory);
  await ended(laboratory, await startBackup(laboratory));
  const OTHER_GROUP = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-other`;
  const other = `${OTHER_GROUP}/providers/${SERVER_TYPE}/pg-orders`;
  const third = `${OTHER_GROUP}/providers/${SERVER_TYPE}/pg-third`;
  const { store } = laboratory.ports;
  await store.transact(async (tx) => {
    const record = (await tx.get(servers, idKey(other)))?.value;
    if (!record) throw new Error('The world has no second server.');
    await tx.put(servers, idKey(other), { ...record, sealed: 'hangs' });
    await tx.put(servers, idKey(third), { ...record, resource: { ...record.resource, id: third, name: 'pg-third' } });
  });
  await grant(laboratory, { server: OTHER_GROUP, group: OTHER_GROUP });

  // A Saturday; the policy runs on Sundays at 02:00 UTC.
  const { clock } = laboratory;
  await clock.advance(Date.parse('2026-02-01T01:59:50Z') - clock.now().getTime());
  const check = async (server: string): Promise<string> => {
    const dataSourceInfo = { ...instance.dataSourceInfo, resourceID: server };
    const accepted = await laboratory.send('POST', `${VAULT_ID}/validateForBackup`, {
      backupInstance: { ...instance, dataSourceInfo },
    });
    return accepted.headers.get('azure-asyncoperation') ?? '';
  };
  const hung = await Promise.all(Array.from({ length: 8 }, () => check(other)));
  const well = await check(third);
  // A point whose time is over, as an expiry finds it.
  const [point] = await pointsOf(laboratory);
  const recoveryPointId = point?.name ?? '';
  await store.transact(async (tx) => {
    await tx.put(expiredPoints, recoveryPointId, { vaultId: VAULT_ID, instanceId: INSTANCE, recoveryPointId });
    await expireLater(tx, INSTANCE, 'now');
  });
  await pass(15_000);
  expect(await laboratory.get(hung[0] ?? '')).toMatchObject({ status: 'Inprogress' });
  expect(await laboratory.get(well)).toMatchObject({ status: 'Succeeded' });
  expect(await store.transact((tx) => tx.count(expiredPoints))).toBe(0);
  const { value } = await laboratory.get<Page<Job>>(`${VAULT_ID}/backupJobs`);
  expect(value.filter(({ properties }) => !properties.isUserTriggered)).toMatchObject([
    { properties: { operation: 'Backup', status: 'InProgress' } },
  ]);
  await pass(30 * MINUTE);
  for (const operation of hung) expect(await laboratory.get(operation)).toMatchObject({ status: 'Failed' });
});

/** Alerts on their way from what happens to whoever is notified. */
import type { RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { describe, expect, it, vi } from 'vitest';
import { ended, INSTANCE, open, pointsOf, protect, startBackup, type Laboratory } from '../testing/laboratory.ts';
import { alert, isSentTo, type AlertRule } from './domain/alert-rules.ts';
import { nextSending } from './domain/notification-rules.ts';
import { createManualClock } from './memory/clock.ts';
import { createSimulatedEngine } from './memory/simulated-engine.ts';
import {
  checkConditions,
  collectAlerts,
  outgoing,
  raiseOf,
  sendAllDone,
  stateOf,
  type OwnView,
} from './notifications.ts';
import {
  EngineFault,
  NotificationFault,
  type Destination,
  type Engine,
  type Notification,
  type Notifier,
  type Ports,
} from './ports.ts';
import { noteDamage } from './point-records.ts';
import { noteTime } from './trusted-time.ts';
import { jobs, recoveryPoints, schedules, vaults, type JobRecord } from './records.ts';
import { SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const START = '2026-01-31T10:00:00Z';
const mail: Destination = { name: 'mail', type: 'email', minimalSeverity: 'Sev 1' };

const ALONE: OwnView = { server: 'one', storages: [] };

/** Somebody who is notified, and can be made deaf. */
function listener(destinations: Destination[] = [mail], heartbeats = { run: false, allDone: false }) {
  const sent: Notification[] = [];
  const state = { isDeaf: false };
  const notifier: Notifier = {
    ...{ destinations, heartbeats },
    send(notification) {
      if (state.isDeaf) return Promise.reject(new NotificationFault('The response was 500.'));
      sent.push(notification);
      return Promise.resolve();
    },
  };
  const alerts = () => sent.flatMap((one) => (one.kind === 'alerts' ? one.alerts : []));
  return { notifier, sent, state, alerts };
}

interface World extends Laboratory {
  /** The same ports, with the notifier. */
  all: Ports;
  /** Some seconds pass, with what the host does in them. */
  turn: (ms?: number) => Promise<void>;
}

async function notifying(
  notifier: Notifier,
  engineOf?: (engine: Engine) => Engine,
  saved?: string,
  start = START,
): Promise<World> {
  const clock = createManualClock(start);
  const simulated = createSimulatedEngine({ clock, speed: () => 1 });
  const all: { ports?: Ports } = {};
  const laboratory = await open(
    { engine: engineOf ? engineOf(simulated) : simulated, ...(saved !== undefined && { saved }) },
    {},
    clock,
    { notifier, within: (tx, occurrence) => (all.ports ? raiseOf(all.ports, tx, occurrence) : Promise.resolve()) },
  );
  all.ports = { ...laboratory.ports, notifier };
  const { ports } = { ports: all.ports };
  const turn = async (ms = 5_000): Promise<void> => {
    await collectAlerts(ports);
    await clock.advance(ms);
  };
  return { ...laboratory, all: ports, turn };
}

const broken = (engine: Engine): Engine => ({
  ...engine,
  backUp: () =>
    Promise.reject(new EngineFault('UserErrorServerSignInFailed', 'The password is wrong.', ['Set the right one.'])),
});

const failedBackup = async (world: World) => ended(world, await startBackup(world));

describe('a backup that fails', () => {
  it('is sent once, with what happened and what to do', async () => {
    const { notifier, sent, alerts } = listener();
    const world = await notifying(notifier, broken);
    await protect(world);
    await failedBackup(world);
    await world.turn();
    await world.turn();
    expect(sent).toHaveLength(1);
    expect(alerts()).toMatchObject([
      {
        ...{ name: 'Backup Failure', severity: 'Sev 1', item: 'pg-orders', vaultId: VAULT_ID },
        message: 'UserErrorServerSignInFailed: The password is wrong.',
        recommendedAction: ['Set the right one.'],
      },
    ]);
    expect(await stateOf(world.ports, 'mail')).toMatchObject({ pending: 0, lastSent: expect.any(String) as string });
    await world.stop();
  });

  it('is sent when the destination is there again, after growing pauses, and only once', async () => {
    const { notifier, sent, state } = listener();
    const world = await notifying(notifier, broken);
    await protect(world);
    await failedBackup(world);
    state.isDeaf = true;
    await world.turn();
    expect(await stateOf(world.ports, 'mail')).toMatchObject({
      sending: { tries: 1, lastError: 'The response was 500.' },
    });
    await world.turn(10 * MINUTE_MS);
    expect((await stateOf(world.ports, 'mail')).sending?.tries).toBe(3);
    state.isDeaf = false;
    await world.turn(HOUR_MS);
    await world.turn(HOUR_MS);
    expect(sent).toHaveLength(1);
    expect((await stateOf(world.ports, 'mail')).sending).toBeUndefined();
    await world.stop();
  });

  it.each(['pending', 'collected', 'failed once'])(
    'survives a restart when it is %s, and is sent once',
    async (when) => {
      const first = listener();
      const world = await notifying(first.notifier, broken);
      await protect(world);
      await failedBackup(world);
      first.state.isDeaf = true;
      if (when === 'collected') await collectAlerts(world.all);
      if (when === 'failed once') await world.turn();
      const saved = world.ports.save();
      const now = world.clock.now().toISOString();
      await world.stop();
      expect(first.sent).toEqual([]);

      const second = listener();
      const after = await notifying(second.notifier, broken, saved, now);
      await after.turn(2 * MINUTE_MS);
      await after.turn(2 * MINUTE_MS);
      expect(second.alerts().map(({ name }) => name)).toEqual(['Backup Failure']);
      await after.stop();
    },
  );

  it('is sent when a run of the schedule first fails and not for each further try', async () => {
    const { notifier, alerts } = listener();
    const away = (engine: Engine): Engine => ({
      ...engine,
      backUp: () => Promise.reject(new EngineFault('UserErrorServerUnreachable', 'No answer.', [])),
    });
    const world = await notifying(notifier, away);
    await protect(world);
    for (let hour = 0; hour < 48; hour += 1) await world.turn(HOUR_MS);
    const failures = alerts().filter(({ name }) => name === 'Backup Failure');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.message).toContain('It is tried again at 2026-02-01T02:0');
    await world.stop();
  });

  it('is not sent where its vault has turned alerts for failed jobs off', async () => {
    const { notifier, sent } = listener();
    const world = await notifying(notifier, broken);
    await protect(world);
    await world.ports.store.transact(async (tx) => {
      const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value as Vault;
      const monitoringSettings = { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Disabled' } };
      await tx.put(vaults, idKey(VAULT_ID), { ...vault, properties: { ...vault.properties, monitoringSettings } });
    });
    await failedBackup(world);
    await world.turn();
    expect(sent).toEqual([]);
    await world.stop();
  });
});

it('a thousand servers that fail together make one message, with the severest first, and no more than it can tell', async () => {
  const { notifier, sent, state } = listener();
  const world = await notifying(notifier);
  state.isDeaf = true;
  const job = (name: string) =>
    ({
      vaultId: VAULT_ID,
      resource: {
        id: `${VAULT_ID}/backupJobs/${name}`,
        name,
        properties: {
          status: 'Failed',
          backupInstanceId: INSTANCE,
          operationCategory: 'Backup',
          operation: 'Backup',
          backupInstanceFriendlyName: name,
        },
      },
    }) as unknown as JobRecord;
  await world.ports.store.transact(async (tx) => {
    for (let at = 0; at < 1_200; at += 1) {
      const record = job(`job-${String(at)}`);
      await tx.put(jobs, record.resource.id, record);
      await raiseOf(world.all, tx, { kind: 'jobEnded', vaultId: VAULT_ID, job: record.resource });
    }
    const instance = { id: INSTANCE, properties: { friendlyName: 'pg-orders' } } as never;
    await raiseOf(world.all, tx, { kind: 'dataDeleted', vaultId: VAULT_ID, instance });
  });
  expect((await stateOf(world.ports, 'mail')).pending).toBe(1_000);
  state.isDeaf = false;
  await world.turn();
  expect(sent).toHaveLength(1);
  const [message] = sent;
  expect(message).toMatchObject({ kind: 'alerts', more: 1_181 });
  expect(message?.kind === 'alerts' && message.alerts).toHaveLength(20);
  await world.stop();
}, 30_000);

describe('signs of life', () => {
  const heartbeats = { run: true, allDone: true };
  const beats = (sent: Notification[]) =>
    sent.flatMap((one) => (one.kind === 'heartbeat' ? [[one.of, one.instance]] : []));

  it('are sent after a good run of the schedule, and not after a backup that somebody asked for', async () => {
    const { notifier, sent } = listener([], heartbeats);
    const world = await notifying(notifier);
    await protect(world);
    await failedBackup(world);
    await world.turn();
    expect(beats(sent)).toEqual([]);
    await world.turn(DAY_MS);
    expect(beats(sent)).toEqual([['run', 'pg-orders-1']]);
    await world.stop();
  });

  it('are not sent after a run that failed', async () => {
    const { notifier, sent } = listener([], heartbeats);
    const world = await notifying(notifier, broken);
    await protect(world);
    await world.turn(2 * DAY_MS);
    expect(beats(sent)).toEqual([]);
    await world.stop();
  });

  it('come hourly while everything that was due has been done, from one of several servers', async () => {
    const { notifier, sent } = listener([], heartbeats);
    const world = await notifying(notifier);
    await protect(world);
    for (let hour = 0; hour < 3; hour += 1) {
      await sendAllDone(world.all);
      await sendAllDone(world.all);
      await world.turn(HOUR_MS);
    }
    expect(beats(sent)).toEqual(Array.from({ length: 3 }, () => ['allDone', undefined]));
    await world.stop();
  });

  it('stay away when a run failed, and when a schedule is not followed', async () => {
    const failing = listener([], heartbeats);
    const world = await notifying(failing.notifier, broken);
    await protect(world);
    await world.clock.advance(2 * DAY_MS);
    await sendAllDone(world.all);
    await world.turn();
    expect(beats(failing.sent)).toEqual([]);
    await world.stop();

    const late = listener([], heartbeats);
    const other = await notifying(late.notifier);
    await protect(other);
    await other.ports.store.transact((tx) =>
      tx.put(schedules, idKey(INSTANCE), { instanceId: INSTANCE, wakeAt: '2026-01-31T09:00:00.000Z' }),
    );
    await sendAllDone(other.all);
    await other.turn();
    expect(beats(late.sent)).toEqual([]);
    await other.stop();
  });

  it.each([
    ['a restore', { restore: {} as NonNullable<JobRecord['restore']> }],
    ['an import', { dump: { path: '/srv/dumps/orders.dump' } }],
  ])('stay away while %s runs and the run that was due has failed', async (_, running) => {
    const { notifier, sent } = listener([], heartbeats);
    const state = { isBroken: false };
    const world = await notifying(notifier, (engine) => ({
      ...engine,
      backUp: (...given) => (state.isBroken ? broken(engine) : engine).backUp(...given),
    }));
    await protect(world);
    state.isBroken = true;
    await world.clock.advance(2 * DAY_MS);
    await world.ports.store.transact(async (tx) => {
      const [job] = await tx.list(jobs);
      if (!job) throw new Error('There is no job.');
      const { value } = job;
      const properties = { ...value.resource.properties, endTime: null, status: 'InProgress' as const };
      await tx.put(jobs, job.key, { ...value, ...running, resource: { ...value.resource, properties } });
    });
    await sendAllDone(world.all);
    await world.turn();
    expect(beats(sent)).toEqual([]);
    await world.stop();
  });

  it('are not held up by a look that is late, and that no run is due at: those come once a day', async () => {
    const { notifier, sent, alerts } = listener(undefined, heartbeats);
    const world = await notifying(notifier);
    await protect(world);
    const [wakeAt, runsAt] = ['2026-01-31T09:00:00.000Z', '2026-02-07T02:00:00.000Z'];
    await world.ports.store.transact((tx) =>
      tx.put(schedules, idKey(INSTANCE), { instanceId: INSTANCE, wakeAt, runsAt }),
    );
    await checkConditions(world.all, ALONE);
    await sendAllDone(world.all);
    await world.turn();
    expect(beats(sent)).toEqual([['allDone', undefined]]);
    expect(alerts()).toEqual([]);
    await world.stop();
  });
});

describe('what is the case and no job says', () => {
  const names = async (world: World, alerts: () => { name: string }[]) => {
    await checkConditions(world.all, ALONE);
    await world.turn();
    return alerts().map(({ name }) => name);
  };

  it('a schedule that is late is sent once, and again when it is late again', async () => {
    const { notifier, alerts } = listener();
    const world = await notifying(notifier);
    await protect(world);
    const wakeAt = (at: string) =>
      world.ports.store.transact((tx) => tx.put(schedules, idKey(INSTANCE), { instanceId: INSTANCE, wakeAt: at }));
    await wakeAt('2026-01-31T09:00:00.000Z');
    expect(await names(world, alerts)).toEqual(['Schedule Late']);
    expect(await names(world, alerts)).toHaveLength(1);
    await wakeAt('2026-02-07T02:00:00.000Z');
    expect(await names(world, alerts)).toHaveLength(1);
    await wakeAt('2026-01-31T09:00:00.000Z');
    expect(await names(world, alerts)).toHaveLength(2);
    await world.stop();
  });

  it('recovery points that have had no good copy for a day, once for their vault', async () => {
    const { notifier, alerts } = listener();
    const world = await notifying(notifier);
    const uncopied = (name: string, since: string, vaultId = VAULT_ID) =>
      world.ports.store.transact((tx) =>
        tx.put(recoveryPoints, name, {
          ...{ vaultId, instanceId: INSTANCE },
          resource: {
            ...{ id: name, name },
            properties: {
              recoveryPointTime: '2026-01-30T02:00:00Z',
              copies: [
                { storage: 'local', state: 'Stored', since },
                {
                  storage: 'offsite',
                  state: 'Failed',
                  since,
                  error: { message: 'It is away.', recommendedAction: [] },
                },
              ],
            },
          } as unknown as RecoveryPoint,
        }),
      );
    const withCopies = (vaultId: ResourceId) =>
      world.ports.store.transact(async (tx) => {
        const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value;
        if (!vault) throw new Error('There is no vault.');
        const properties = { ...vault.properties, copyStorage: { name: 'offsite', type: 'S3' } };
        await tx.put(vaults, idKey(vaultId), { ...vault, id: vaultId, name: lastName(vaultId), properties });
      });
    await withCopies(VAULT_ID);
    await uncopied('one', '2026-01-30T11:00:00Z');
    expect(await names(world, alerts)).toEqual([]);
    await uncopied('two', '2026-01-30T09:00:00Z');
    await uncopied('three', '2026-01-30T09:00:00Z');
    expect(await names(world, alerts)).toEqual(['Copy Late']);
    expect(await names(world, alerts)).toHaveLength(1);
    expect(alerts()).toMatchObject([
      {
        message: expect.stringMatching(
          /, and 1 more, has had no good copy in 'offsite' .*: It is away\. It is tried again/,
        ) as string,
        recommendedAction: [expect.stringContaining('npm run storage')],
      },
    ]);
    for (let at = 0; at < 1_000; at += 1) await uncopied(`many ${String(at)}`, '2026-01-30T09:00:00Z');
    const other = `${VAULT_ID}-other`;
    await withCopies(other);
    await uncopied('of another vault', '2026-01-30T09:00:00Z', other);
    expect(await names(world, alerts)).toEqual(['Copy Late', 'Copy Late']);
    expect(alerts().map(({ item }) => item)).toContain(lastName(other));
    await world.stop();
  });

  it('storage that cannot be written, and a clock that has jumped', async () => {
    const { notifier, alerts } = listener();
    const world = await notifying(notifier);
    const checkWritable = () => Promise.reject(new EngineFault('X', 'The folder is missing.', ['Mount it.']));
    const later = { ...createManualClock('2026-03-31T10:00:00Z'), isMovedOnPurpose: false };
    await noteTime({ ...world.all, clock: { ...world.clock, isMovedOnPurpose: false } });
    await checkConditions(
      { ...world.all, clock: later, vaultStorage: { ...world.ports.vaultStorage, checkWritable } },
      ALONE,
    );
    await world.turn();
    expect(alerts()).toMatchObject([
      { name: 'Clock Jump', severity: 'Sev 0' },
      {
        name: 'Vault Storage Failure',
        message: 'On the machine one: The folder is missing.',
        recommendedAction: ['Mount it.'],
      },
    ]);
    await world.stop();
  });
});

describe('several servers on one state', () => {
  const fault = new EngineFault('X', 'The folder is missing.', ['Mount it.']);

  async function servers() {
    const { notifier, alerts } = listener();
    const world = await notifying(notifier);
    const away = new Set<string>();
    const look = async (server: string, storages: OwnView['storages'] = []): Promise<void> => {
      const checkWritable = () => (away.has(server) ? Promise.reject(fault) : Promise.resolve());
      await checkConditions(
        { ...world.all, vaultStorage: { ...world.ports.vaultStorage, checkWritable } },
        { server, storages },
      );
      await world.turn();
    };
    const told = () => alerts().map(({ message }) => message.replace(/:.*/, ''));
    return { world, away, look, told };
  }

  it('one that has lost its mount is told of once, and again only when it was well in between', async () => {
    const { world, away, look, told } = await servers();
    away.add('one');
    for (let turn = 0; turn < 3; turn += 1) {
      await look('one');
      await look('two');
    }
    expect(told()).toEqual(['On the machine one']);
    away.add('two');
    await look('two');
    await look('one');
    expect(told()).toEqual(['On the machine one', 'On the machine two']);
    away.delete('one');
    for (const server of ['one', 'two']) await look(server);
    away.add('one');
    for (const server of ['two', 'one']) await look(server);
    expect(told()).toEqual(['On the machine one', 'On the machine two', 'On the machine one']);
    await world.stop();
  });

  it('one that is gone has no say after a day, and not before', async () => {
    const { world, away, look, told } = await servers();
    away.add('one');
    await look('one');
    await world.turn(23 * HOUR_MS);
    await look('two');
    await look('one');
    expect(told()).toHaveLength(1);
    await world.turn(25 * HOUR_MS);
    await look('two');
    await look('one');
    expect(told()).toHaveLength(2);
    await world.stop();
  });

  it('a bucket that fails is told of once, whoever finds it', async () => {
    const { world, look, told } = await servers();
    const offsite = [{ name: 'offsite', fault }];
    await look('one', offsite);
    await look('two', offsite);
    expect(told()).toEqual(['On the machine one']);
    await look('one');
    await look('two', offsite);
    expect(told()).toHaveLength(1);
    await look('two');
    await look('one', offsite);
    expect(told()).toHaveLength(2);
    await look('one', [...offsite, { name: 'archive', fault }]);
    expect(told()).toHaveLength(3);
    await world.stop();
  });
});

describe('a bucket that fails for several servers', () => {
  const offsite = [{ name: 'offsite', fault: new EngineFault('X', 'It is away.', []) }];
  const ONE = 'On the machine one';
  const TWO = 'On the machine two';

  async function servers() {
    const { notifier, alerts } = listener();
    const world = await notifying(notifier);
    /** The hours pass; those that are named look in each of them. */
    const hours = async (count: number, finding: string[], well: string[] = []) => {
      for (let hour = 0; hour < count; hour += 1) {
        for (const server of finding) await checkConditions(world.all, { server, storages: offsite });
        for (const server of well) await checkConditions(world.all, { server, storages: [] });
        await world.turn(HOUR_MS);
      }
      return alerts().map(({ message }) => message.replace(/:.*/, ''));
    };
    return { hours, stop: () => world.stop() };
  }

  it('is told of once, however long', async () => {
    const { hours, stop } = await servers();
    expect(await hours(30, ['one', 'two'])).toEqual([ONE]);
    await stop();
  });

  it.each<[string, string[]]>([
    ['is gone', []],
    ['is well again', ['one']],
  ])('is told of by the next one when the first %s', async (_, well) => {
    const { hours, stop } = await servers();
    expect(await hours(3, ['one', 'two'])).toEqual([ONE]);
    expect(await hours(4, ['two'], well)).toEqual([ONE, TWO]);
    expect(await hours(30, ['two'], well)).toEqual([ONE, TWO]);
    await stop();
  });

  it('is told of at once by a server of another name that comes hours later', async () => {
    const { hours, stop } = await servers();
    await hours(1, ['one']);
    await hours(3, []);
    expect(await hours(1, ['two'])).toEqual([ONE, TWO]);
    await stop();
  });
});

describe('a backup instance that is deleted', () => {
  it.each(['good', 'damaged', 'none'])('is told of when it had points: %s', async (points) => {
    const { notifier, alerts } = listener([{ ...mail, alerts: ['Delete Backup Data'] }]);
    const world = await notifying(notifier);
    await protect(world);
    const { vaultStorage } = world.ports;
    if (points !== 'none') await ended(world, await startBackup(world));
    if (points === 'damaged') {
      const [point] = await pointsOf(world);
      const [, name = ''] = /([^/]+)$/.exec(point?.id ?? '') ?? [];
      await noteDamage(world.all, { vaultId: VAULT_ID, instanceName: 'pg-orders-1', recoveryPointId: name }, 'Torn.');
    }
    const off = { securitySettings: { softDeleteSettings: { state: 'Off' } } };
    expect((await world.send('PATCH', VAULT_ID, { properties: off })).status).toBe(202);
    await world.turn();
    vi.spyOn(vaultStorage, 'remove').mockRejectedValueOnce(new Error('The process died.'));
    expect((await world.send('DELETE', INSTANCE)).status).toBe(202);
    await world.turn(MINUTE_MS);
    if ((await world.send('GET', INSTANCE)).status === 200) {
      expect((await world.send('DELETE', INSTANCE)).status).toBe(202);
      await world.turn(MINUTE_MS);
    }
    expect((await world.send('GET', INSTANCE)).status).toBe(404);
    await world.turn();
    expect(alerts().map(({ name }) => name)).toEqual(points === 'none' ? [] : ['Delete Backup Data']);
    await world.stop();
  });
});

describe('rules', () => {
  const failure = alert({
    id: 'x',
    name: 'Backup Failure',
    time: START,
    message: '',
    recommendedAction: [],
    vaultId: VAULT_ID,
  });
  const deleted = alert({ ...failure, name: 'Delete Backup Data' });
  const clock = alert({ id: 'x', name: 'Clock Jump', time: START, message: '', recommendedAction: [] });
  const rule = (more: Partial<AlertRule>): AlertRule => ({ minimalSeverity: 'Sev 1', ...more });

  it.each([
    [{}, [true, true, true]],
    [{ minimalSeverity: 'Sev 0' }, [false, true, true]],
    [{ alerts: ['Backup Failure'] }, [true, false, false]],
    [{ scopes: [`/subscriptions/${SUBSCRIPTION_ID.toUpperCase()}`] }, [true, true, true]],
    [{ scopes: [VAULT_ID] }, [true, true, true]],
    [{ scopes: [`${VAULT_ID}/`] }, [true, true, true]],
    [{ scopes: [VAULT_ID.slice(0, -1)] }, [false, false, true]],
    [{ scopes: [`${VAULT_ID}-2`, '/subscriptions/other'] }, [false, false, true]],
  ] as [Partial<AlertRule>, boolean[]][])('%j', (more, expected) => {
    expect([failure, deleted, clock].map((one) => isSentTo(rule(more), one))).toEqual(expected);
  });

  it.each([
    ['alerts', 1, 0, 1],
    ['alerts', 2, 1, 5],
    ['alerts', 9, 600, 60],
    ['alerts', 80, 3 * 24 * 60, undefined],
    ['heartbeat', 1, 0, 1],
    ['heartbeat', 5, 119, undefined],
  ] as const)('%s after %i tries in %i minutes wait %s minutes more', (kind, tries, minutes, wait) => {
    const first = new Date(START);
    const now = new Date(first.getTime() + minutes * MINUTE_MS);
    const at = nextSending(kind, tries, first, now);
    expect(at && (at.getTime() - now.getTime()) / MINUTE_MS).toBe(wait);
  });
});

it('what is sent no more leaves nothing behind', async () => {
  const { notifier, sent, state } = listener([], { run: true, allDone: false });
  const world = await notifying(notifier);
  await protect(world);
  state.isDeaf = true;
  await world.turn(2 * DAY_MS);
  expect(sent).toEqual([]);
  expect(await world.ports.store.transact((tx) => tx.count(outgoing))).toBe(0);
  await world.stop();
});

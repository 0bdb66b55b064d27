/** The schedule and the retention of a protected server, as its jobs and recovery points show them over time. */
import type { Job, Page } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { samplePolicy } from '#protocol/policy-samples.ts';
import { idKey, lastName } from '#protocol/resource-id.ts';
import { describe, expect, it } from 'vitest';
import { INSTANCE, open, pointsOf, protect, type Laboratory } from '../../testing/laboratory.ts';
import { createManualClock } from '../memory/clock.ts';
import { createSimulatedEngine } from '../memory/simulated-engine.ts';
import { EngineFault, type Clock, type Engine } from '../ports.ts';
import { instances, schedules } from '../records.ts';
import { POLICY_ID, VAULT_ID } from '../seed.ts';
import { noteTime } from '../trusted-time.ts';
import { adoptSchedules, followSchedules } from './schedules.ts';

/** Moves time on by days. */
async function days({ clock }: Laboratory, count: number): Promise<void> {
  await clock.advance(count * DAY_MS);
}

/** Backup jobs, without the vault's proofs of their points. */
const jobsOf = async ({ get }: Laboratory): Promise<Job[]> =>
  (await get<Page<Job>>(`${VAULT_ID}/backupJobs`)).value
    .filter(({ properties }) => properties.operationCategory === 'Backup')
    .toReversed();

const startsOf = async (laboratory: Laboratory): Promise<string[]> =>
  (await jobsOf(laboratory)).map(({ properties }) => properties.startTime.slice(0, 16));

/** The day of each recovery point and the rule that keeps it, oldest first. */
const keptBy = async (laboratory: Laboratory): Promise<string[]> =>
  (await pointsOf(laboratory))
    .map(({ properties }) => `${properties.recoveryPointTime.slice(0, 10)} ${properties.retentionTagName}`)
    .toReversed();

const change = async ({ send, clock }: Laboratory, action: string): Promise<void> => {
  expect((await send('POST', `${INSTANCE}/${action}`)).status).toBe(202);
  await clock.advance(5_000);
};

// A Saturday; the policy runs on Sundays at 02:00 UTC.
const START = '2026-01-31T10:00:00Z';

describe('a schedule', () => {
  it('starts each run once, as a job that nobody triggered', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 22);
    expect(await startsOf(laboratory)).toEqual([
      '2026-02-01T02:00',
      '2026-02-08T02:00',
      '2026-02-15T02:00',
      '2026-02-22T02:00',
    ]);
    const jobs = await jobsOf(laboratory);
    expect(new Set(jobs.map(({ properties }) => properties.status))).toEqual(new Set(['Completed']));
    expect(new Set(jobs.map(({ properties }) => properties.isUserTriggered))).toEqual(new Set([false]));
    await laboratory.stop();
  });

  it('tags its points by the first of the year, the month and the week', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 32);
    expect(await keptBy(laboratory)).toEqual([
      '2026-02-01 Yearly',
      '2026-02-08 Weekly',
      '2026-02-15 Weekly',
      '2026-02-22 Weekly',
      '2026-03-01 Monthly',
    ]);
    const [job] = await jobsOf(laboratory);
    const details = (await laboratory.get<Job>(job?.id ?? '')).properties.extendedInfo?.additionalDetails;
    expect(details).toEqual({ ScheduledTime: '2026-02-01T02:00:00.0000000Z', RetentionTag: 'Yearly' });
    await laboratory.stop();
  });

  it('makes up one of the runs that were missed while everything was down, and says so', async () => {
    const before = await open();
    await protect(before);
    await days(before, 2);
    await before.stop();

    const saved = before.ports.save();
    const after = await open({ saved }, {}, createManualClock('2026-02-24T12:00:00Z'));
    await after.clock.advance(DAY_MS);
    expect(await startsOf(after)).toEqual(['2026-02-01T02:00', '2026-02-24T12:00']);
    const madeUp = (await jobsOf(after)).at(-1);
    const details = (await after.get<Job>(madeUp?.id ?? '')).properties.extendedInfo?.additionalDetails;
    expect(details).toMatchObject({
      ScheduledTime: '2026-02-22T02:00:00.0000000Z',
      MissedRun: expect.stringContaining('made up') as string,
      SkippedRuns: '2026-02-08T02:00:00.0000000Z, 2026-02-15T02:00:00.0000000Z',
    });
    await days(after, 6);
    expect((await startsOf(after)).at(-1)).toBe('2026-03-01T02:00');
    await after.stop();
  });

  it('rests while protection is stopped, and does not make up what was due meanwhile', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 2);
    await change(laboratory, 'suspendBackups');
    await days(laboratory, 14);
    await change(laboratory, 'resumeBackups');
    await days(laboratory, 7);
    expect(await startsOf(laboratory)).toEqual(['2026-02-01T02:00', '2026-02-22T02:00']);
    await laboratory.stop();
  });
});

/** A queue that forgets every wake-up of a schedule. */
function withoutWakeUps({ ports }: Laboratory): void {
  const { work } = ports;
  const add = work.add.bind(work);
  work.add = (items) => add(items.filter(({ kind }) => kind !== 'runSchedule'));
}

const attemptsOf = async (laboratory: Laboratory): Promise<string[]> =>
  Promise.all(
    (await jobsOf(laboratory)).map(async ({ id, properties }) => {
      const { properties: whole } = await laboratory.get<Job>(id);
      const attempt = whole.extendedInfo?.additionalDetails?.Attempt ?? '1';
      return `${properties.startTime.slice(0, 16)} ${attempt} ${properties.status}`;
    }),
  );

describe('a schedule that lost its wake-up', () => {
  it('is found in the store, and begins its run once', async () => {
    const laboratory = await open();
    withoutWakeUps(laboratory);
    await protect(laboratory);
    await days(laboratory, 2);
    expect(await startsOf(laboratory)).toEqual([]);
    expect(await followSchedules(laboratory.ports)).toBe(1);
    expect(await followSchedules(laboratory.ports)).toBe(0);
    await laboratory.clock.advance(60_000);
    expect(await startsOf(laboratory)).toEqual(['2026-02-02T10:00']);
    await laboratory.stop();
  });

  it('goes on from a wake-up that came before its time, and is not brought again', async () => {
    const laboratory = await open();
    withoutWakeUps(laboratory);
    await protect(laboratory);
    const { clock, provider, ports } = laboratory;
    await clock.advance(Date.parse('2026-02-01T01:59:57Z') - clock.now().getTime());
    const item = { kind: 'runSchedule', id: 'early', payload: { instanceId: INSTANCE } } as const;
    await provider.perform(item, { signal: new AbortController().signal, attempt: 1 });
    expect(await startsOf(laboratory)).toEqual([]);
    await clock.advance(60_000);
    await followSchedules(ports);
    await clock.advance(60_000);
    expect(await startsOf(laboratory)).toEqual(['2026-02-01T02:00']);
    await laboratory.stop();
  });

  it('is given to an instance of an older release', async () => {
    const laboratory = await open();
    await protect(laboratory);
    const key = idKey(INSTANCE);
    await laboratory.ports.store.transact((tx) => tx.delete(schedules, key));
    await adoptSchedules(laboratory.ports);
    await followSchedules(laboratory.ports);
    const found = await laboratory.ports.store.transact((tx) => tx.get(schedules, key));
    expect(found?.value.wakeAt).toBe('2026-02-01T02:00:00.000Z');
    await laboratory.stop();
  });

  it('does not wait for a run that a clock made which was a year ahead', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await laboratory.ports.store.transact(async (tx) => {
      const record = (await tx.get(instances, idKey(INSTANCE)))?.value;
      if (record) await tx.put(instances, idKey(INSTANCE), { ...record, lastRun: '2027-02-07T02:00:00.000Z' });
    });
    await days(laboratory, 2);
    expect(await startsOf(laboratory)).toEqual(['2026-02-01T02:00']);
    await laboratory.stop();
  });
});

type FaultOf = (number: number) => EngineFault | undefined;

/** The simulated engine, whose backups fail of what is said of each; the first is number 0. */
function failingEngine(clock: Clock, faultOf: FaultOf): Engine {
  const engine = createSimulatedEngine({ clock });
  let begun = 0;
  const backUp: Engine['backUp'] = (...given) => {
    const fault = faultOf(begun++);
    return fault ? Promise.reject(fault) : engine.backUp(...given);
  };
  return { ...engine, backUp };
}

const refused = new EngineFault('UserErrorServerConnectionRefused', 'It refuses.', ['Start it.']);

describe('a clock that is ahead for a while, and right again', () => {
  /** A laboratory whose machine has a clock that can be set, and a host that follows the schedules. */
  async function openSettable(faultOf?: FaultOf) {
    let setBy = 0;
    const steady = createManualClock(START);
    const clock = {
      ...steady,
      isMovedOnPurpose: false,
      now: () => new Date(steady.now().getTime() + setBy),
    };
    const laboratory = await open(faultOf ? { engine: failingEngine(clock, faultOf) } : {}, {}, clock);
    const pass = async (ms: number, stepMs = ms) => {
      for (let passed = 0; passed < ms; passed += stepMs) {
        await clock.advance(stepMs);
        await noteTime(laboratory.ports);
        await followSchedules(laboratory.ports);
        await clock.advance(0);
      }
    };
    const set = async (ms: number) => {
      await noteTime(laboratory.ports);
      setBy += ms;
      await pass(600_000, 60_000);
    };
    await noteTime(laboratory.ports);
    return { laboratory, pass, set };
  }
  const daily = samplePolicy(
    [1, 2, 3, 4, 5, 6, 7].map((day) => `2026-01-0${String(day)}T02:00:00Z`),
    'UTC',
  );

  it.each([
    // The run that the wrong clock makes says that it is of that day, too.
    { by: 'three days', ahead: 2.7 * DAY_MS, wrong: ['2026-02-04T02'] },
    { by: 'twelve years', ahead: 4_380 * DAY_MS, wrong: [] },
  ])('by $by costs no run, and none is made twice', async ({ ahead, wrong }) => {
    const { laboratory, pass, set } = await openSettable();
    expect((await laboratory.send('PUT', POLICY_ID, { properties: daily })).status).toBe(200);
    await protect(laboratory);
    await pass(DAY_MS);
    await set(ahead);
    await set(-ahead);
    await pass(4 * DAY_MS, DAY_MS / 96);
    const starts = (await startsOf(laboratory)).map((start) => start.slice(0, 13));
    expect(starts.filter((start) => start < '2026-02-06').sort()).toEqual([
      '2026-02-01T02',
      '2026-02-02T02',
      '2026-02-03T02',
      '2026-02-04T02',
      ...wrong,
      '2026-02-05T02',
    ]);
    await laboratory.stop();
  });

  it('makes up nothing when it is behind, and goes on as it reaches the runs', async () => {
    const { laboratory, pass, set } = await openSettable();
    expect((await laboratory.send('PUT', POLICY_ID, { properties: daily })).status).toBe(200);
    await protect(laboratory);
    await pass(12 * DAY_MS, DAY_MS / 4);
    const before = (await startsOf(laboratory)).length;
    // At 02:30, half an hour after a run of that day.
    await set(-10 * DAY_MS - 7.5 * 3_600_000);
    expect(await startsOf(laboratory)).toHaveLength(before);
    await pass(DAY_MS, DAY_MS / 288);
    expect(await startsOf(laboratory)).toHaveLength(before + 1);
    await laboratory.stop();
  });

  it('keeps nobody waiting for the next try of a run that failed before it was set back', async () => {
    const { laboratory, pass, set } = await openSettable((number) => (number < 4 ? refused : undefined));
    await protect(laboratory);
    // Sunday, 04:20: after the fourth try, and an hour before the next.
    await pass(18 * 3_600_000 + 20 * 60_000, 5 * 60_000);
    expect(await startsOf(laboratory)).toHaveLength(4);
    await set(-10 * DAY_MS);
    await pass(3 * 3_600_000, 5 * 60_000);
    expect((await attemptsOf(laboratory)).filter((attempt) => attempt.endsWith('Completed'))).toEqual([
      '2026-01-22T06:21 5 Completed',
    ]);
    await laboratory.stop();
  });

  it('makes up nothing of before an instance was resumed, or a policy edited, while it was behind', async () => {
    const { laboratory, pass, set } = await openSettable();
    await protect(laboratory);
    await change(laboratory, 'stopProtection');
    await pass(12 * DAY_MS, DAY_MS / 4);
    await set(-10 * DAY_MS);
    await change(laboratory, 'resumeProtection');
    expect((await laboratory.send('PUT', POLICY_ID, { properties: daily })).status).toBe(200);
    await set(10 * DAY_MS);
    expect(await startsOf(laboratory)).toEqual([]);
    await pass(DAY_MS, DAY_MS / 4);
    expect((await startsOf(laboratory)).map((start) => start.slice(0, 13))).toEqual(['2026-02-13T02']);
    await laboratory.stop();
  });

  it('does not hold up the runs of an instance that was resumed meanwhile', async () => {
    const { laboratory, pass, set } = await openSettable();
    expect((await laboratory.send('PUT', POLICY_ID, { properties: daily })).status).toBe(200);
    await protect(laboratory);
    await change(laboratory, 'stopProtection');
    await set(2.7 * DAY_MS);
    await change(laboratory, 'resumeProtection');
    await set(-2.7 * DAY_MS);
    await pass(2 * DAY_MS, DAY_MS / 96);
    const starts = (await startsOf(laboratory)).map((start) => start.slice(0, 13));
    expect(starts).toEqual(['2026-02-01T02', '2026-02-02T02']);
    await laboratory.stop();
  });
});

describe('a policy that gets another schedule', () => {
  const reschedule = async ({ get, send }: Laboratory, start: string): Promise<void> => {
    const policy = await get<BackupPolicy>(POLICY_ID);
    const text = JSON.stringify({ properties: policy.properties });
    const changed = text.replace(/R\/[^"]*\/P1W/, `R/${start}/P1W`);
    expect(changed).not.toBe(text);
    expect((await send('PUT', POLICY_ID, JSON.parse(changed))).status).toBe(200);
  };

  it('runs at an earlier weekday of the same week', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 2);
    // Sunday has run; from Monday on it is Wednesdays.
    await reschedule(laboratory, '2026-01-07T05:00:00+00:00');
    await days(laboratory, 3);
    expect(await startsOf(laboratory)).toEqual(['2026-02-01T02:00', '2026-02-04T05:00']);
    await laboratory.stop();
  });

  it('makes up no run that it did not have at the time', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 5);
    // It is Thursday, and Tuesday is over.
    await reschedule(laboratory, '2026-01-06T05:00:00+00:00');
    await days(laboratory, 4);
    expect(await startsOf(laboratory)).toEqual(['2026-02-01T02:00']);
    await days(laboratory, 2);
    expect(await startsOf(laboratory)).toEqual(['2026-02-01T02:00', '2026-02-10T05:00']);
    await laboratory.stop();
  });
});

/** A protected server whose first backups fail of this. */
const openFailing = (fault: EngineFault, times = Infinity): Promise<Laboratory> =>
  openFailingOf((number) => (number < times ? fault : undefined));

async function openFailingOf(faultOf: FaultOf): Promise<Laboratory> {
  const clock = createManualClock(START);
  const laboratory = await open({ engine: failingEngine(clock, faultOf) }, {}, clock);
  await protect(laboratory);
  return laboratory;
}

describe('a scheduled run that failed', () => {
  const interrupted = new EngineFault('BackupInterrupted', 'The portal went.', ['Start it.']);

  it('is tried again after 5, 15 and 60 minutes and every two hours, until it succeeds', async () => {
    const laboratory = await openFailing(refused, 5);
    await days(laboratory, 1);
    expect(await attemptsOf(laboratory)).toEqual([
      '2026-02-01T02:00 1 Failed',
      '2026-02-01T02:05 2 Failed',
      '2026-02-01T02:20 3 Failed',
      '2026-02-01T03:20 4 Failed',
      '2026-02-01T05:20 5 Failed',
      '2026-02-01T07:20 6 Completed',
    ]);
    const [first] = await jobsOf(laboratory);
    const details = (await laboratory.get<Job>(first?.id ?? '')).properties.extendedInfo?.additionalDetails;
    expect(details?.NextAttempt).toMatch(/^2026-02-01T02:05:00/);
    await days(laboratory, 7);
    expect(await startsOf(laboratory)).toHaveLength(7);
    await laboratory.stop();
  });

  it('is tried again after an edit of its schedule, until the new one has a run', async () => {
    const laboratory = await openFailing(refused, 3);
    await laboratory.clock.advance(Date.parse('2026-02-01T02:10:00Z') - laboratory.clock.now().getTime());
    const wednesdays = samplePolicy(['2026-01-07T02:00:00Z']);
    expect((await laboratory.send('PUT', POLICY_ID, { properties: wednesdays })).status).toBe(200);
    await days(laboratory, 1);
    expect(await attemptsOf(laboratory)).toEqual([
      '2026-02-01T02:00 1 Failed',
      '2026-02-01T02:05 2 Failed',
      '2026-02-01T02:20 3 Failed',
      '2026-02-01T03:20 4 Completed',
    ]);
    await laboratory.stop();
  });

  it('is not tried again when somebody has to act first', async () => {
    const laboratory = await openFailing(
      new EngineFault('UserErrorServerSignInFailed', 'Who is that?', ['Mend the login.']),
    );
    await days(laboratory, 2);
    expect(await attemptsOf(laboratory)).toEqual(['2026-02-01T02:00 1 Failed']);
    await laboratory.stop();
  });

  it('is tried again when the portal was stopped in its midst', async () => {
    const before = await open();
    await protect(before);
    await before.clock.advance(16 * 3_600_000 + 1_000);
    await before.stop();
    const after = await open({ saved: before.ports.save() }, {}, createManualClock(before.clock.now()));
    await days(after, 1);
    expect((await attemptsOf(after)).map((attempt) => attempt.slice(11))).toEqual([
      '02:00 1 Failed',
      '02:05 2 Completed',
    ]);
    await after.stop();
  });

  it('is tried three times at most when it may be what ends the portal', async () => {
    const laboratory = await openFailing(interrupted);
    await days(laboratory, 2);
    expect(await attemptsOf(laboratory)).toHaveLength(3);
    await laboratory.stop();
  });

  it.each([
    ['goes on after', [refused, refused, refused, refused, interrupted, refused, interrupted], 8, 'Completed'],
    ['ends with', [refused, interrupted, refused, interrupted, refused, interrupted], 6, 'Failed'],
  ])('counts the ends of the portal alone, and %s those', async (_, faults, tries, status) => {
    const laboratory = await openFailingOf((number) => faults[number]);
    await days(laboratory, 2);
    const attempts = await attemptsOf(laboratory);
    expect(attempts).toHaveLength(tries);
    expect(attempts.at(-1)).toContain(status);
    await laboratory.stop();
  });
});

describe('retention', () => {
  it('lets points go at their time, and keeps those of longer rules', async () => {
    const laboratory = await open({}, {}, createManualClock(START));
    await protect(laboratory);
    await days(laboratory, 27 * 7 + 1);
    const kept = await keptBy(laboratory);
    expect(kept).toContain('2026-02-01 Yearly');
    expect(kept).toContain('2026-03-01 Monthly');
    // 26 weeks after 8 February is 9 August.
    expect(kept.every((point) => !point.endsWith('Weekly') || point >= '2026-02-08')).toBe(true);
    await days(laboratory, 10);
    expect(await keptBy(laboratory)).not.toContain('2026-02-08 Weekly');
    await laboratory.stop();
  });

  it('keeps the last point of an instance that is backed up no more, and all of one that retains for ever', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 17);
    await change(laboratory, 'suspendBackups');
    await days(laboratory, 400);
    expect(await keptBy(laboratory)).toEqual(['2026-02-01 Yearly', '2026-02-15 Weekly']);
    await change(laboratory, 'stopProtection');
    await days(laboratory, 3650);
    expect(await keptBy(laboratory)).toEqual(['2026-02-01 Yearly', '2026-02-15 Weekly']);
    await laboratory.stop();
  });

  it('removes the bytes of what has expired', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await days(laboratory, 9);
    const old = (await pointsOf(laboratory)).find(({ properties }) => properties.retentionTagName === 'Weekly');
    const address = {
      vaultId: VAULT_ID,
      instanceName: lastName(INSTANCE),
      recoveryPointId: old?.name ?? '',
    };
    expect(await laboratory.ports.vaultStorage.manifest(address)).toBeDefined();
    await days(laboratory, 190);
    expect(await laboratory.ports.vaultStorage.manifest(address)).toBeUndefined();
    await laboratory.stop();
  });
});

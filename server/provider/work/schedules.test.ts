/** The schedule and the retention of a protected server, as its jobs and recovery points show them over time. */
import type { Job, Page } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/durations.ts';
import { lastName } from '#protocol/resource-id.ts';
import { describe, expect, it } from 'vitest';
import { INSTANCE, open, pointsOf, protect, type Laboratory } from '../../testing/laboratory.ts';
import { createManualClock } from '../memory/clock.ts';
import { VAULT_ID } from '../seed.ts';

/** Moves time on by days. */
async function days({ clock }: Laboratory, count: number): Promise<void> {
  await clock.advance(count * DAY_MS);
}

/** Backups; the vault proves what comes of them besides. */
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

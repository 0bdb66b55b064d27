import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecoveryPoint } from './data-protection.ts';
import { DAY_MS } from './time-units.ts';
import { samplePolicy } from './policy-samples.ts';
import { expiryByRule } from './retention.ts';
import { retained, retentionPlan, retentionSituation, type RetainedPoint } from './retention-plan.ts';
import { tagOf } from './tagging.ts';

interface NamedPoint extends RetainedPoint {
  name: string;
}

const point = (name: string, created: string, expires: string | undefined, isGood = true): NamedPoint => ({
  name,
  created: new Date(created),
  expires: expires === undefined ? undefined : new Date(expires),
  isGood,
});

describe('retentionPlan', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const reasons = (points: NamedPoint[], situation: Parameters<typeof retentionPlan>[2]): Record<string, string> => {
    const { keep, remove } = retentionPlan(points, now, situation);
    return Object.fromEntries([...keep, ...remove].map((each) => [each.point.name, each.reason.kind]));
  };
  const old = point('old', '2026-01-01', '2026-02-01');
  const over = point('over', '2026-03-01', '2026-06-01');
  const fresh = point('fresh', '2026-05-01', '2026-08-01');
  const broken = point('broken', '2026-05-20', '2026-05-27', false);
  const endless = point('endless', '2026-01-02', undefined);

  it('lets go what is over, at the very moment, and keeps the rest, each with its reason', () => {
    expect(retentionPlan([old, over, fresh, endless], now, 'protected')).toEqual({
      keep: [
        { point: fresh, reason: { kind: 'withinRetention', until: fresh.expires } },
        { point: endless, reason: { kind: 'noExpiry' } },
      ],
      remove: [
        { point: old, reason: { kind: 'expired', at: old.expires } },
        { point: over, reason: { kind: 'expired', at: over.expires } },
      ],
    });
  });

  it('keeps the newest good point of a protected instance, and does not count one that is not good', () => {
    expect(reasons([old, over, broken], 'protected')).toEqual({
      old: 'expired',
      over: 'newestGood',
      broken: 'expired',
    });
  });

  it('keeps the last good point after stop with retain as per policy', () => {
    expect(reasons([over, old], 'retainAsPerPolicy')).toEqual({ old: 'expired', over: 'last' });
  });

  it('keeps the best of what is left when none is good: a damaged one that was complete before an incomplete one', () => {
    const damaged = { ...point('damaged', '2026-04-01', '2026-05-01', false), isComplete: true };
    const damagedBefore = { ...point('damagedBefore', '2026-03-01', '2026-04-01', false), isComplete: true };
    expect(reasons([damagedBefore, damaged, broken], 'protected')).toEqual({
      damagedBefore: 'expired',
      damaged: 'nothingBetter',
      broken: 'expired',
    });
    expect(reasons([{ ...broken, name: 'older', created: old.created }, broken], 'retainAsPerPolicy')).toEqual({
      older: 'expired',
      broken: 'nothingBetter',
    });
    expect(reasons([old, damaged], 'protected')).toEqual({ old: 'newestGood', damaged: 'expired' });
  });

  it.each(['retainForever', 'softDeleted'] as const)('keeps everything while the situation is %s', (situation) => {
    expect(reasons([old, over, broken], situation)).toEqual({ old: situation, over: situation, broken: situation });
  });

  it('has nothing to say about no points', () => {
    expect(retentionPlan([], now, 'protected')).toEqual({ keep: [], remove: [] });
  });
});

it.each([
  ['ProtectionConfigured', 'protected'],
  ['protectionerror', 'protected'],
  ['BackupsSuspended', 'retainAsPerPolicy'],
  ['ProtectionStopped', 'retainForever'],
  ['RetentionSchedulesSuspended', 'retainForever'],
  ['SoftDeleted', 'softDeleted'],
  // What we have not heard of keeps everything.
  ['Quarantined', 'retainForever'],
])('takes the state %s for %s', (state, situation) => {
  expect(retentionSituation(state)).toBe(situation);
});

it.each([
  ['Completed', '2026-06-28T02:00:00.0000000Z', true, '2026-06-28T02:00:00.000Z'],
  ['Partial', '2026-06-28T02:00:00.0000000Z', false, '2026-06-28T02:00:00.000Z'],
  [null, null, false, undefined],
])('reads a recovery point that is %s and expires at %s', (recoveryPointState, expiryTime, isGood, expires) => {
  const recoveryPoint = {
    properties: { recoveryPointTime: '2025-12-28T02:00:00.0000000Z', expiryTime, recoveryPointState },
  } as RecoveryPoint;
  const read = retained(recoveryPoint);
  expect(read).toMatchObject({ created: new Date('2025-12-28T02:00:00Z'), isGood });
  expect(read.expires?.toISOString()).toBe(expires);
});

describe('any points', () => {
  const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  const points = fc.array(
    fc
      .tuple(moments, fc.option(fc.nat(4000), { nil: undefined }), fc.boolean())
      .map(([created, days, isGood]): RetainedPoint => ({
        created,
        expires: days === undefined ? undefined : new Date(created.getTime() + days * DAY_MS),
        isGood,
      })),
    { maxLength: 40 },
  );
  const situations = fc.constantFrom('protected', 'retainAsPerPolicy', 'retainForever', 'softDeleted' as const);

  it('are all decided, once', () => {
    fc.assert(
      fc.property(points, moments, situations, (all, now, situation) => {
        const { keep, remove } = retentionPlan(all, now, situation);
        expect(new Set([...keep, ...remove].map(({ point: each }) => each))).toEqual(new Set(all));
        expect(keep.length + remove.length).toBe(all.length);
      }),
    );
  });

  it('keep the newest good one, and every one whose time is not over', () => {
    fc.assert(
      fc.property(points, moments, situations, (all, now, situation) => {
        const { remove } = retentionPlan(all, now, situation);
        const newest = Math.max(...all.filter(({ isGood }) => isGood).map(({ created }) => created.getTime()));
        for (const { point: gone } of remove) {
          expect(gone.expires && gone.expires <= now).toBe(true);
          if (gone.isGood)
            expect(
              all.some(({ isGood, created }) => isGood && created > gone.created) || gone.created.getTime() === newest,
            ).toBe(true);
        }
        const goodOnesLeft = all.filter((each) => each.isGood && !remove.some(({ point: gone }) => gone === each));
        if (Number.isFinite(newest)) {
          expect(goodOnesLeft.some(({ created }) => created.getTime() === newest)).toBe(true);
        }
      }),
    );
  });

  it('never come back: what goes at a time also goes at any later one', () => {
    fc.assert(
      fc.property(points, moments, fc.nat(2000), situations, (all, now, days, situation) => {
        const gone = retentionPlan(all, now, situation).remove.map(({ point: each }) => each);
        const goneLater = retentionPlan(all, new Date(now.getTime() + days * DAY_MS), situation).remove;
        for (const each of gone) expect(goneLater.map(({ point: later }) => later)).toContain(each);
      }),
    );
  });

  it('come to the same when the plan is carried out in part and made again', () => {
    fc.assert(
      fc.property(points, moments, situations, fc.nat(40), (all, now, situation, done) => {
        const { keep, remove } = retentionPlan(all, now, situation);
        const removed = new Set(remove.slice(0, done).map(({ point: each }) => each));
        const again = retentionPlan(
          all.filter((each) => !removed.has(each)),
          now,
          situation,
        );
        expect(again).toEqual({ keep, remove: remove.slice(done) });
      }),
    );
  });

  it('of a schedule with failed and missed runs stay as long as the rule that tagged them says', () => {
    const zones = fc.constantFrom('UTC', 'W. Europe Standard Time', 'Eastern Standard Time', 'Australia/Lord_Howe');
    const durations = fc.constantFrom('P7D', 'P4W', 'P1M', 'P26W', 'P12M', 'P3Y');
    fc.assert(
      fc.property(
        zones,
        fc.record({ Yearly: durations, Monthly: durations, Weekly: durations, Default: durations }),
        moments,
        // Of each run: did it succeed? From some day on, leap day or not, each day one run.
        fc.array(fc.boolean(), { minLength: 1, maxLength: 120 }),
        fc.nat(1500),
        (zone, rules, start, runs, days) => {
          const policy = samplePolicy([start.toISOString()], zone, rules);
          const made: (RetainedPoint & { rule: string })[] = [];
          runs.forEach((succeeded, day) => {
            const created = new Date(start.getTime() + day * DAY_MS);
            const rule = tagOf(
              created,
              policy,
              made.filter(({ isGood }) => isGood).map((each) => each.created),
            );
            made.push({ created, rule, expires: expiryByRule(policy, rule, created), isGood: succeeded });
          });
          const now = new Date(start.getTime() + days * DAY_MS);
          for (const { point: gone } of retentionPlan(made, now, 'protected').remove) {
            expect(expiryByRule(policy, gone.rule, gone.created)?.getTime()).toBeLessThanOrEqual(now.getTime());
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from './time-units.ts';
import { samplePolicy } from './policy-samples.ts';
import { dueRun, nextRun, ON_TIME_MS, runsBetween, scheduleIntervals, type DueRun } from './schedule.ts';
import { momentOf, wallTime, zoneNamed } from './time-zones.ts';

const iso = (moments: Date[]): string[] => moments.map((moment) => moment.toISOString().slice(0, 16));
const later = (moment: Date, ms: number): Date => new Date(moment.getTime() + ms);

describe('runsBetween', () => {
  it('runs every week from the start on, which is its first run', () => {
    const policy = samplePolicy(['2026-02-01T22:00:00+00:00']);
    expect(iso(runsBetween(policy, new Date('2025-01-01'), new Date('2026-02-20')))).toEqual([
      '2026-02-01T22:00',
      '2026-02-08T22:00',
      '2026-02-15T22:00',
    ]);
  });

  it('leaves out the run at the beginning and takes the one at the end, so that ranges can be joined', () => {
    const policy = samplePolicy(['2026-02-01T22:00:00Z']);
    const [from, to] = [new Date('2026-02-01T22:00:00Z'), new Date('2026-02-08T22:00:00Z')];
    expect(runsBetween(policy, from, to)).toEqual([to]);
  });

  it('puts several weekdays in order and counts the same moment once', () => {
    const policy = samplePolicy(['2026-01-07T02:00:00Z', '2026-01-04T02:00:00Z', '2026-01-07T03:00:00+01:00']);
    expect(iso(runsBetween(policy, new Date('2026-01-01'), new Date('2026-01-15')))).toEqual([
      '2026-01-04T02:00',
      '2026-01-07T02:00',
      '2026-01-11T02:00',
      '2026-01-14T02:00',
    ]);
  });

  it.each([
    // The clock on the wall stays; the moment moves.
    [
      'W. Europe Standard Time',
      '2026-03-22T02:00:00+01:00',
      ['2026-03-22T01:00', '2026-03-29T01:00', '2026-04-05T00:00'],
    ],
    [
      'Eastern Standard Time',
      '2026-10-25T22:00:00-04:00',
      ['2026-10-26T02:00', '2026-11-02T03:00', '2026-11-09T03:00'],
    ],
    [
      'AUS Eastern Standard Time',
      '2026-09-27T09:00:00+10:00',
      ['2026-09-26T23:00', '2026-10-03T22:00', '2026-10-10T22:00'],
    ],
    ['India Standard Time', '2026-03-22T02:00:00+05:30', ['2026-03-21T20:30', '2026-03-28T20:30', '2026-04-04T20:30']],
    // 2:30 is skipped on 29 March: an hour later. In Lord Howe half an hour is skipped, on 4 October.
    ['Europe/Berlin', '2026-03-22T02:30:00+01:00', ['2026-03-22T01:30', '2026-03-29T01:30', '2026-04-05T00:30']],
    ['Australia/Lord_Howe', '2026-09-27T02:15:00+10:30', ['2026-09-26T15:45', '2026-10-03T15:45', '2026-10-10T15:15']],
    // 2:30 comes twice on 25 October: the first counts.
    [
      'Romance Standard Time',
      '2026-10-18T02:30:00+02:00',
      ['2026-10-18T00:30', '2026-10-25T00:30', '2026-11-01T01:30'],
    ],
    // The start need not be written in the policy's zone: it is Monday 3:30 in India.
    ['India Standard Time', '2026-02-01T22:00:00+00:00', ['2026-02-01T22:00', '2026-02-08T22:00', '2026-02-15T22:00']],
  ])('in %s from %s on', (zone, start, expected) => {
    const from = later(new Date(start), -1);
    expect(iso(runsBetween(samplePolicy([start], zone), from, later(from, 15 * DAY_MS)))).toEqual(expected);
  });

  it('has no runs for a schedule that cannot be read', () => {
    const [from, to] = [new Date('2026-01-01'), new Date('2027-01-01')];
    expect(runsBetween(samplePolicy(['whenever']), from, to)).toEqual([]);
    expect(runsBetween(samplePolicy(['2026-01-04T02:00:00Z'], 'Lunar Standard Time'), from, to)).toEqual([]);
    // Without an offset it would be another moment on each machine.
    expect(runsBetween(samplePolicy(['2026-01-04T02:00:00']), from, to)).toEqual([]);
  });
});

it('gives the weekday and the time that the clocks of the zone show', () => {
  const [interval] = scheduleIntervals(samplePolicy(['2026-02-01T22:00:00Z'], 'India Standard Time')) ?? [];
  expect(interval).toMatchObject({ weekday: 1, wall: { hour: 3, minute: 30 }, period: 'P1W', everyDays: 7 });
});

describe('nextRun', () => {
  it('is the first run of any weekday after the moment', () => {
    const policy = samplePolicy(['2026-01-07T02:00:00Z', '2026-01-04T02:00:00Z']);
    expect(nextRun(policy, new Date('2026-01-04T02:00:00Z'))?.toISOString()).toBe('2026-01-07T02:00:00.000Z');
    expect(nextRun(policy, new Date('2020-01-01'))?.toISOString()).toBe('2026-01-04T02:00:00.000Z');
    expect(nextRun(samplePolicy([]), new Date())).toBeUndefined();
  });
});

describe('dueRun', () => {
  const policy = samplePolicy(['2026-01-04T02:00:00Z', '2026-01-07T02:00:00Z']);
  const since = new Date('2026-01-05T12:00:00Z');
  const due = (lastRun: string | undefined, now: string): DueRun | undefined =>
    dueRun(policy, { since, lastRun: lastRun === undefined ? undefined : new Date(lastRun) }, new Date(now));

  it.each([
    ['nothing before the instance was protected', undefined, '2026-01-07T01:59:59Z', undefined],
    ['the first run at its moment', undefined, '2026-01-07T02:00:00Z', ['2026-01-07T02:00', false, 0]],
    ['a run that begins a little late', undefined, '2026-01-07T02:59:00Z', ['2026-01-07T02:00', false, 0]],
    ['no run twice', '2026-01-07T02:00:00Z', '2026-01-07T02:00:00Z', undefined],
    ['no run twice when the clock is set back', '2026-01-07T02:00:00Z', '2026-01-07T01:00:00Z', undefined],
    ['a missed run, made up', undefined, '2026-01-09T10:00:00Z', ['2026-01-07T02:00', true, 0]],
    ['of several only the latest', '2026-01-07T02:00:00Z', '2026-01-20T10:00:00Z', ['2026-01-18T02:00', true, 2]],
    ['one on time after missed ones', '2026-01-07T02:00:00Z', '2026-01-14T02:00:05Z', ['2026-01-14T02:00', false, 1]],
    ['nothing that was missed before it was resumed', '2025-06-01T02:00:00Z', '2026-01-07T01:00:00Z', undefined],
  ])('returns %s', (_, lastRun, now, expected) => {
    const found = due(lastRun, now);
    expect(found && [found.scheduled.toISOString().slice(0, 16), found.isMadeUp, found.skipped.length]).toEqual(
      expected,
    );
  });
});

const ZONES = [
  'UTC',
  'W. Europe Standard Time',
  'GMT Standard Time',
  'Eastern Standard Time',
  'India Standard Time',
  'AUS Eastern Standard Time',
  'New Zealand Standard Time',
  'Australia/Lord_Howe',
  'E. South America Standard Time',
  'Africa/Casablanca',
  'Pacific/Apia',
];
const moments = fc.date({ min: new Date('2019-01-01'), max: new Date('2032-01-01'), noInvalidDate: true });
const policies = fc
  .tuple(fc.array(moments, { minLength: 1, maxLength: 4 }), fc.constantFrom(...ZONES))
  .map(([starts, zone]) => ({
    starts,
    zone,
    policy: samplePolicy(
      starts.map((start) => start.toISOString()),
      zone,
    ),
  }));

describe('any schedule', () => {
  it('runs every week at its clock time: the wall time is that of the start, but for a turn of the clocks', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), fc.nat(700), (start, name, week) => {
        const zone = zoneNamed(name) ?? '';
        const from = later(start, week * 7 * DAY_MS - 3 * DAY_MS);
        const runs = runsBetween(samplePolicy([start.toISOString()], name), from, later(from, 7 * DAY_MS));
        expect(runs).toHaveLength(1);
        const [run = start] = runs;
        const { hour, minute } = wallTime(start, zone);
        const shown = wallTime(run, zone);
        const found = momentOf({ ...shown, hour, minute }, zone);
        expect(Math.abs(found.getTime() - run.getTime())).toBeLessThanOrEqual(HOUR_MS);
        if (found.getTime() === run.getTime() && week > 0) {
          const date = ({ year, month, day }: typeof shown): number => Date.UTC(year, month - 1, day) / DAY_MS;
          expect((date(shown) - date(wallTime(start, zone))) % 7).toBe(0);
        }
      }),
    );
  });

  it('has the same runs in a range as in its two halves', () => {
    fc.assert(
      fc.property(policies, moments, fc.nat(90 * DAY_MS), fc.nat(90 * DAY_MS), ({ policy }, from, first, second) => {
        const middle = later(from, first);
        const to = later(middle, second);
        expect([...runsBetween(policy, from, middle), ...runsBetween(policy, middle, to)]).toEqual(
          runsBetween(policy, from, to),
        );
      }),
    );
  });

  it('has its next run where the range after the moment has its first', () => {
    fc.assert(
      fc.property(policies, moments, ({ policy }, after) => {
        const next = nextRun(policy, after) ?? after;
        expect(next > after).toBe(true);
        expect(runsBetween(policy, after, next)).toEqual([next]);
      }),
    );
  });

  it('begins each run once and never misses one, whenever anybody wakes up', () => {
    fc.assert(
      fc.property(
        policies,
        moments,
        // Hours to the next check; some go back in time, as when a clock is set back.
        fc.array(fc.integer({ min: -3, max: 24 * 30 }), { minLength: 1, maxLength: 60 }),
        ({ policy }, since, sleeps) => {
          const begun: DueRun[] = [];
          let now = since;
          let newest = since;
          for (const hours of sleeps) {
            now = later(now, hours * HOUR_MS);
            if (now > newest) newest = now;
            const run = dueRun(policy, { since, lastRun: begun.at(-1)?.scheduled }, now);
            if (!run) continue;
            expect(run.scheduled <= now).toBe(true);
            expect(run.isMadeUp).toBe(now.getTime() - run.scheduled.getTime() > ON_TIME_MS);
            begun.push(run);
          }
          // Begun or reported as skipped: together they are the runs of the schedule, in order, each once.
          expect(begun.flatMap(({ scheduled, skipped }) => [...skipped, scheduled])).toEqual(
            runsBetween(policy, since, newest),
          );
        },
      ),
    );
  });

  it('does the same whether one process looked all the time or another took over at any time', () => {
    fc.assert(
      fc.property(policies, moments, fc.nat(60 * DAY_MS), fc.nat(HOUR_MS), ({ policy }, since, ms, pause) => {
        const now = later(since, ms);
        const before = dueRun(policy, { since, lastRun: undefined }, now);
        const lastRun = before?.scheduled;
        // The next process knows only what is stored, and nothing new is due.
        expect(dueRun(policy, { since, lastRun }, now)).toBeUndefined();
        const next = dueRun(policy, { since, lastRun }, later(now, pause));
        expect(next ? [...next.skipped, next.scheduled] : []).toEqual(runsBetween(policy, now, later(now, pause)));
      }),
    );
  });
});

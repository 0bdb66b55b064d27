import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from './time-units.ts';
import { samplePolicy, type SampleRules } from './policy-samples.ts';
import { expiryByRule } from './retention.ts';
import { tagOf } from './tagging.ts';
import { wallTime, zoneNamed } from './time-zones.ts';

const at = (day: string): Date => new Date(`${day}T02:00:00Z`);

const RULES: SampleRules = { Yearly: 'P10Y', Monthly: 'P36M', Weekly: 'P26W', Default: 'P3M' };
const starts = ['2025-01-05T02:00:00Z', '2025-01-01T02:00:00Z'];

// The worked example of docs/reference/arm.md#54-worked-example. No row for 8 February, when the backup failed, and
// none for the on-demand backup of 20 February: neither takes part.
const WORKED: [day: string, rule: string, expires: string][] = [
  ['2025-12-28', 'Weekly', '2026-06-28'],
  ['2025-12-31', 'Default', '2026-03-31'],
  ['2026-01-04', 'Yearly', '2036-01-04'],
  ['2026-01-07', 'Default', '2026-04-07'],
  ['2026-01-11', 'Weekly', '2026-07-12'],
  ['2026-01-14', 'Default', '2026-04-14'],
  ['2026-01-18', 'Weekly', '2026-07-19'],
  ['2026-01-25', 'Weekly', '2026-07-26'],
  ['2026-02-01', 'Monthly', '2029-02-01'],
  ['2026-02-04', 'Default', '2026-05-04'],
  ['2026-02-11', 'Weekly', '2026-08-12'],
  ['2026-02-15', 'Weekly', '2026-08-16'],
  ['2026-02-18', 'Default', '2026-05-18'],
  ['2026-02-22', 'Weekly', '2026-08-23'],
];

// The instance has backups since early 2025: these were the first of their periods.
const EARLIER = [at('2025-01-01'), at('2025-12-03'), at('2025-12-24')];

describe('the worked example', () => {
  const policy = samplePolicy(starts, 'UTC', RULES);

  it.each(WORKED)('%s is kept by %s until %s', (day, rule, expires) => {
    const earlier = [...EARLIER, ...WORKED.map(([other]) => at(other))].filter((point) => point < at(day));
    expect(tagOf(at(day), policy, earlier)).toBe(rule);
    // The newest of them is enough.
    expect(tagOf(at(day), policy, earlier.slice(-1))).toBe(rule);
    expect(expiryByRule(policy, rule, at(day))).toEqual(at(expires));
  });

  it('keeps the on-demand backup of 20 February by the rule that was chosen', () => {
    expect(expiryByRule(policy, 'monthly', at('2026-02-20'))).toEqual(at('2029-02-20'));
  });

  it.each<[string, SampleRules, string, string]>([
    ['without Yearly', { Monthly: 'P36M', Weekly: 'P26W', Default: 'P3M' }, 'Monthly', '2029-01-04'],
    ['without Yearly and Monthly', { Weekly: 'P26W', Default: 'P3M' }, 'Weekly', '2026-07-05'],
    ['with Default only', { Default: 'P3M' }, 'Default', '2026-04-04'],
  ])('keeps 4 January 2026 otherwise %s', (_, rules, rule, expires) => {
    const other = samplePolicy(starts, 'UTC', rules);
    expect(tagOf(at('2026-01-04'), other, [...EARLIER, at('2025-12-28'), at('2025-12-31')])).toBe(rule);
    expect(expiryByRule(other, rule, at('2026-01-04'))).toEqual(at(expires));
  });
});

describe('tagOf', () => {
  it('counts on from the points that are there when a rule is added in mid-month', () => {
    const earlier = [at('2026-02-01'), at('2026-02-08')];
    const added = samplePolicy(starts, 'UTC', { Monthly: 'P12M', Default: 'P3M' });
    expect(tagOf(at('2026-02-15'), added, earlier)).toBe('Default');
    expect(tagOf(at('2026-03-01'), added, [...earlier, at('2026-02-15')])).toBe('Monthly');
  });

  it('takes the priority that the policy gives, not the name and not the duration', () => {
    const policy = samplePolicy(starts, 'UTC', { Yearly: 'P7D', Weekly: 'P10Y', Default: 'P3M' });
    expect(tagOf(at('2026-01-04'), policy, [])).toBe('Yearly');
    const turned = structuredClone(policy);
    for (const rule of turned.policyRules) {
      if (rule.objectType !== 'AzureBackupRule') continue;
      for (const tag of rule.trigger.taggingCriteria) if (tag.tagInfo.tagName === 'Weekly') tag.taggingPriority = 5;
    }
    expect(tagOf(at('2026-01-04'), turned, [])).toBe('Weekly');
  });

  it.each([
    // Saturday 23:30 and Sunday 00:30, by the clocks of the zone.
    ['Eastern Standard Time', '2026-02-08T04:30:00Z', '2026-02-08T05:30:00Z', 'Weekly'],
    ['UTC', '2026-02-08T04:30:00Z', '2026-02-08T05:30:00Z', 'Default'],
    ['India Standard Time', '2026-02-07T18:00:00Z', '2026-02-07T19:00:00Z', 'Weekly'],
    // Saturday and Sunday of the week in which European clocks are turned.
    ['W. Europe Standard Time', '2026-03-28T22:30:00Z', '2026-03-28T23:30:00Z', 'Weekly'],
  ])('begins a week on Sunday at midnight in %s', (zone, earlier, created, rule) => {
    const policy = samplePolicy(starts, zone, { Weekly: 'P26W', Default: 'P3M' });
    expect(tagOf(new Date(created), policy, [new Date(earlier)])).toBe(rule);
  });

  it('begins a year at midnight in the zone', () => {
    const policy = samplePolicy(starts, 'New Zealand Standard Time', { Yearly: 'P10Y', Default: 'P3M' });
    const newYear = new Date('2025-12-31T11:00:00Z');
    expect(tagOf(newYear, policy, [new Date(newYear.getTime() - 1)])).toBe('Yearly');
    expect(tagOf(new Date(newYear.getTime() + 1), policy, [newYear])).toBe('Default');
  });

  it('knows the other forms of the service, and none that it has not heard of', () => {
    const policy = samplePolicy(starts, 'UTC', { Weekly: 'P26W', Default: 'P3M' });
    const withCriterion = (criterion: string, earlier: Date[] = []): string => {
      const changed = structuredClone(policy);
      for (const rule of changed.policyRules) {
        if (rule.objectType !== 'AzureBackupRule') continue;
        for (const tag of rule.trigger.taggingCriteria)
          tag.criteria?.forEach((each) => (each.absoluteCriteria = [criterion]));
      }
      return tagOf(at('2026-02-04'), changed, earlier);
    };
    const sameDay = [new Date('2026-02-04T01:00:00Z')];
    expect(withCriterion('AllBackup', sameDay)).toBe('Weekly');
    expect(withCriterion('FirstOfDay')).toBe('Weekly');
    expect(withCriterion('FirstOfDay', sameDay)).toBe('Default');
    expect(withCriterion('LastOfMonth')).toBe('Default');
    expect(withCriterion('toString')).toBe('Default');
  });
});

describe('any sequence of points', () => {
  const zones = fc.constantFrom(
    'UTC',
    'W. Europe Standard Time',
    'Eastern Standard Time',
    'New Zealand Standard Time',
    'Australia/Lord_Howe',
  );
  const rules = fc
    .subarray(['Yearly', 'Monthly', 'Weekly'] as const)
    .map((names): SampleRules => Object.fromEntries(names.map((name) => [name, 'P1Y'])));
  // Days between successful backups: the failed and the missed ones leave gaps.
  const gaps = fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 80 });
  const first = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

  const tagged = (zone: string, chosen: SampleRules, start: Date, days: number[]) => {
    const policy = samplePolicy([start.toISOString()], zone, chosen);
    const points: { created: Date; rule: string }[] = [];
    let created = start;
    for (const gap of days) {
      points.push({
        created,
        rule: tagOf(
          created,
          policy,
          points.map((point) => point.created),
        ),
      });
      created = new Date(created.getTime() + gap * DAY_MS);
    }
    return { points, policy };
  };

  it('has at most one point of a rule in each of its periods, and one whenever a higher rule took none', () => {
    fc.assert(
      fc.property(zones, rules, first, gaps, (name, chosen, start, days) => {
        const { points } = tagged(name, chosen, start, days);
        const zone = zoneNamed(name) ?? '';
        const month = (moment: Date): string => `${wallTime(moment, zone).year}-${wallTime(moment, zone).month}`;
        const monthly = points.filter(({ rule }) => rule === 'Monthly').map(({ created }) => month(created));
        expect(new Set(monthly).size).toBe(monthly.length);
        if (chosen.Monthly === undefined) return;
        // Each month that has a point has its first one kept by Monthly, or by Yearly where that is also the year's.
        for (const each of new Set(points.map(({ created }) => month(created)))) {
          expect(['Monthly', 'Yearly']).toContain(points.find(({ created }) => month(created) === each)?.rule);
        }
      }),
    );
  });

  it('is tagged the same by the newest earlier point as by all of them', () => {
    fc.assert(
      fc.property(zones, rules, first, gaps, (name, chosen, start, days) => {
        const { points, policy } = tagged(name, chosen, start, days);
        points.forEach(({ created, rule }, index) => {
          const newest = points.slice(Math.max(0, index - 1), index).map((point) => point.created);
          expect(tagOf(created, policy, newest)).toBe(rule);
        });
      }),
    );
  });

  it('names a rule of the policy', () => {
    fc.assert(
      fc.property(zones, rules, first, gaps, (name, chosen, start, days) => {
        const { points } = tagged(name, chosen, start, days);
        for (const { rule } of points) expect([...Object.keys(chosen), 'Default']).toContain(rule);
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePolicy } from '#protocol/policy-samples.ts';
import { retentionPlan } from '#protocol/retention-plan.ts';
import {
  heldAt,
  heldOverTime,
  isHeld,
  retentionPreview,
  yearRows,
  type RetentionPreview,
} from './retention-preview.ts';

const RULES = { Yearly: 'P10Y', Monthly: 'P36M', Weekly: 'P26W', Default: 'P3M' };
const NOW = new Date('2025-12-27T12:00:00Z');

const previewOf = (...parts: Parameters<typeof samplePolicy>): RetentionPreview => {
  const preview = retentionPreview(samplePolicy(...parts), NOW);
  if (!preview) throw new Error('The policy cannot be read.');
  return preview;
};

const sundays = '2025-12-28T02:00:00Z';
const wednesdays = '2025-12-31T02:00:00Z';

it('gives each point its rule and its end, as the service will', () => {
  const { points } = previewOf([sundays, wednesdays], 'UTC', RULES);
  const day = (moment: Date): string => moment.toISOString().slice(0, 10);
  expect(points.slice(0, 7).map(({ created, rule, expires }) => [day(created), rule, day(expires)])).toEqual([
    // The very first backup is the first of its year.
    ['2025-12-28', 'Yearly', '2035-12-28'],
    ['2025-12-31', 'Default', '2026-03-31'],
    ['2026-01-04', 'Yearly', '2036-01-04'],
    ['2026-01-07', 'Default', '2026-04-07'],
    ['2026-01-11', 'Weekly', '2026-07-12'],
    ['2026-01-14', 'Default', '2026-04-14'],
    ['2026-01-18', 'Weekly', '2026-07-19'],
  ]);
});

describe('heldAt', () => {
  const preview = previewOf([sundays, wednesdays], 'UTC', RULES);

  it('counts what is there by rule, and knows the oldest and the next to go', () => {
    const held = heldAt(preview, new Date('2030-06-15T12:00:00Z'));
    expect(held).toMatchObject({
      total: 73,
      byRule: [
        { rule: 'Yearly', count: 6 },
        // 36 months without three Januaries, which are yearly.
        { rule: 'Monthly', count: 33 },
        // 26 Sundays without the three that are the first backup of their month.
        { rule: 'Weekly', count: 23 },
        // 13 Wednesdays without 3 April and 1 May.
        { rule: 'Default', count: 11 },
      ],
      oldest: { created: new Date('2025-12-28T02:00:00Z') },
      nextToGo: { rule: 'Weekly', goes: new Date('2030-06-16T02:00:00Z') },
    });
  });

  it('holds nothing before the first backup', () => {
    expect(heldAt(preview, NOW)).toMatchObject({ total: 0, oldest: undefined, nextToGo: undefined });
  });
});

it('gives for each year what is left at its end and what expired in it', () => {
  const rows = yearRows(previewOf([sundays], 'UTC', { Monthly: 'P12M', Default: 'P4W' }));
  expect(rows).toHaveLength(10);
  expect(rows[0]).toMatchObject({ year: 2025, total: 1, gone: [] });
  expect(rows.slice(1).every(({ byRule }) => byRule[0]?.count === 12)).toBe(true);
  expect(rows[2]).toMatchObject({ year: 2027, gone: [{ rule: 'Monthly', count: 12 }, { rule: 'Default' }] });
});

it('keeps the newest point until there is a newer one, though its time is over', () => {
  const policy = samplePolicy([sundays], 'UTC', { Default: 'P7D' });
  for (const rule of policy.policyRules) {
    if (rule.objectType === 'AzureBackupRule') rule.trigger.schedule.repeatingTimeIntervals = [`R/${sundays}/P2W`];
  }
  const [first] = retentionPreview(policy, NOW)?.points ?? [];
  expect(first).toMatchObject({ expires: new Date('2026-01-04T02:00:00Z'), goes: new Date('2026-01-11T02:00:00Z') });
});

it('counts the days by the clocks of the policy', () => {
  // Midnight of New Year's Day in Auckland is 11:00 UTC the day before: a backup then belongs to the new year.
  const { points, zone } = previewOf(['2025-12-31T11:00:00Z'], 'New Zealand Standard Time', RULES);
  expect(zone).toBe('Pacific/Auckland');
  expect(points[0]).toMatchObject({ rule: 'Yearly', expires: new Date('2035-12-31T11:00:00Z') });
});

it('shows nothing of a policy that the service would not take', () => {
  expect(retentionPreview(samplePolicy([], 'UTC', RULES), NOW)).toBeUndefined();
  expect(retentionPreview(samplePolicy([sundays], 'UTC', { Default: 'P1D' }), NOW)).toBeUndefined();
  expect(retentionPreview(samplePolicy([sundays], 'Lunar Standard Time', RULES), NOW)).toBeUndefined();
});

it('is worked out once for the same policy', () => {
  const one = retentionPreview(samplePolicy([sundays], 'UTC', RULES), NOW);
  expect(retentionPreview(samplePolicy([sundays], 'UTC', RULES), NOW)).toBe(one);
  expect(retentionPreview(samplePolicy([sundays], 'UTC'), NOW)).not.toBe(one);
});

describe('any policy', () => {
  const durations = fc.constantFrom('P7D', 'P3M', 'P26W', 'P3Y', 'P10Y');
  const previews = fc
    .record({
      days: fc.subarray(['28', '29', '30', '31'], { minLength: 1 }),
      zone: fc.constantFrom('UTC', 'W. Europe Standard Time', 'Eastern Standard Time', 'AUS Eastern Standard Time'),
      rules: fc.record({ Default: durations }, { requiredKeys: ['Default'] }),
      more: fc.dictionary(fc.constantFrom('Yearly', 'Monthly', 'Weekly'), durations),
    })
    .map(({ days, zone, rules, more }) =>
      previewOf(
        days.map((day) => `2025-12-${day}T23:30:00Z`),
        zone,
        { ...more, ...rules },
      ),
    );
  const places = fc.double({ min: 0, max: 1, noNaN: true });

  it('shows what the plan of retention keeps at that time', () => {
    fc.assert(
      fc.property(previews, places, (preview, place) => {
        const { from, to, points } = preview;
        const date = new Date(from.getTime() + place * (to.getTime() - from.getTime()));
        const made = points.filter(({ created }) => created <= date).map((point) => ({ ...point, isGood: true }));
        const kept = retentionPlan(made, date, 'protected').keep.map(({ point }) => point.created);
        expect(points.filter((point) => isHeld(point, date)).map(({ created }) => created)).toEqual(kept);
      }),
      { numRuns: 20 },
    );
  });

  it('is drawn over time as it is counted at a time', () => {
    fc.assert(
      fc.property(previews, fc.nat(40), (preview, step) => {
        const { from, to } = preview;
        const drawn = heldOverTime(preview, from, to, 40).map((counts) => counts[step]);
        const date = new Date(from.getTime() + (step / 40) * (to.getTime() - from.getTime()));
        expect(drawn).toEqual(heldAt(preview, date).byRule.map(({ count }) => count));
      }),
      { numRuns: 20 },
    );
  });
});

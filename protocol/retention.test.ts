import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from './time-units.ts';
import { addDuration, expiryOf, retentionProblem } from './retention.ts';

describe('retentionProblem', () => {
  it.each(['P7D', 'P1W', 'P1M', 'P10Y', 'P120M', 'P521W', 'P3652D'])('%s is between 7 days and 10 years', (text) => {
    expect(retentionProblem(text)).toBeUndefined();
  });

  it.each(['P6D', 'PT200H', 'P7DT0H', 'P0Y', 'P10Y1D', 'P121M', 'P522W', 'nonsense'])('%s is not', (text) => {
    expect(retentionProblem(text)).toEqual(expect.any(String));
  });
});

describe('expiry', () => {
  it.each([
    // The worked example of docs/reference/arm.md#54-worked-example.
    ['2025-12-28T02:00:00Z', 'P26W', 'UTC', '2026-06-28T02:00:00.000Z'],
    ['2025-12-31T02:00:00Z', 'P3M', 'UTC', '2026-03-31T02:00:00.000Z'],
    ['2026-01-04T02:00:00Z', 'P10Y', 'UTC', '2036-01-04T02:00:00.000Z'],
    ['2026-02-01T02:00:00Z', 'P36M', 'UTC', '2029-02-01T02:00:00.000Z'],
    ['2026-02-04T02:00:00Z', 'P3M', 'UTC', '2026-05-04T02:00:00.000Z'],
    // The day that a month does not have becomes its last.
    ['2026-01-31T12:00:00Z', 'P1M', 'UTC', '2026-02-28T12:00:00.000Z'],
    ['2028-01-31T12:00:00Z', 'P1M', 'UTC', '2028-02-29T12:00:00.000Z'],
    ['2026-11-30T12:00:00Z', 'P3M', 'UTC', '2027-02-28T12:00:00.000Z'],
    ['2028-02-29T12:00:00Z', 'P1Y', 'UTC', '2029-02-28T12:00:00.000Z'],
    ['2028-02-29T12:00:00Z', 'P4Y', 'UTC', '2032-02-29T12:00:00.000Z'],
    // The clock on the wall stays, though the offset changes.
    ['2026-01-15T01:00:00Z', 'P6M', 'W. Europe Standard Time', '2026-07-15T00:00:00.000Z'],
    ['2026-01-15T06:00:00Z', 'P6M', 'Eastern Standard Time', '2026-07-15T05:00:00.000Z'],
    ['2026-01-15T06:00:00Z', 'P6M', 'India Standard Time', '2026-07-15T06:00:00.000Z'],
    // The month is that of the zone: it is 1 February in Auckland already.
    ['2026-01-31T12:00:00Z', 'P1M', 'New Zealand Standard Time', '2026-02-28T12:00:00.000Z'],
    // A skipped time comes later by the gap; of a repeated time the first counts.
    ['2026-02-28T01:30:00Z', 'P29D', 'W. Europe Standard Time', '2026-03-29T01:30:00.000Z'],
    ['2026-09-25T00:30:00Z', 'P1M', 'W. Europe Standard Time', '2026-10-25T00:30:00.000Z'],
  ])('of a point of %s kept for %s in %s is %s', (created, duration, zone, expected) => {
    expect(expiryOf(new Date(created), duration, zone).toISOString()).toBe(expected);
  });

  const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const zones = fc.constantFrom(
    'UTC',
    'W. Europe Standard Time',
    'Eastern Standard Time',
    'India Standard Time',
    'New Zealand Standard Time',
  );

  it('of a longer duration is never earlier', () => {
    fc.assert(
      fc.property(moments, zones, fc.nat(120), fc.nat(120), (created, zone, one, other) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)];
        const after = (months: number): Date => addDuration(created, { years: 0, months, days: 0 }, zone);
        expect(after(short) <= after(long)).toBe(true);
      }),
    );
  });

  it('of a later point is never earlier', () => {
    fc.assert(
      fc.property(moments, fc.nat(400 * DAY_MS), fc.nat(120), (created, laterMs, months) => {
        const after = (from: Date): Date => addDuration(from, { years: 0, months, days: 0 }, 'UTC');
        expect(after(created) <= after(new Date(created.getTime() + laterMs)) || months > 0).toBe(true);
      }),
    );
  });

  it('after years and after twelve times as many months is the same', () => {
    fc.assert(
      fc.property(moments, zones, fc.integer({ min: 1, max: 10 }), (created, zone, years) => {
        expect(addDuration(created, { years, months: 0, days: 0 }, zone)).toEqual(
          addDuration(created, { years: 0, months: 12 * years, days: 0 }, zone),
        );
      }),
    );
  });

  it('in UTC is exact to the millisecond for days', () => {
    fc.assert(
      fc.property(moments, fc.nat(3_652), (created, days) => {
        const expiry = addDuration(created, { years: 0, months: 0, days }, 'UTC');
        expect(expiry.getTime() - created.getTime()).toBe(days * DAY_MS);
      }),
    );
  });
});

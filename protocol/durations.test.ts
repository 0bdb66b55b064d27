import { describe, expect, it } from 'vitest';
import { durationMs, parseDuration } from './durations.ts';

describe('durationMs', () => {
  it.each([
    ['PT15M40.886203S', 940_886],
    ['PT0S', 0],
    ['P1DT2H', 93_600_000],
    ['P1W', 604_800_000],
    ['00:03:12.7189058', 192_719],
    ['1.02:03:04', 93_784_000],
    ['00:00:00', 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', '12:30', 'P1Y', 'P2M', 'soon'])('does not guess at %j', (text) => {
    expect(durationMs(text)).toBeUndefined();
  });
});

describe('parseDuration', () => {
  it.each([
    ['P10Y', { years: 10, months: 0, days: 0, ms: 0 }],
    ['P36M', { years: 0, months: 36, days: 0, ms: 0 }],
    ['P26W', { years: 0, months: 0, days: 182, ms: 0 }],
    ['P1Y2M3DT4H', { years: 1, months: 2, days: 3, ms: 14_400_000 }],
    ['p3m', { years: 0, months: 3, days: 0, ms: 0 }],
  ])('takes %s apart', (text, duration) => {
    expect(parseDuration(text)).toEqual(duration);
  });

  it.each(['', 'P', 'PT', 'P1W2D', '7D', 'P-1D', 'P1.5Y', 'P7D ', 'P1D1Y', 'P999999D'])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

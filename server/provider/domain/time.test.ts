import { expect, it } from 'vitest';
import { isoDuration, ticks, timeSpan, wholeSeconds } from './time.ts';

it.each([
  [0, 'PT0S', '00:00:00'],
  [940_886, 'PT15M40.886S', '00:15:40.8860000'],
  [60_000, 'PT1M', '00:01:00'],
  [3_600_000, 'PT1H', '01:00:00'],
  [90_061_005, 'PT25H1M1.005S', '1.01:01:01.0050000'],
])('writes %d ms as %s and as %s', (ms, iso, span) => {
  expect(isoDuration(ms)).toBe(iso);
  expect(timeSpan(ms)).toBe(span);
});

it('writes moments with seven digits, or none', () => {
  const moment = new Date('2026-02-03T09:10:06.428Z');
  expect(ticks(moment)).toBe('2026-02-03T09:10:06.4280000Z');
  expect(wholeSeconds(moment)).toBe('2026-02-03T09:10:06Z');
});

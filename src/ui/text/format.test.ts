import { describe, expect, it } from 'vitest';
import { formatBytes, formatDateTime, formatDuration, formatOtherZone } from './format.ts';
import { timeZone } from './time-zone.ts';

it.each([
  [0, '0 B'],
  [1_023, '1,023 B'],
  [1_024, '1 KB'],
  [7_844_323, '7.5 MB'],
  [10.4 * 1024 ** 3, '10 GB'],
  [2 ** 80, '1,073,741,824 PB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, 'less than a second'],
  [1_000, '1 second'],
  [940_886, '15 minutes 41 seconds'],
  [3_600_000, '1 hour'],
  [3_601_000, '1 hour 1 second'],
  [90_061_000, '1 day 1 hour'],
])('writes %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

describe('formatDateTime', () => {
  it.each([undefined, null, '', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00', 'soon'])(
    'has no text for %j',
    (value) => {
      expect(formatDateTime(value)).toBeUndefined();
      expect(formatOtherZone(value, 'local')).toBeUndefined();
    },
  );

  const MOMENT = '2026-02-03T09:10:06.4281631Z';

  it('writes a time by the clock that the settings name, and in the tooltip by the other', () => {
    expect(formatDateTime(MOMENT)).toBe(
      new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(MOMENT)),
    );
    expect(formatOtherZone(MOMENT, 'local')).toBe('2026-02-03 09:10:06 UTC');
    timeZone.keep('utc');
    expect(formatDateTime(MOMENT)).toBe('2026-02-03 09:10 UTC');
    expect(formatOtherZone(MOMENT, 'utc')).toMatch(/2026.*:06/);
  });
});

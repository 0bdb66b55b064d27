import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { momentOf, wallTime, zoneNamed } from './time-zones.ts';
import { IANA_ZONES, ianaZone } from './windows-zones.ts';

it('knows every zone of Windows, and no IANA zone by two names', () => {
  expect(IANA_ZONES).toMatchObject({
    'India Standard Time': 'Asia/Calcutta',
    'Lord Howe Standard Time': 'Australia/Lord_Howe',
    'Central Standard Time (Mexico)': 'America/Mexico_City',
    'Dateline Standard Time': 'Etc/GMT+12',
    'UTC-11': 'Etc/GMT+11',
    UTC: 'UTC',
  });
  const zones = Object.values(IANA_ZONES);
  expect(zones.length).toBeGreaterThan(130);
  expect(new Set(zones).size).toBe(zones.length);
});

it('finds a zone by its Windows name in any case, and no other', () => {
  expect(ianaZone('india standard time')).toBe('Asia/Calcutta');
  expect(ianaZone('utc')).toBe('UTC');
  expect(ianaZone('Europe/Berlin')).toBeUndefined();
  expect(ianaZone('toString')).toBeUndefined();
});

it.each(Object.entries(IANA_ZONES))('%s is a zone that the runtime knows', (_, zone) => {
  expect(wallTime(new Date('2026-06-01T12:00:00Z'), zone).year).toBe(2026);
});

it('takes IANA names too where both are allowed', () => {
  expect(zoneNamed('india standard time')).toBe('Asia/Calcutta');
  expect(zoneNamed('Australia/Lord_Howe')).toBe('Australia/Lord_Howe');
  expect(zoneNamed('Lunar Standard Time')).toBeUndefined();
});

it.each([
  ['Europe/Berlin', '2026-03-29T01:00:00Z', '1:59:59', '3:00:00'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', '2:59:59', '2:00:00'],
  ['America/New_York', '2026-11-01T06:00:00Z', '1:59:59', '1:00:00'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', '1:59:59', '2:30:00'],
  ['Pacific/Auckland', '2027-04-03T14:00:00Z', '2:59:59', '2:00:00'],
])('turns the clocks of %s at %s, from %s to %s', (zone, turn, before, after) => {
  const clock = (ms: number): string => {
    const { hour, minute, second } = wallTime(new Date(Date.parse(turn) + ms), zone);
    return [hour, String(minute).padStart(2, '0'), String(second).padStart(2, '0')].join(':');
  };
  expect([clock(-1), clock(0)]).toEqual([before, after]);
});

it('shows what the runtime shows', () => {
  const zones = [...Object.values(IANA_ZONES), 'Pacific/Kwajalein', 'Antarctica/Troll'];
  const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, fc.constantFrom(...zones), (moment, zone) => {
      const { year, month, day, hour, minute, second } = wallTime(moment, zone);
      const two = (n: number): string => String(n).padStart(2, '0');
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      expect(`${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`).toBe(shown.format(moment));
    }),
    { numRuns: 500 },
  );
});

it('finds the moment back from the clock on the wall, except in the hours that come twice', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.constantFrom(...Object.values(IANA_ZONES)),
      (moment, zone) => {
        const wall = wallTime(moment, zone);
        const found = momentOf(wall, zone);
        expect(wallTime(found, zone)).toEqual(wall);
        // Magadan and Chita turned theirs back by two.
        expect(Math.abs(found.getTime() - moment.getTime())).toBeLessThanOrEqual(2 * 3_600_000);
      },
    ),
    { numRuns: 300 },
  );
});

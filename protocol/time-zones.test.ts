import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { IANA_ZONES, ianaZone, momentOf, wallTime } from './time-zones.ts';

it('finds a zone by its Windows name in any case, and no other', () => {
  expect(ianaZone('india standard time')).toBe('Asia/Calcutta');
  expect(ianaZone('utc')).toBe('UTC');
  expect(ianaZone('Europe/Berlin')).toBeUndefined();
  expect(ianaZone('toString')).toBeUndefined();
});

it.each(Object.entries(IANA_ZONES))('%s is a zone that the runtime knows', (_, zone) => {
  expect(wallTime(new Date('2026-06-01T12:00:00Z'), zone).year).toBe(2026);
});

it('finds the moment back from the clock on the wall, except in the hour that comes twice', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.constantFrom(...Object.values(IANA_ZONES)),
      (moment, zone) => {
        const wall = wallTime(moment, zone);
        const found = momentOf(wall, zone);
        expect(wallTime(found, zone)).toEqual(wall);
        expect(Math.abs(found.getTime() - moment.getTime())).toBeLessThanOrEqual(3_600_000);
      },
    ),
    { numRuns: 300 },
  );
});

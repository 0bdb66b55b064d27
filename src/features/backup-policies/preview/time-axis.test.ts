import { expect, it } from 'vitest';
import { dateOf, dayOf, endOfDay, placeOf, timeAxis, yearMarks } from './time-axis.ts';

const FROM = new Date('2026-11-21T23:30:00Z');

it('counts days by the clocks of the zone, over leap days and turned clocks', () => {
  const utc = timeAxis(FROM, 2, 'UTC');
  expect([utc.lastDay, dateOf(utc, 0), dateOf(utc, utc.lastDay)]).toEqual([731, '2026-11-21', '2028-11-21']);
  const berlin = timeAxis(FROM, 2, 'Europe/Berlin');
  expect([dateOf(berlin, 0), dateOf(berlin, 465)]).toEqual(['2026-11-22', '2028-03-01']);
  expect(endOfDay(berlin, 126).toISOString()).toBe('2027-03-28T21:59:59.999Z');
  expect(berlin.to.toISOString()).toBe('2028-11-22T22:59:59.999Z');
});

it('finds the day of a date, and none for a date off the axis or half typed', () => {
  const axis = timeAxis(FROM, 2, 'UTC');
  expect(dayOf(axis, dateOf(axis, 465))).toBe(465);
  expect([dayOf(axis, '2026-11-20'), dayOf(axis, '2028-11-22'), dayOf(axis, '')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('places moments between its ends, and what lies beyond them at the end', () => {
  const axis = timeAxis(FROM, 2, 'UTC');
  expect([placeOf(axis, FROM), placeOf(axis, axis.to), placeOf(axis, new Date('2040-01-01'))]).toEqual([0, 1, 1]);
  const years = yearMarks(axis);
  expect(years.map(({ year }) => year)).toEqual([2027, 2028]);
  expect(years[1]?.place).toBeCloseTo(0.555, 2);
});

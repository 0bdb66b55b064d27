import { expect, it } from 'vitest';
import { zones } from './zones.ts';

const texts = zones(2026).map(({ text }) => text);

it.each([
  ['a city and the Windows name', '(UTC+01:00) Berlin, W. Europe Standard Time'],
  ['the standard time of the south', '(UTC+10:30) Lord Howe, Lord Howe Standard Time'],
  ['a city by the name that it has today', '(UTC+06:30) Yangon, Myanmar Standard Time'],
  ['an offset without a place', '(UTC-12:00) Dateline Standard Time'],
  ['UTC', '(UTC) Coordinated Universal Time'],
])('shows %s', (_, text) => {
  expect(texts).toContain(text);
});

it('goes from west to east', () => {
  expect([texts.at(0), texts.at(-1)]).toEqual([
    '(UTC-12:00) Dateline Standard Time',
    '(UTC+14:00) Kiritimati, Line Islands Standard Time',
  ]);
});

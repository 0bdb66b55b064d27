/** The days of the preview, from today to its end, and their positions in the drawing. */
import { DAY_MS } from '#protocol/time-units.ts';
import { momentOf, wallTime, type WallTime } from '#protocol/time-zones.ts';

export interface TimeAxis {
  from: Date;
  to: Date;
  zone: string;
  /** How many days after today the last one is. */
  lastDay: number;
}

/** `years` counts from the day of `from` on the clocks of the zone. */
export function timeAxis(from: Date, years: number, zone: string): TimeAxis {
  const { year, month, day } = wallTime(from, zone);
  const lastDay = (Date.UTC(year + years, month - 1, day) - Date.UTC(year, month - 1, day)) / DAY_MS;
  const axis = { from, to: from, zone, lastDay };
  return { ...axis, to: endOfDay(axis, lastDay) };
}

/** The last moment of a day in the zone: that day's backups exist, and points that expire on it are gone. */
export function endOfDay({ from, zone }: TimeAxis, day: number): Date {
  const midnight = { ...wallTime(from, zone), hour: 0, minute: 0, second: 0, millisecond: 0 };
  return new Date(momentOf(plusDays(midnight, day + 1), zone).getTime() - 1);
}

/** `2030-11-21`, as date fields have it. */
export function dateOf({ from, zone }: TimeAxis, day: number): string {
  const { year, month, day: date } = plusDays(wallTime(from, zone), day);
  return new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
}

/** The day of a date field's value; undefined for one that is not on the axis. */
export function dayOf(axis: TimeAxis, date: string): number | undefined {
  const { year, month, day } = wallTime(axis.from, axis.zone);
  const found = (Date.parse(`${date}T00:00:00Z`) - Date.UTC(year, month - 1, day)) / DAY_MS;
  return found >= 0 && found <= axis.lastDay ? found : undefined;
}

function plusDays(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The position of a moment, from 0 at the beginning to 1 at the end. */
export function placeOf({ from, to }: TimeAxis, moment: Date): number {
  const place = (moment.getTime() - from.getTime()) / (to.getTime() - from.getTime());
  return Math.min(Math.max(place, 0), 1);
}

export interface YearMark {
  year: number;
  place: number;
}

/** The beginnings of the calendar years on the axis. */
export function yearMarks(axis: TimeAxis): YearMark[] {
  const marks: YearMark[] = [];
  for (let year = wallTime(axis.from, axis.zone).year + 1; ; year += 1) {
    const begin = momentOf({ year, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }, axis.zone);
    if (begin > axis.to) return marks;
    marks.push({ year, place: placeOf(axis, begin) });
  }
}

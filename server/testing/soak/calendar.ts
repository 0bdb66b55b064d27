/** Calendars of time zones for the oracle, read off `Intl` alone: nothing of the product is asked. */
import type { PolicyPlan } from './journal.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FIRST_YEAR = 2020;
const LAST_YEAR = 2060;

/** Offsets in milliseconds, each from its instant on. */
type Offsets = { from: number; offset: number }[];
const known = new Map<string, Offsets>();

function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour % 24, minute, second) - Math.floor(instant / 1000) * 1000;
}

function offsetsOf(zone: string): Offsets {
  const found = known.get(zone);
  if (found) return found;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  let before = Date.UTC(FIRST_YEAR, 0, 1);
  const offsets: Offsets = [{ from: -Infinity, offset: readOffset(format, before) }];
  for (let at = before + 5 * DAY; at < Date.UTC(LAST_YEAR, 0, 1); before = at, at += 5 * DAY) {
    const [old, young] = [readOffset(format, before), readOffset(format, at)];
    if (old === young) continue;
    let [low, high] = [before, at];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (readOffset(format, middle) === old) low = middle;
      else high = middle;
    }
    offsets.push({ from: high, offset: young });
  }
  known.set(zone, offsets);
  return offsets;
}

export function offsetAt(instant: number, zone: string): number {
  const offsets = offsetsOf(zone);
  let [low, high] = [0, offsets.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle]?.from ?? 0) <= instant) low = middle;
    else high = middle - 1;
  }
  return offsets[low]?.offset ?? 0;
}

/** What the clock on the wall shows, written as if it were UTC. */
const localOf = (instant: number, zone: string): number => instant + offsetAt(instant, zone);

/**
 * The instant at which a clock on the wall shows that. A time that comes twice means the first; one that the clock
 * leaps over means as long after the leap as it would have been after the last minute before it.
 */
export function instantOf(local: number, zone: string): number {
  const before = offsetAt(local - DAY, zone);
  const after = offsetAt(local + DAY, zone);
  const right = [local - before, local - after].filter((instant) => localOf(instant, zone) === local);
  return right.length > 0 ? Math.min(...right) : local - before;
}

/** The first moment of the schedule after the instant. */
export function nextMoment({ days, minuteOfDay, zone }: PolicyPlan, after: number): number {
  const today = Math.floor(localOf(after, zone.iana) / DAY) * DAY;
  for (let day = today - DAY; ; day += DAY) {
    if (!days.includes(new Date(day).getUTCDay())) continue;
    const moment = instantOf(day + minuteOfDay * MINUTE, zone.iana);
    if (moment > after) return moment;
  }
}

/** Names the week, month or year of an instant. A week begins on Sunday. */
export function periodOf(instant: number, zone: string, period: 'week' | 'month' | 'year'): string {
  const local = localOf(instant, zone);
  const date = new Date(local);
  if (period === 'year') return date.toISOString().slice(0, 4);
  if (period === 'month') return date.toISOString().slice(0, 7);
  return new Date(local - date.getUTCDay() * DAY).toISOString().slice(0, 10);
}

/** Instant plus a duration such as `P3M`, on the calendar of the zone: a day that a month lacks is its last. */
export function endOf(instant: number, duration: string, zone: string): number {
  const [, count = '', unit = ''] = /^P(\d+)([DWMY])$/.exec(duration) ?? [];
  const local = new Date(localOf(instant, zone));
  const number = Number(count);
  if (unit === 'D') local.setUTCDate(local.getUTCDate() + number);
  else if (unit === 'W') local.setUTCDate(local.getUTCDate() + 7 * number);
  else {
    const day = local.getUTCDate();
    local.setUTCDate(1);
    local.setUTCMonth(local.getUTCMonth() + number * (unit === 'Y' ? 12 : 1));
    const lastDay = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
    local.setUTCDate(Math.min(day, lastDay));
  }
  return instantOf(local.getTime(), zone);
}

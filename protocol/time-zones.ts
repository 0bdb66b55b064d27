/**
 * Clocks on the wall. Calendar arithmetic of a policy is done on the clocks of its zone, with the rules that the runtime
 * knows for the IANA zone behind the name.
 */
import { DAY_MS } from './time-units.ts';
import { ianaZone } from './windows-zones.ts';

/** What a clock on the wall shows. Months count from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** The IANA zone behind a Windows or an IANA name; undefined for a name that the runtime does not know either. */
export function zoneNamed(name: string): string | undefined {
  const zone = ianaZone(name) ?? name;
  try {
    formatOf(zone);
    return zone;
  } catch {
    return undefined;
  }
}

const SECOND_MS = 1000;
// Clocks are turned twice a year, in some zones for a month in between; never for less than a week.
const STEP_MS = 7 * DAY_MS;

/** From `from` on, the clocks are that much ahead of UTC. */
interface Offset {
  from: number;
  offsetMs: number;
}

// A call of the runtime takes some microseconds, and a schedule of years needs tens of thousands: each year of a zone
// is computed once.
const offsets = new Map<string, Map<number, Offset[]>>();

function offsetAt(time: number, zone: string): number {
  const year = new Date(time).getUTCFullYear();
  const known = offsets.get(zone) ?? new Map<number, Offset[]>();
  const ofYear = known.get(year) ?? offsetsOf(year, zone);
  offsets.set(zone, known.set(year, ofYear));
  return ofYear.findLast(({ from }) => from <= time)?.offsetMs ?? 0;
}

function offsetsOf(year: number, zone: string): Offset[] {
  let from = Date.UTC(year, 0, 1);
  const end = Date.UTC(year + 1, 0, 1);
  let offsetMs = askOffset(from, zone);
  const found = [{ from, offsetMs }];
  while (from < end) {
    let next = Math.min(from + STEP_MS, end);
    if (askOffset(next, zone) !== offsetMs) {
      while (next - from > SECOND_MS) {
        const middle = from + Math.floor((next - from) / 2 / SECOND_MS) * SECOND_MS;
        if (askOffset(middle, zone) === offsetMs) from = middle;
        else next = middle;
      }
      offsetMs = askOffset(next, zone);
      found.push({ from: next, offsetMs });
    }
    from = next;
  }
  return found;
}

function askOffset(time: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return asIfUtc({ year, month, day, hour, minute, second, millisecond: 0 }) - time;
}

/** What the clocks of an IANA zone show at that moment. Throws a RangeError for a zone that the runtime does not know. */
export function wallTime(moment: Date, zone: string): WallTime {
  const shown = new Date(moment.getTime() + offsetAt(moment.getTime(), zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    millisecond: shown.getUTCMilliseconds(),
  };
}

const asIfUtc = (wall: WallTime): number =>
  Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.millisecond);

/**
 * The moment at which the clocks of an IANA zone show that time. If clocks are turned back, the first of the two; if
 * they are turned forward over it, later by the gap.
 */
export function momentOf(wall: WallTime, zone: string): Date {
  const target = asIfUtc(wall);
  const before = offsetAt(target - DAY_MS, zone);
  const after = offsetAt(target + DAY_MS, zone);
  const early = target - before;
  if (offsetAt(early, zone) === before) return new Date(early);
  const late = target - after;
  // Neither offset gives the local time back: it was skipped, and the offset from before moves it past the gap.
  return new Date(offsetAt(late, zone) === after ? late : early);
}

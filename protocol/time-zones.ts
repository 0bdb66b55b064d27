/**
 * Time zones as a policy names them: `UTC` or a Windows name (docs/reference/arm.md#52-rules). Calendar arithmetic is
 * done on the wall clock of the zone, with the rules that the runtime knows for the IANA zone behind the name.
 */

/** Windows names in the order of their offset, each with the IANA zone that CLDR gives for the world. */
export const IANA_ZONES: Readonly<Record<string, string>> = {
  'Hawaiian Standard Time': 'Pacific/Honolulu',
  'Alaskan Standard Time': 'America/Anchorage',
  'Pacific Standard Time': 'America/Los_Angeles',
  'US Mountain Standard Time': 'America/Phoenix',
  'Mountain Standard Time': 'America/Denver',
  'Central America Standard Time': 'America/Guatemala',
  'Central Standard Time': 'America/Chicago',
  'Eastern Standard Time': 'America/New_York',
  'SA Pacific Standard Time': 'America/Bogota',
  'Atlantic Standard Time': 'America/Halifax',
  'Newfoundland Standard Time': 'America/St_Johns',
  'E. South America Standard Time': 'America/Sao_Paulo',
  'Argentina Standard Time': 'America/Buenos_Aires',
  'Azores Standard Time': 'Atlantic/Azores',
  UTC: 'UTC',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Romance Standard Time': 'Europe/Paris',
  'Central European Standard Time': 'Europe/Warsaw',
  'W. Central Africa Standard Time': 'Africa/Lagos',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'FLE Standard Time': 'Europe/Kiev',
  'GTB Standard Time': 'Europe/Bucharest',
  'Egypt Standard Time': 'Africa/Cairo',
  'South Africa Standard Time': 'Africa/Johannesburg',
  'Israel Standard Time': 'Asia/Jerusalem',
  'Turkey Standard Time': 'Europe/Istanbul',
  'Arabic Standard Time': 'Asia/Baghdad',
  'Arab Standard Time': 'Asia/Riyadh',
  'Russian Standard Time': 'Europe/Moscow',
  'E. Africa Standard Time': 'Africa/Nairobi',
  'Iran Standard Time': 'Asia/Tehran',
  'Arabian Standard Time': 'Asia/Dubai',
  'Pakistan Standard Time': 'Asia/Karachi',
  'India Standard Time': 'Asia/Calcutta',
  'Nepal Standard Time': 'Asia/Katmandu',
  'Bangladesh Standard Time': 'Asia/Dhaka',
  'SE Asia Standard Time': 'Asia/Bangkok',
  'China Standard Time': 'Asia/Shanghai',
  'Singapore Standard Time': 'Asia/Singapore',
  'W. Australia Standard Time': 'Australia/Perth',
  'Taipei Standard Time': 'Asia/Taipei',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Korea Standard Time': 'Asia/Seoul',
  'Cen. Australia Standard Time': 'Australia/Adelaide',
  'AUS Central Standard Time': 'Australia/Darwin',
  'E. Australia Standard Time': 'Australia/Brisbane',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'New Zealand Standard Time': 'Pacific/Auckland',
};

const BY_NAME = new Map(Object.entries(IANA_ZONES).map(([windows, zone]) => [windows.toLowerCase(), zone]));

/** The IANA zone behind a name, compared without case; undefined for a name that is not in the table. */
export const ianaZone = (name: string): string | undefined => BY_NAME.get(name.toLowerCase());

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
const DAY_MS = 86_400_000;
// Clocks are turned twice a year, in some zones for a month in between; never for less than a week.
const STEP_MS = 7 * DAY_MS;

/** From `from` on, the clocks are that much ahead of UTC. */
interface Offset {
  from: number;
  offsetMs: number;
}

// Asking the runtime takes some microseconds, and a schedule of years asks tens of thousands of times: each year of a
// zone is looked at once.
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
 * The moment at which the clocks of an IANA zone show that time. The first of two when they are turned back; when they
 * are turned forward over it, as much later as they are turned.
 */
export function momentOf(wall: WallTime, zone: string): Date {
  const target = asIfUtc(wall);
  const before = offsetAt(target - DAY_MS, zone);
  const after = offsetAt(target + DAY_MS, zone);
  const early = target - before;
  if (offsetAt(early, zone) === before) return new Date(early);
  const late = target - after;
  // Neither offset gives the wall time back: it was skipped, and the offset from before carries it past the gap.
  return new Date(offsetAt(late, zone) === after ? late : early);
}

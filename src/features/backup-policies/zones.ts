/**
 * Time zones as a person chooses them: by offset and city. The wire has Windows names (docs/reference/arm.md#52-rules).
 */
import { momentOf, wallTime } from '#protocol/time-zones.ts';
import { IANA_ZONES } from '#protocol/windows-zones.ts';

export interface Zone {
  /** The IANA name. */
  value: string;
  /** Such as `(UTC+01:00) Berlin, W. Europe Standard Time`. */
  text: string;
}

/** The name of an IANA zone on the wire; undefined for one that the service does not accept. */
export const windowsZone = (iana: string): string | undefined =>
  Object.entries(IANA_ZONES).find(([, zone]) => zone === iana)?.[0];

/** Every zone that a policy can have, from west to east, each with its offset outside daylight saving time. */
export function zones(year: number): Zone[] {
  return Object.entries(IANA_ZONES)
    .map(([windows, iana]) => ({ windows, iana, offset: standardOffset(iana, year), city: cityOf(iana) ?? windows }))
    .sort((one, other) => one.offset - other.offset || one.city.localeCompare(other.city))
    .map(({ windows, iana, offset, city }) => ({ value: iana, text: zoneText(windows, offset, city) }));
}

function zoneText(windows: string, offset: number, city: string): string {
  if (windows === 'UTC') return '(UTC) Coordinated Universal Time';
  return `(UTC${offsetText(offset)}) ${city === windows ? windows : `${city}, ${windows}`}`;
}

// North of the equator clocks show standard time in January, south of it in July.
const standardOffset = (zone: string, year: number): number =>
  Math.min(...[1, 7].map((month) => offsetAt(new Date(Date.UTC(year, month - 1, 1)), zone)));

/** Minutes by which the clocks of the zone are ahead of UTC at that moment. */
export function offsetAt(moment: Date, zone: string): number {
  const wall = wallTime(moment, zone);
  const asIfUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.millisecond);
  return Math.round((asIfUtc - moment.getTime()) / 60_000);
}

/** Minutes as an offset is written: `+01:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

// City names that the zone database spells in an outdated way.
const RENAMED: Readonly<Record<string, string>> = {
  Calcutta: 'Kolkata',
  Godthab: 'Nuuk',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Rangoon: 'Yangon',
};

/** Undefined for an offset without a place, such as `Etc/GMT+12`. */
function cityOf(iana: string): string | undefined {
  const [region, ...places] = iana.split('/');
  const city = places.at(-1)?.replaceAll('_', ' ');
  return region === 'Etc' || city === undefined ? undefined : (RENAMED[city] ?? city);
}

/** The moment when the clocks of the zone next show that time on that date; undefined when they skip it. */
export function momentWhen(date: Date, hour: number, minute: number, zone: string): Date | undefined {
  const wall = { hour, minute, second: 0, millisecond: 0 };
  const moment = momentOf(
    { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), ...wall },
    zone,
  );
  const shown = wallTime(moment, zone);
  return shown.hour === hour && shown.minute === minute && shown.day === date.getUTCDate() ? moment : undefined;
}

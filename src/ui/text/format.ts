/** Numbers and times as people read them. */
import { NO_TIME } from '#protocol/data-protection.ts';
import { timeZone, type TimeZone } from './time-zone.ts';

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const localToTheSecond = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/**
 * Such as `Feb 3, 2026, 10:10 AM` in the person's own time zone, or `2026-02-03 09:10 UTC`: by the settings when `zone`
 * is left out. Undefined for no time, the service's empty date, and text that is not a time. A caller is drawn again
 * for another choice when it uses `useTimeZone`.
 */
export function formatDateTime(value: string | null | undefined, zone: TimeZone = timeZone.read()): string | undefined {
  const time = timeOf(value);
  if (!time) return undefined;
  return zone === 'utc' ? utc(time, 'YYYY-MM-DD HH:MM'.length) : local.format(time);
}

/** The same moment to the second, in the zone that `formatDateTime` does not use. */
export function formatOtherZone(value: string | null | undefined, zone: TimeZone): string | undefined {
  const time = timeOf(value);
  if (!time) return undefined;
  return zone === 'utc' ? localToTheSecond.format(time) : utc(time, 'YYYY-MM-DD HH:MM:SS'.length);
}

function timeOf(value: string | null | undefined): Date | undefined {
  if (!value || value.startsWith(NO_TIME.slice(0, 10))) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

const utc = (time: Date, length: number): string => `${time.toISOString().replace('T', ' ').slice(0, length)} UTC`;

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** Such as `7.5 MB`; powers of 1024, one decimal below ten. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 10 ? 0 : 1;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: digits })} ${UNITS[power] ?? ''}`;
}

/** Such as `15 minutes 41 seconds`: the two largest units, `less than a second` below one. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'less than a second';
  const parts = [
    count(Math.floor(seconds / 86_400), 'day'),
    count(Math.floor((seconds % 86_400) / 3_600), 'hour'),
    count(Math.floor((seconds % 3_600) / 60), 'minute'),
    count(seconds % 60, 'second'),
  ];
  return parts
    .filter((part) => part !== undefined)
    .slice(0, 2)
    .join(' ');
}

const count = (n: number, unit: string): string | undefined =>
  n === 0 ? undefined : `${String(n)} ${unit}${n === 1 ? '' : 's'}`;

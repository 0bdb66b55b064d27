/** How long a recovery point is kept: calendar arithmetic in the policy's time zone. */
import { parseDuration, type Duration } from './durations.ts';
import { backupRule, retentionDuration, retentionRuleNamed, type BackupPolicyProperties } from './policy.ts';
import { momentOf, wallTime } from './time-zones.ts';
import { ianaZone } from './windows-zones.ts';

type CalendarDuration = Omit<Duration, 'ms'>;

/**
 * The moment that lies one duration later by the calendar and the clocks of a zone (`UTC`, a Windows or an IANA name).
 * A day that the month does not have becomes its last: 31 January and a month is 28 or 29 February.
 */
export function addDuration(from: Date, duration: CalendarDuration, timeZone: string): Date {
  const zone = ianaZone(timeZone) ?? timeZone;
  const wall = wallTime(from, zone);
  const months = wall.year * 12 + (wall.month - 1) + duration.years * 12 + duration.months;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  const day = Math.min(wall.day, daysInMonth(year, month)) + duration.days;
  const date = new Date(Date.UTC(year, month - 1, day));
  return momentOf(
    { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    zone,
  );
}

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

// Any start works to compare two durations; one before leap day makes a month at its longest.
const REFERENCE = new Date('2001-01-01T00:00:00Z');
const SHORTEST = addDuration(REFERENCE, { years: 0, months: 0, days: 7 }, 'UTC');
const LONGEST = addDuration(REFERENCE, { years: 10, months: 0, days: 0 }, 'UTC');

/** Retention counts in days, weeks, months and years; undefined for anything with a time of day. */
function calendarDuration(text: string): CalendarDuration | undefined {
  const parsed = parseDuration(text);
  return parsed?.ms === 0 && !/T/i.test(text) ? parsed : undefined;
}

/** Undefined when a recovery point may be kept that long, else a sentence that says what to do. */
export function retentionProblem(duration: string): string | undefined {
  const parsed = calendarDuration(duration);
  if (!parsed) return "The duration must be an ISO 8601 duration in days, weeks, months or years, such as 'P12W'.";
  const end = addDuration(REFERENCE, parsed, 'UTC');
  return end < SHORTEST || end > LONGEST ? 'The duration must be between 7 days and 10 years.' : undefined;
}

/**
 * When a recovery point that was made at `created` and is kept for `duration` expires. Throws on a malformed duration.
 */
export function expiryOf(created: Date, duration: string, timeZone: string): Date {
  const parsed = calendarDuration(duration);
  if (!parsed) throw new RangeError(`'${duration}' is no retention duration.`);
  return addDuration(created, parsed, timeZone);
}

/**
 * When a point expires that a rule of the policy tagged at its creation; the rule's name counts in any case. Undefined
 * when the policy has no such rule: then the point has no end. Throws on a malformed duration.
 */
export function expiryByRule(policy: BackupPolicyProperties, ruleName: string, created: Date): Date | undefined {
  const rule = retentionRuleNamed(policy, ruleName);
  const duration = rule && retentionDuration(rule);
  const timeZone = backupRule(policy)?.trigger.schedule.timeZone ?? 'UTC';
  return duration === undefined ? undefined : expiryOf(created, duration, timeZone);
}

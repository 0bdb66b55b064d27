/** A backup policy in words: when it runs, and how long its rules keep the recovery points. */
import { parseDuration } from '#protocol/durations.ts';
import { backupRule, retentionDuration, retentionRules, type BackupPolicyProperties } from '#protocol/policy.ts';
import { RULE_KINDS, ruleKindNamed } from '#protocol/rule-kinds.ts';
import { scheduleIntervals } from '#protocol/schedule.ts';

/** Sunday first, as in JavaScript's dates. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * Such as `Weekly on Sunday, Wednesday at 2:00 AM (UTC)`, in the policy's time zone. A schedule that cannot be read is
 * shown as it is.
 */
export function scheduleText(policy: BackupPolicyProperties): string {
  const schedule = backupRule(policy)?.trigger.schedule;
  if (!schedule || schedule.repeatingTimeIntervals.length === 0) return 'No schedule';
  const intervals = scheduleIntervals(policy);
  const [first] = intervals ?? [];
  if (!intervals || !first) return schedule.repeatingTimeIntervals.join(', ');
  const times = [...new Set(intervals.map(({ wall }) => timeText(wall.hour, wall.minute)))].join(', ');
  const days = new Set(intervals.map(({ weekday }) => weekday));
  const weekdays = WEEKDAYS.filter((_, day) => days.has(day)).join(', ');
  const rhythm =
    first.period === 'P1W'
      ? `Weekly on ${weekdays}`
      : first.period === 'P1D'
        ? 'Daily'
        : `Every ${durationText(first.period)}`;
  return `${rhythm} at ${times} (${schedule.timeZone})`;
}

/** A time of day, such as `2:00 AM`. */
export const timeText = (hour: number, minute: number): string =>
  `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;

/** `P26W` as `26 weeks`, in the unit that the policy uses. A duration that cannot be read is shown as it is. */
export function durationText(duration: string): string {
  const parsed = parseDuration(duration);
  if (parsed?.ms !== 0) return duration;
  const weeks = /^P(\d+)W$/.exec(duration)?.[1];
  if (weeks !== undefined) return count(Number(weeks), 'week');
  const parts: [number, string][] = [
    [parsed.years, 'year'],
    [parsed.months, 'month'],
    [parsed.days, 'day'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, unit]) => count(n, unit))
    .join(' ');
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

/** What a retention rule applies to, in the portal's words; an unknown rule by its name. */
export function ruleTitle(name: string): string {
  const kind = ruleKindNamed(name);
  const first = kind && RULE_KINDS[kind].first;
  return first ? `First successful backup taken every ${first.period}` : (kind ?? name);
}

/** The retention rules in one line, such as `Yearly 10 years, Weekly 26 weeks, Default 3 months`. */
export const retentionSummary = (policy: BackupPolicyProperties): string =>
  retentionRules(policy)
    .map((rule) => `${rule.name} ${durationText(retentionDuration(rule) ?? '')}`.trimEnd())
    .join(', ');

/** Why a policy that so many backup instances use cannot be deleted. */
export const inUseText = (uses: number): string =>
  `This policy is used by ${count(uses, 'backup instance')}. Assign another policy to ${uses === 1 ? 'it' : 'them'} before you delete it.`;

/**
 * Which retention rule keeps a recovery point of the schedule (docs/reference/arm.md#53-retention). Exactly one does:
 * the first by priority whose period has no successful backup yet, else the default. On-demand points neither take part
 * nor count.
 */
import { DAY_MS } from './time-units.ts';
import { backupRule, policyZone, type BackupPolicyProperties, type TaggingCriterion } from './policy.ts';
import { DEFAULT_RULE, type PeriodCriterion } from './rule-kinds.ts';
import { wallTime } from './time-zones.ts';

/** The weekday on which a week begins, at 00:00 in the policy's zone. Sunday is 0; the service does not say which. */
const WEEK_STARTS_ON = 0;

/**
 * The name of the rule that keeps a point made at `created`. `earlier` are the times of the instance's successful
 * scheduled points before it; if they are in order, the newest is enough, because a period is one stretch of time. The
 * result is final for the point: a later change of the policy does not tag it again.
 */
export function tagOf(created: Date, policy: BackupPolicyProperties, earlier: readonly Date[]): string {
  const zone = policyZone(policy) ?? 'UTC';
  const tags = [...(backupRule(policy)?.trigger.taggingCriteria ?? [])].sort(
    (one, other) => one.taggingPriority - other.taggingPriority,
  );
  const tag = tags.find((candidate) => candidate.isDefault || isFirst(candidate, created, earlier, zone));
  return tag?.tagInfo.tagName ?? DEFAULT_RULE;
}

/** The rule that keeps what no other does, also an incomplete point, which is never the first of a period. */
export const defaultTagOf = (policy: BackupPolicyProperties): string =>
  backupRule(policy)?.trigger.taggingCriteria.find(({ isDefault }) => isDefault)?.tagInfo.tagName ?? DEFAULT_RULE;

function isFirst(tag: TaggingCriterion, created: Date, earlier: readonly Date[], zone: string): boolean {
  const criteria = tag.criteria?.flatMap(({ absoluteCriteria }) => absoluteCriteria ?? []) ?? [];
  return criteria.some((criterion) => {
    if (criterion === 'AllBackup') return true;
    const periodOf = PERIODS.get(criterion);
    if (!periodOf) return false;
    const period = periodOf(created, zone);
    return !earlier.some((point) => periodOf(point, zone) === period);
  });
}

/** Numbers the periods of a kind: two moments in the same period have the same number. */
type Period = (moment: Date, zone: string) => number;

const dayNumber: Period = (moment, zone) => {
  const { year, month, day } = wallTime(moment, zone);
  return Date.UTC(year, month - 1, day) / DAY_MS;
};

// Day 0, 1 January 1970, was a Thursday.
const THURSDAY = 4;

const PERIODS: ReadonlyMap<string, Period> = new Map(
  Object.entries({
    FirstOfDay: dayNumber,
    FirstOfWeek: (moment, zone) => Math.floor((dayNumber(moment, zone) + THURSDAY - WEEK_STARTS_ON) / 7),
    FirstOfMonth: (moment, zone) => {
      const { year, month } = wallTime(moment, zone);
      return year * 12 + month;
    },
    FirstOfYear: (moment, zone) => wallTime(moment, zone).year,
  } satisfies Record<PeriodCriterion, Period>),
);

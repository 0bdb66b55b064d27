/**
 * Whether one backup policy keeps what the other would have kept, and at least as long: the condition of an immutable
 * vault. The provider decides by it, and the page explains by it.
 */
import { parseDuration } from './durations.ts';
import { backupRule, retentionDuration, retentionRules, type BackupPolicyProperties } from './policy.ts';
import { addDuration } from './retention.ts';
import { DEFAULT_RULE, type PeriodCriterion } from './rule-kinds.ts';

/** What the first of a period is the first of, too. A new period has a line here, or an immutable vault would not see its rule go. */
const IS_ALSO: Readonly<Record<PeriodCriterion, readonly PeriodCriterion[]>> = {
  FirstOfDay: [],
  FirstOfWeek: ['FirstOfDay'],
  FirstOfMonth: ['FirstOfDay'],
  FirstOfYear: ['FirstOfDay', 'FirstOfMonth'],
};

/** The combinations of firsts that the calendar allows. */
const FIRSTS: readonly (readonly PeriodCriterion[])[] = subsetsOf(Object.keys(IS_ALSO) as PeriodCriterion[]).filter(
  (firsts) => firsts.every((first) => IS_ALSO[first].every((other) => firsts.includes(other))),
);

function subsetsOf<T>(all: readonly T[]): T[][] {
  return all.reduce<T[][]>((found, one) => [...found, ...found.map((subset) => [...subset, one])], [[]]);
}

export interface Shortened {
  /** The rule of the policy before. */
  rule: string;
  /** How long it kept, and how long the new policy would keep the same; ISO durations such as `P36M`. */
  was: string;
  now: string;
  /** The rule that would keep it now, if it is another one. */
  by?: string;
}

/**
 * The first rule whose points `after` keeps for a shorter time than `before`; undefined when it keeps everything at
 * least as long.
 */
export function shortened(before: BackupPolicyProperties, after: BackupPolicyProperties): Shortened | undefined {
  const durations = durationsOf(after);
  for (const [name, long] of durationsOf(before)) {
    // A rule that is gone: the comparison below covers what it would have kept.
    const now = durations.get(name);
    if (now !== undefined && isShorter(now, long)) return { rule: name, was: long, now };
  }
  for (const firsts of FIRSTS) {
    const [was, now] = [keeper(before, firsts), keeper(after, firsts)];
    if (isShorter(now.duration, was.duration)) {
      return { rule: was.name, was: was.duration, now: now.duration, by: now.name };
    }
  }
  return undefined;
}

const durationsOf = (policy: BackupPolicyProperties): Map<string, string> =>
  new Map(retentionRules(policy).map((rule) => [rule.name, retentionDuration(rule) ?? 'P0D']));

/** The rule that keeps a scheduled point which is the first of these periods. */
function keeper(policy: BackupPolicyProperties, firsts: readonly string[]): { name: string; duration: string } {
  const tags = [...(backupRule(policy)?.trigger.taggingCriteria ?? [])].sort(
    (one, other) => one.taggingPriority - other.taggingPriority,
  );
  const tag = tags.find(
    ({ isDefault, criteria = [] }) =>
      isDefault ||
      criteria.some(({ absoluteCriteria = [] }) =>
        absoluteCriteria.some((criterion) => criterion === 'AllBackup' || firsts.includes(criterion)),
      ),
  );
  const name = tag?.tagInfo.tagName ?? DEFAULT_RULE;
  return { name, duration: durationsOf(policy).get(name) ?? 'P0D' };
}

// A month has 28 to 31 days: durations are compared from each end of each month of four years, leap day among them.
const STARTS = Array.from({ length: 48 }, (_, month) => [
  new Date(Date.UTC(2025, month, 1)),
  new Date(Date.UTC(2025, month + 1, 0)),
]).flat();

/** Whether one duration ends before the other from some day on. */
function isShorter(one: string, other: string): boolean {
  if (one === other) return false;
  const [short, long] = [parseDuration(one), parseDuration(other)];
  if (!short || !long) return true;
  return STARTS.some((start) => addDuration(start, short, 'UTC') < addDuration(start, long, 'UTC'));
}

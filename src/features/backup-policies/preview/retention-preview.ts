/**
 * What a policy will keep: the recovery points of the next ten years, as if a server were protected now and every
 * backup succeeded. Computed with the service's own rules (schedule, tagging, retention).
 */
import {
  backupRule,
  policyZone,
  retentionDuration,
  retentionRules,
  type BackupPolicyProperties,
} from '#protocol/policy.ts';
import { expiryByRule, retentionProblem } from '#protocol/retention.ts';
import { runsBetween, scheduleIntervals } from '#protocol/schedule.ts';
import { tagOf } from '#protocol/tagging.ts';
import { momentOf, wallTime } from '#protocol/time-zones.ts';
import { timeAxis } from './time-axis.ts';

/** The longest time for which a policy can keep a recovery point. */
export const PREVIEW_YEARS = 10;

export interface PreviewPoint {
  created: Date;
  rule: string;
  /** When its retention ends. */
  expires: Date;
  /** When it is removed: later than it expires only while it is the newest one. */
  goes: Date;
}

export interface PreviewRule {
  name: string;
  /** ISO 8601. */
  duration: string;
}

export interface RetentionPreview {
  from: Date;
  /** The end of the day ten years later. */
  to: Date;
  /** The zone of the policy's calendar, in which all dates are to be shown. */
  zone: string;
  /** In the order in which they are tried. */
  rules: PreviewRule[];
  /** In the order of their creation. */
  points: PreviewPoint[];
}

let latest: { key: string; preview: RetentionPreview | undefined } | undefined;

/** Undefined for a policy that cannot be read: no schedule, or a duration that the service would refuse. */
export function retentionPreview(policy: BackupPolicyProperties, from: Date): RetentionPreview | undefined {
  // A form creates a new object for the same policy on every key press elsewhere in it.
  const key = `${from.toISOString()} ${JSON.stringify(policy)}`;
  if (latest?.key !== key) latest = { key, preview: simulated(policy, from) };
  return latest.preview;
}

function simulated(policy: BackupPolicyProperties, from: Date): RetentionPreview | undefined {
  const zone = policyZone(policy);
  const rules = retentionRules(policy).map((rule) => ({ name: rule.name, duration: retentionDuration(rule) ?? '' }));
  const isComplete = rules.length > 0 && rules.every(({ duration }) => retentionProblem(duration) === undefined);
  const hasRuns = (scheduleIntervals(policy)?.length ?? 0) > 0;
  if (!backupRule(policy) || zone === undefined || !isComplete || !hasRuns) return undefined;

  const { to } = timeAxis(from, PREVIEW_YEARS, zone);
  const runs = runsBetween(policy, from, to);
  const points = runs.map((created, at): PreviewPoint => {
    const rule = tagOf(created, policy, runs.slice(Math.max(0, at - 1), at));
    const expires = expiryByRule(policy, rule, created) ?? to;
    const next = runs[at + 1];
    return { created, rule, expires, goes: next && next > expires ? next : expires };
  });
  return { from, to, zone, rules, points };
}

export interface Held {
  total: number;
  /** For every rule of the policy, in the order in which they are tried. */
  byRule: { rule: string; count: number }[];
  /** Undefined before the first backup. */
  oldest: PreviewPoint | undefined;
  /** The point that is removed first. */
  nextToGo: PreviewPoint | undefined;
}

export const isHeld = (point: PreviewPoint, date: Date): boolean => point.created <= date && date < point.goes;

/** The points that exist at a moment. */
export function heldAt({ points, rules }: RetentionPreview, date: Date): Held {
  const held = points.filter((point) => isHeld(point, date));
  return {
    total: held.length,
    byRule: rules.map(({ name }) => ({ rule: name, count: held.filter(({ rule }) => rule === name).length })),
    oldest: held[0],
    nextToGo: held.reduce<PreviewPoint | undefined>(
      (first, point) => (first && first.goes <= point.goes ? first : point),
      undefined,
    ),
  };
}

export interface YearRow extends Held {
  year: number;
  /** How many were removed in the year, for the rules that lost some. */
  gone: { rule: string; count: number }[];
}

/** The points at the end of each calendar year, in the policy's zone, and those removed in it. */
export function yearRows(preview: RetentionPreview): YearRow[] {
  const { from, to, zone, rules, points } = preview;
  const rows: YearRow[] = [];
  let begin = from;
  for (let { year } = wallTime(from, zone); ; year += 1) {
    const end = momentOf({ year: year + 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone);
    if (end > to) return rows;
    const went = points.filter(({ goes }) => goes > begin && goes <= end);
    const gone = rules.map(({ name }) => ({ rule: name, count: went.filter(({ rule }) => rule === name).length }));
    // The last moment of the old year, not the first of the new one, whose first backup may run at midnight.
    const last = new Date(end.getTime() - 1);
    rows.push({ ...heldAt(preview, last), year, gone: gone.filter(({ count }) => count > 0) });
    begin = end;
  }
}

/** The number of points of each rule, at `steps` + 1 moments from `from` to `to`, evenly spaced. */
export function heldOverTime({ points, rules }: RetentionPreview, from: Date, to: Date, steps: number): number[][] {
  const stepMs = (to.getTime() - from.getTime()) / steps;
  return rules.map(({ name }) => {
    const ofRule = points.filter(({ rule }) => rule === name);
    const created = ofRule.map((point) => point.created.getTime());
    const gone = ofRule.map(({ goes }) => goes.getTime()).sort((one, other) => one - other);
    let [made, left] = [0, 0];
    return Array.from({ length: steps + 1 }, (_, step) => {
      const time = from.getTime() + step * stepMs;
      while ((created[made] ?? Infinity) <= time) made += 1;
      while ((gone[left] ?? Infinity) <= time) left += 1;
      return made - left;
    });
  });
}

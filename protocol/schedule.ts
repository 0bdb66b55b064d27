/**
 * When a policy backs up (docs/reference/arm.md#52-rules). Each interval starts at a moment; its weekday and its clock
 * time in the policy's time zone repeat every period by local time. A run is identified by the moment for which it was
 * scheduled, so that all callers, however often they call, mean the same runs.
 */
import { backupRule, policyZone, type BackupPolicyProperties } from './policy.ts';
import { parseDuration } from './durations.ts';
import { DAY_MS, HOUR_MS } from './time-units.ts';
import { momentOf, wallTime, type WallTime } from './time-zones.ts';

/** One of a schedule's repeating intervals. */
export interface ScheduleInterval {
  /** The first run. */
  start: Date;
  /** What the clocks of the policy's zone show then. */
  wall: WallTime;
  /** Sunday is 0. */
  weekday: number;
  /** Such as `P1W`. */
  period: string;
  /** The period in days. */
  everyDays: number;
}

// The extended forms only, and with an offset, as the service requires: without one the start would not be a moment.
const INTERVAL = /^R\d*\/(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z|[+-]\d{2}:\d{2}))\/(P[^/]+)$/;

/** The intervals of a schedule; undefined when its time zone or one of them cannot be read. */
export function scheduleIntervals(policy: BackupPolicyProperties): ScheduleInterval[] | undefined {
  const zone = policyZone(policy);
  const texts = backupRule(policy)?.trigger.schedule.repeatingTimeIntervals ?? [];
  const intervals = texts.map((text) => (zone === undefined ? undefined : readInterval(text, zone)));
  return intervals.every((interval) => interval !== undefined) ? intervals : undefined;
}

function readInterval(text: string, zone: string): ScheduleInterval | undefined {
  const [, startText = '', period = ''] = INTERVAL.exec(text) ?? [];
  const start = new Date(startText);
  const every = parseDuration(period);
  if (every === undefined || Number.isNaN(start.getTime())) return undefined;
  if (every.years !== 0 || every.months !== 0 || every.ms !== 0 || every.days === 0) return undefined;
  const wall = wallTime(start, zone);
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  return { start, wall, weekday, period, everyDays: every.days };
}

/**
 * The runs after `from`, up to and including `to`, in order, each moment once. A skipped clock time runs later by the
 * length of the gap; a repeated one runs the first time. Empty for a schedule that cannot be read.
 */
export function runsBetween(policy: BackupPolicyProperties, from: Date, to: Date): Date[] {
  const moments = new Set<number>();
  for (const interval of scheduleIntervals(policy) ?? []) {
    for (const run of runsAfter(interval, policyZone(policy) ?? 'UTC', from)) {
      if (run > to) break;
      moments.add(run.getTime());
    }
  }
  return [...moments].sort((one, other) => one - other).map((time) => new Date(time));
}

/** The first run after that moment; undefined for a schedule without runs. */
export function nextRun(policy: BackupPolicyProperties, after: Date): Date | undefined {
  const next = (scheduleIntervals(policy) ?? []).map((interval) =>
    runsAfter(interval, policyZone(policy) ?? 'UTC', after)
      .next()
      .value.getTime(),
  );
  return next.length === 0 ? undefined : new Date(Math.min(...next));
}

/** The runs of one interval after a moment, in order, without end. */
function* runsAfter({ start, wall, everyDays }: ScheduleInterval, zone: string, after: Date): Generator<Date, never> {
  // Two days early, for clocks ahead of UTC and clock changes.
  const days = Math.floor((after.getTime() - start.getTime()) / DAY_MS) - 2;
  for (let turn = Math.max(0, Math.floor(days / everyDays)); ; turn += 1) {
    const run = turn === 0 ? start : momentOf(daysLater(wall, turn * everyDays), zone);
    if (run > after) yield run;
  }
}

function daysLater(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Whether both run at the same moments. */
export function hasSameSchedule(one: BackupPolicyProperties, other: BackupPolicyProperties): boolean {
  const scheduleOf = (policy: BackupPolicyProperties) =>
    JSON.stringify([scheduleIntervals(policy), policyZone(policy)]);
  return scheduleOf(one) === scheduleOf(other);
}

export interface ScheduleState {
  /** Since when the policy applies to the instance: protection was configured or resumed, or the policy chosen. */
  since: Date;
  /** The scheduled moment of the newest run that was started, whatever its result. */
  lastRun: Date | undefined;
}

export interface DueRun {
  /** What identifies the run of an instance: two runs for one moment are the same run. */
  scheduled: Date;
  /** It is late enough to count as made up: nothing ran at its time. */
  isMadeUp: boolean;
  /** The earlier runs that were also missed and are not made up, in order. */
  skipped: Date[];
}

/** A run that begins within this time of its moment is on time. */
export const ON_TIME_MS = HOUR_MS;

/**
 * The run that should begin now; undefined when there is none. Of several missed runs only the latest is made up, once.
 * Nothing at or before `since` and nothing up to the last run is ever due, even when the clock was set back.
 */
export function dueRun(policy: BackupPolicyProperties, state: ScheduleState, now: Date): DueRun | undefined {
  const { since, lastRun } = state;
  const runs = runsBetween(policy, lastRun && lastRun > since ? lastRun : since, now);
  const scheduled = runs.pop();
  return scheduled && { scheduled, isMadeUp: now.getTime() - scheduled.getTime() > ON_TIME_MS, skipped: runs };
}

/** The policy that a form makes (docs/reference/arm.md#51-object, #52-rules). */
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { wallTime } from '#protocol/time-zones.ts';
import { weeklyPolicy } from '#protocol/weekly-policy.ts';
import type { PolicyForm, RuleForm } from './policy-form.ts';
import { momentWhen, offsetAt, offsetText, windowsZone } from './zones.ts';

/**
 * The JSON on the wire for a form without problems. Each chosen weekday has one interval, which begins with the first
 * run at or after `now`.
 */
export const policyFrom = (
  form: PolicyForm,
  now: Date,
  datasourceType = DATASOURCE_TYPES[0].type,
): BackupPolicyProperties =>
  weeklyPolicy({
    datasourceType,
    starts: form.days.map((day) => firstRun(day, form, now)),
    timeZone: windowsZone(form.zone) ?? 'UTC',
    rules: form.rules.map((rule) => ({ kind: rule.kind, duration: durationOf(rule) })),
  });

/** The start of the first run on that weekday, on the zone's clocks: `2026-02-01T02:00:00+01:00`. */
function firstRun(day: number, { time, zone }: PolicyForm, now: Date): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const today = wallTime(now, zone);
  for (let at = Date.UTC(today.year, today.month - 1, today.day); ; at += DAY_MS) {
    const date = new Date(at);
    if (date.getUTCDay() !== day) continue;
    const moment = momentWhen(date, hour, minute, zone);
    // A start that the clocks skip would be read as another time: the run a week later is used.
    if (!moment || moment < now) continue;
    return `${date.toISOString().slice(0, 10)}T${time}:00${offsetText(offsetAt(moment, zone))}`;
  }
}

/** A rule's duration as the service stores it: `P26W`, `P36M`, `P10Y`, `P7D`. */
export const durationOf = ({ count, unit }: RuleForm): string => `P${count}${unit.charAt(0)}`;

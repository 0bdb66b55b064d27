/** The choices of Backup Now: the retention rules of the policy, and until when each keeps the backup. */
import type { BackupTrigger } from '#protocol/data-protection.ts';
import { backupRule, retentionDuration, retentionRules, type BackupPolicyProperties } from '#protocol/policy.ts';
import { expiryOf, retentionProblem } from '#protocol/retention.ts';
import { ianaZone } from '#protocol/windows-zones.ts';
import { durationText, ruleTitle } from '#ui/text/policy-text.ts';

export interface RetentionChoice {
  rule: string;
  title: string;
  isDefault: boolean;
  /** Such as `26 weeks`. */
  duration: string;
  /** Undefined where the policy's duration or time zone is unknown. */
  retainedUntil: Date | undefined;
}

/** The choices in the order of the rules' priority. `now` counts as the time of the backup. */
export const retentionChoices = (policy: BackupPolicyProperties, now: Date): RetentionChoice[] => {
  const zone = backupRule(policy)?.trigger.schedule.timeZone ?? 'UTC';
  return retentionRules(policy).map((rule) => {
    const duration = retentionDuration(rule) ?? '';
    return {
      rule: rule.name,
      title: ruleTitle(rule.name),
      isDefault: rule.isDefault,
      duration: durationText(duration),
      retainedUntil: expiry(now, duration, zone),
    };
  });
};

const expiry = (created: Date, duration: string, zone: string): Date | undefined =>
  retentionProblem(duration) !== undefined || ianaZone(zone) === undefined
    ? undefined
    : expiryOf(created, duration, zone);

/** The body that runs a backup now and keeps it by `rule`; undefined for a policy without a backup rule. */
export function backupTrigger(policy: BackupPolicyProperties, rule: string): BackupTrigger | undefined {
  const runs = backupRule(policy);
  return runs && { backupRuleOptions: { ruleName: runs.name, triggerOption: { retentionTagOverride: rule } } };
}

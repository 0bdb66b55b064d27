/**
 * Backup policies: their shape on the wire (docs/reference/arm.md#5-policies) and what can be read from one. How a
 * schedule runs, which tag a point gets and how long a rule keeps it are in `schedule.ts`, `tagging.ts` and
 * `retention.ts`.
 */
import type { Resource } from './data-protection.ts';
import { zoneNamed } from './time-zones.ts';

export interface BackupPolicyProperties {
  objectType: 'BackupPolicy';
  datasourceTypes: string[];
  policyRules: (BackupRule | RetentionRule)[];
}

export type BackupPolicy = Resource<BackupPolicyProperties>;

export interface BackupRule {
  objectType: 'AzureBackupRule';
  name: string;
  backupParameters: { objectType: 'AzureBackupParams'; backupType: string };
  dataStore: DataStore;
  trigger: {
    objectType: 'ScheduleBasedTriggerContext';
    schedule: {
      /** `R/<start>/<period>`, one for each weekday (docs/reference/arm.md#52-rules). */
      repeatingTimeIntervals: string[];
      /** `UTC` or a Windows zone name; read it with `policyZone`. */
      timeZone: string;
    };
    taggingCriteria: TaggingCriterion[];
  };
}

export interface TaggingCriterion {
  isDefault: boolean;
  /** Lower wins. */
  taggingPriority: number;
  tagInfo: { tagName: string; id?: string };
  criteria?: { objectType: 'ScheduleBasedBackupCriteria'; absoluteCriteria?: string[] }[];
}

export interface RetentionRule {
  objectType: 'AzureRetentionRule';
  name: string;
  isDefault: boolean;
  lifecycles: {
    sourceDataStore: DataStore;
    /** ISO 8601 duration. */
    deleteAfter: { objectType: 'AbsoluteDeleteOption'; duration: string };
    targetDataStoreCopySettings: unknown[];
  }[];
}

export interface DataStore {
  objectType: 'DataStoreInfoBase';
  dataStoreType: string;
}

/** The retention rules in the order in which they are tried: by the priority of the tag of the same name. */
export function retentionRules(policy: BackupPolicyProperties): RetentionRule[] {
  const priority = (name: string) =>
    backupRule(policy)?.trigger.taggingCriteria.find((tag) => tag.tagInfo.tagName === name)?.taggingPriority ?? 99;
  return policy.policyRules
    .filter((rule): rule is RetentionRule => rule.objectType === 'AzureRetentionRule')
    .sort((one, other) => priority(one.name) - priority(other.name));
}

/** The rule that says when backups run. A valid policy has exactly one. */
export const backupRule = (policy: BackupPolicyProperties): BackupRule | undefined =>
  policy.policyRules.find((rule): rule is BackupRule => rule.objectType === 'AzureBackupRule');

/** How long a rule keeps a recovery point in the vault store, as an ISO 8601 duration. */
export const retentionDuration = (rule: RetentionRule): string | undefined => rule.lifecycles[0]?.deleteAfter.duration;

/**
 * The retention rule of that name, in any case: an on-demand backup may be tagged `default`
 * (docs/reference/arm.md#91-backup-now).
 */
export const retentionRuleNamed = (policy: BackupPolicyProperties, name: string): RetentionRule | undefined =>
  retentionRules(policy).find((rule) => rule.name.toLowerCase() === name.toLowerCase());

/** The IANA zone in whose calendar the policy counts; undefined when we do not know its name. */
export const policyZone = (policy: BackupPolicyProperties): string | undefined =>
  zoneNamed(backupRule(policy)?.trigger.schedule.timeZone ?? 'UTC');

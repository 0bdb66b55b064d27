/** A backup policy as clients of the service write it (docs/reference/arm.md#51-object, #52-rules). */
import type { BackupPolicyProperties, DataStore, RetentionRule, TaggingCriterion } from './policy.ts';
import { DEFAULT_RULE, RULE_KINDS, type RuleKind } from './rule-kinds.ts';

export interface WeeklyPolicy {
  datasourceType: string;
  /** When the first run of each weekday starts, such as `2026-02-01T02:00:00+01:00`. */
  starts: readonly string[];
  /** `UTC` or a Windows name. */
  timeZone: string;
  rules: readonly KeptRule[];
}

interface KeptRule {
  kind: RuleKind;
  /** ISO 8601. */
  duration: string;
}

const VAULT_STORE: DataStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' };

/** The JSON on the wire: one rule that runs backups, and the rules that keep what they make, in the order given. */
export const weeklyPolicy = ({ datasourceType, starts, timeZone, rules }: WeeklyPolicy): BackupPolicyProperties => ({
  objectType: 'BackupPolicy',
  datasourceTypes: [datasourceType],
  policyRules: [
    {
      objectType: 'AzureBackupRule',
      name: 'BackupWeekly',
      backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
      dataStore: VAULT_STORE,
      trigger: {
        objectType: 'ScheduleBasedTriggerContext',
        schedule: { repeatingTimeIntervals: starts.map((start) => `R/${start}/P1W`), timeZone },
        taggingCriteria: rules.map(({ kind }) => tagOf(kind)),
      },
    },
    ...rules.map(retentionRuleOf),
  ],
});

function tagOf(kind: RuleKind): TaggingCriterion {
  const { priority, first } = RULE_KINDS[kind];
  return {
    isDefault: kind === DEFAULT_RULE,
    taggingPriority: priority,
    tagInfo: { tagName: kind, id: `${kind}_` },
    ...(first && {
      criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: [first.criterion] }],
    }),
  };
}

const retentionRuleOf = ({ kind, duration }: KeptRule): RetentionRule => ({
  objectType: 'AzureRetentionRule',
  name: kind,
  isDefault: kind === DEFAULT_RULE,
  lifecycles: [
    {
      sourceDataStore: VAULT_STORE,
      deleteAfter: { objectType: 'AbsoluteDeleteOption', duration },
      targetDataStoreCopySettings: [],
    },
  ],
});

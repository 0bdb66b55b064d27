/** The policy that a form becomes on the wire (docs/reference/arm.md#51-object, #52-rules). */
import type { BackupPolicyProperties, DataStore, RetentionRule, TaggingCriterion } from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { wallTime } from '#protocol/time-zones.ts';
import type { PolicyForm, RuleForm, RuleKind } from './policy-form.ts';
import { momentWhen, offsetAt, offsetText, windowsZone } from './zones.ts';

const VAULT_STORE: DataStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' };

// The numbers that all clients of the service use; lower wins (docs/reference/arm.md#52-rules).
const PRIORITIES: Readonly<Record<RuleKind, number>> = { Yearly: 10, Monthly: 15, Weekly: 20, Default: 99 };

const FIRST_OF: Readonly<Record<RuleKind, string | undefined>> = {
  Yearly: 'FirstOfYear',
  Monthly: 'FirstOfMonth',
  Weekly: 'FirstOfWeek',
  Default: undefined,
};

/**
 * The JSON on the wire for a form without problems. Each chosen weekday has one interval, which begins with the first
 * run at or after `now`.
 */
export function policyFrom(form: PolicyForm, now: Date): BackupPolicyProperties {
  return {
    objectType: 'BackupPolicy',
    datasourceTypes: [SERVER_TYPE],
    policyRules: [
      {
        objectType: 'AzureBackupRule',
        name: 'BackupWeekly',
        backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
        dataStore: VAULT_STORE,
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule: {
            repeatingTimeIntervals: form.days.map((day) => `R/${firstRun(day, form, now)}/P1W`),
            timeZone: windowsZone(form.zone) ?? 'UTC',
          },
          taggingCriteria: form.rules.map(tagOf),
        },
      },
      ...form.rules.map(retentionRuleOf),
    ],
  };
}

/** The start of the first run on that weekday, on the zone's clocks: `2026-02-01T02:00:00+01:00`. */
function firstRun(day: number, { time, zone }: PolicyForm, now: Date): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const today = wallTime(now, zone);
  for (let at = Date.UTC(today.year, today.month - 1, today.day); ; at += DAY_MS) {
    const date = new Date(at);
    if (date.getUTCDay() !== day) continue;
    const moment = momentWhen(date, hour, minute, zone);
    // A start that the clocks skip, when they are turned forward, would be read as another time: a week later will do.
    if (!moment || moment < now) continue;
    return `${date.toISOString().slice(0, 10)}T${time}:00${offsetText(offsetAt(moment, zone))}`;
  }
}

function tagOf({ kind }: RuleForm): TaggingCriterion {
  const first = FIRST_OF[kind];
  return {
    isDefault: first === undefined,
    taggingPriority: PRIORITIES[kind],
    tagInfo: { tagName: kind, id: `${kind}_` },
    ...(first !== undefined && {
      criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: [first] }],
    }),
  };
}

const retentionRuleOf = (rule: RuleForm): RetentionRule => ({
  objectType: 'AzureRetentionRule',
  name: rule.kind,
  isDefault: rule.kind === 'Default',
  lifecycles: [
    {
      sourceDataStore: VAULT_STORE,
      deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: durationOf(rule) },
      targetDataStoreCopySettings: [],
    },
  ],
});

/** A rule's duration as the service stores it: `P26W`, `P36M`, `P10Y`, `P7D`. */
export const durationOf = ({ count, unit }: RuleForm): string => `P${count}${unit.charAt(0)}`;

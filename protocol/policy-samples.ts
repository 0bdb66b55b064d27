/** Policies in a few words, for tests. */
import type { BackupPolicyProperties } from './policy.ts';

const VAULT_STORE = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' } as const;
const PRIORITIES = { Yearly: 10, Monthly: 15, Weekly: 20, Default: 99 };
const CRITERIA = { Yearly: 'FirstOfYear', Monthly: 'FirstOfMonth', Weekly: 'FirstOfWeek', Default: undefined };

/** Durations of the rules; a rule without one is not in the policy. */
export type SampleRules = Partial<Record<keyof typeof PRIORITIES, string>>;

/** A policy that begins at each of the starts and repeats every week. */
export const samplePolicy = (starts: string[], timeZone = 'UTC', rules: SampleRules = {}): BackupPolicyProperties => {
  const durations = Object.entries({ Default: 'P10Y', ...rules }) as [keyof typeof PRIORITIES, string][];
  return {
    objectType: 'BackupPolicy',
    datasourceTypes: ['Microsoft.DBforPostgreSQL/flexibleServers'],
    policyRules: [
      {
        objectType: 'AzureBackupRule',
        name: 'BackupWeekly',
        backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
        dataStore: VAULT_STORE,
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule: { repeatingTimeIntervals: starts.map((start) => `R/${start}/P1W`), timeZone },
          taggingCriteria: durations.map(([name]) => ({
            isDefault: name === 'Default',
            taggingPriority: PRIORITIES[name],
            tagInfo: { tagName: name },
            ...(CRITERIA[name] !== undefined && {
              criteria: [{ objectType: 'ScheduleBasedBackupCriteria' as const, absoluteCriteria: [CRITERIA[name]] }],
            }),
          })),
        },
      },
      ...durations.map(([name, duration]) => ({
        objectType: 'AzureRetentionRule' as const,
        name,
        isDefault: name === 'Default',
        lifecycles: [
          {
            sourceDataStore: VAULT_STORE,
            deleteAfter: { objectType: 'AbsoluteDeleteOption' as const, duration },
            targetDataStoreCopySettings: [],
          },
        ],
      })),
    ],
  };
};

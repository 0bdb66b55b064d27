import { expect, it } from 'vitest';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { backupTrigger, retentionChoices } from './retention-choice.ts';

const vaultStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' } as const;

const retention = (name: string, duration: string) => ({
  objectType: 'AzureRetentionRule' as const,
  name,
  isDefault: name === 'Default',
  lifecycles: [
    {
      sourceDataStore: vaultStore,
      deleteAfter: { objectType: 'AbsoluteDeleteOption' as const, duration },
      targetDataStoreCopySettings: [],
    },
  ],
});

const policy: BackupPolicyProperties = {
  objectType: 'BackupPolicy',
  datasourceTypes: ['Microsoft.DBforPostgreSQL/flexibleServers'],
  policyRules: [
    retention('Default', 'P3M'),
    retention('Yearly', 'P10Y'),
    {
      objectType: 'AzureBackupRule',
      name: 'BackupWeekly',
      backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
      dataStore: vaultStore,
      trigger: {
        objectType: 'ScheduleBasedTriggerContext',
        schedule: { repeatingTimeIntervals: ['R/2026-02-01T02:00:00Z/P1W'], timeZone: 'UTC' },
        taggingCriteria: [
          { isDefault: true, taggingPriority: 99, tagInfo: { tagName: 'Default' } },
          { isDefault: false, taggingPriority: 10, tagInfo: { tagName: 'Yearly' } },
        ],
      },
    },
  ],
};

it('offers every rule with its duration and the day until which it keeps the backup', () => {
  const choices = retentionChoices(policy, new Date('2026-11-30T10:00:00Z'));
  expect(choices.map(({ rule, duration, retainedUntil }) => [rule, duration, retainedUntil?.toISOString()])).toEqual([
    ['Yearly', '10 years', '2036-11-30T10:00:00.000Z'],
    ['Default', '3 months', '2027-02-28T10:00:00.000Z'],
  ]);
});

it('runs the rule of the policy and overrides the retention', () => {
  expect(backupTrigger(policy, 'Yearly')).toEqual({
    backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: { retentionTagOverride: 'Yearly' } },
  });
});

it('has nothing to run for a policy without a backup rule', () => {
  expect(backupTrigger({ ...policy, policyRules: [retention('Default', 'P3M')] }, 'Default')).toBeUndefined();
});

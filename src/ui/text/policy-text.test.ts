import { describe, expect, it } from 'vitest';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { durationText, inUseText, retentionSummary, ruleTitle, scheduleText } from './policy-text.ts';

const vaultStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' } as const;

function policy(
  intervals: string[],
  rules: [name: string, priority: number, duration: string][] = [],
  timeZone = 'UTC',
): BackupPolicyProperties {
  return {
    objectType: 'BackupPolicy',
    datasourceTypes: ['Microsoft.DBforPostgreSQL/flexibleServers'],
    policyRules: [
      {
        objectType: 'AzureBackupRule',
        name: 'BackupWeekly',
        backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
        dataStore: vaultStore,
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule: { repeatingTimeIntervals: intervals, timeZone },
          taggingCriteria: rules.map(([tagName, taggingPriority]) => ({
            isDefault: tagName === 'Default',
            taggingPriority,
            tagInfo: { tagName },
          })),
        },
      },
      ...rules.map(([name, , duration]) => ({
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
      })),
    ],
  };
}

describe('scheduleText', () => {
  it.each([
    [['R/2026-02-01T02:00:00+00:00/P1W'], 'Weekly on Sunday at 2:00 AM (UTC)'],
    [
      ['R/2021-08-18T22:00:00+00:00/P1W', 'R/2021-08-15T22:00:00+00:00/P1W'],
      'Weekly on Sunday, Wednesday at 10:00 PM (UTC)',
    ],
    [['R/2026-02-01T00:30:00Z/P1D'], 'Daily at 12:30 AM (UTC)'],
    [['R/2026-02-01T12:00:00Z/P2W'], 'Every 2 weeks at 12:00 PM (UTC)'],
    [['whenever'], 'whenever'],
    [[], 'No schedule'],
  ])('reads %j', (intervals, text) => {
    expect(scheduleText(policy(intervals))).toBe(text);
  });

  it.each([
    [
      'R/2026-02-01T02:00:00+01:00/P1W',
      'W. Europe Standard Time',
      'Weekly on Sunday at 2:00 AM (W. Europe Standard Time)',
    ],
    ['R/2026-02-01T02:00:00+00:00/P1W', 'Middle Earth Standard Time', 'R/2026-02-01T02:00:00+00:00/P1W'],
  ])('reads %s by the clocks of %s', (interval, timeZone, text) => {
    expect(scheduleText(policy([interval], [], timeZone))).toBe(text);
  });
});

it("reads the weekday and the time off the clocks of the policy's zone", () => {
  const schedule = { repeatingTimeIntervals: ['R/2026-02-01T22:00:00+00:00/P1W'], timeZone: 'India Standard Time' };
  const inIndia = policy([]);
  for (const rule of inIndia.policyRules) if (rule.objectType === 'AzureBackupRule') rule.trigger.schedule = schedule;
  expect(scheduleText(inIndia)).toBe('Weekly on Monday at 3:30 AM (India Standard Time)');
});

describe('durationText', () => {
  it.each([
    ['P26W', '26 weeks'],
    ['P36M', '36 months'],
    ['P10Y', '10 years'],
    ['P1Y', '1 year'],
    ['P7D', '7 days'],
    ['P1Y6M', '1 year 6 months'],
    ['for ever', 'for ever'],
  ])('says %s as %s', (duration, text) => {
    expect(durationText(duration)).toBe(text);
  });
});

it('lists the rules in the order in which they are tried', () => {
  const rules: [string, number, string][] = [
    ['Default', 99, 'P3M'],
    ['Weekly', 20, 'P26W'],
    ['Yearly', 10, 'P10Y'],
  ];
  expect(retentionSummary(policy([], rules))).toBe('Yearly 10 years, Weekly 26 weeks, Default 3 months');
});

it('calls the known rules by what they keep, and others by their name', () => {
  expect(ruleTitle('Weekly')).toBe('First successful backup taken every week');
  expect(ruleTitle('default')).toBe('Default');
  expect(ruleTitle('Quarterly')).toBe('Quarterly');
});

it.each([
  [1, 'This policy is used by 1 backup instance. Assign another policy to it before you delete it.'],
  [3, 'This policy is used by 3 backup instances. Assign another policy to them before you delete it.'],
])('says that a policy is used by %s', (uses, text) => {
  expect(inUseText(uses)).toBe(text);
});

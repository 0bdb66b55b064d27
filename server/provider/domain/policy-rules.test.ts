import { describe, expect, it } from 'vitest';
import type {
  BackupPolicyProperties,
  BackupRule,
  DataStore,
  RetentionRule,
  TaggingCriterion,
} from '#protocol/policy.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { ArmFault } from '../fault.ts';
import { checkPolicy } from './policy-rules.ts';

const store: DataStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' };

const tag = (tagName: string, taggingPriority: number, first?: string): TaggingCriterion => ({
  isDefault: first === undefined,
  taggingPriority,
  tagInfo: { tagName },
  ...(first !== undefined && {
    criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: [first] }],
  }),
});

const DEFAULT_TAG = tag('Default', 99);
const MONTHLY_TAG = tag('Monthly', 15, 'FirstOfMonth');

const retention = (name: string, duration = 'P12W'): RetentionRule => ({
  objectType: 'AzureRetentionRule',
  name,
  isDefault: name === 'Default',
  lifecycles: [
    {
      sourceDataStore: store,
      deleteAfter: { objectType: 'AbsoluteDeleteOption', duration },
      targetDataStoreCopySettings: [],
    },
  ],
});

interface Parts {
  datasourceTypes?: string[];
  intervals?: string[];
  timeZone?: string;
  tags?: TaggingCriterion[];
  retentions?: RetentionRule[];
  backups?: string[];
}

function policy(parts: Parts): BackupPolicyProperties {
  const {
    datasourceTypes = [SERVER_TYPE],
    intervals = ['R/2026-02-01T22:00:00+00:00/P1W'],
    timeZone = 'UTC',
    tags = [MONTHLY_TAG, DEFAULT_TAG],
    retentions = [retention('Monthly'), retention('Default')],
    backups = ['BackupWeekly'],
  } = parts;
  return {
    objectType: 'BackupPolicy',
    datasourceTypes,
    policyRules: [
      ...backups.map((name): BackupRule => ({
        objectType: 'AzureBackupRule',
        name,
        backupParameters: { objectType: 'AzureBackupParams', backupType: 'Full' },
        dataStore: store,
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule: { repeatingTimeIntervals: intervals, timeZone },
          taggingCriteria: tags,
        },
      })),
      ...retentions,
    ],
  };
}

/** What the policy is refused for: `field: sentence`. Undefined when it is taken. */
function refusal(parts: Parts): string | undefined {
  try {
    checkPolicy(policy(parts));
    return undefined;
  } catch (error) {
    if (!(error instanceof ArmFault)) throw error;
    expect(error.status).toBe(400);
    const { target, message } = error.body;
    return `${target ?? ''}: ${message.slice(message.indexOf('. ') + 2)}`;
  }
}

const RULES = 'properties.policyRules';
const TRIGGER = `${RULES}[0].trigger`;
const INTERVALS = `${TRIGGER}.schedule.repeatingTimeIntervals`;
const WEEKLY = "It must be a weekly interval such as 'R/2026-02-01T22:00:00+00:00/P1W'.";

describe('checkPolicy', () => {
  it.each<[string, Parts]>([
    ['as Azure shows it', {}],
    ['with a zone in any case', { timeZone: 'india standard time' }],
    ['with a zone that has an offset for its name', { timeZone: 'UTC-11' }],
    ['with several weekdays', { intervals: ['R/2026-02-01T22:00Z/P1W', 'R/2026-02-04T22:00Z/P1W'] }],
    [
      'with one UTC weekday twice, which are two on the clocks of its zone',
      {
        timeZone: 'India Standard Time',
        intervals: ['R/2026-02-01T12:00:00+00:00/P1W', 'R/2026-02-01T22:00:00+00:00/P1W'],
      },
    ],
    ['with Default alone', { tags: [DEFAULT_TAG], retentions: [retention('Default')] }],
  ])('takes a policy %s', (_, parts) => {
    expect(refusal(parts)).toBeUndefined();
  });

  it.each<[string, Parts, string]>([
    [
      'another datasource type',
      { datasourceTypes: ['Microsoft.Compute/disks'] },
      `properties.datasourceTypes: It must hold exactly '${SERVER_TYPE}'.`,
    ],
    [
      'a second datasource type',
      { datasourceTypes: [SERVER_TYPE, 'Microsoft.Compute/disks'] },
      `properties.datasourceTypes: It must hold exactly '${SERVER_TYPE}'.`,
    ],
    [
      'no schedule',
      { backups: [] },
      `${RULES}: A policy needs exactly one AzureBackupRule, which says when backups run.`,
    ],
    [
      'a name twice',
      { backups: ['Monthly'] },
      `${RULES}: The name 'Monthly' is used twice. Give each rule a name of its own.`,
    ],
    ['a daily interval', { intervals: ['R/2026-02-01T22:00:00Z/P1D'] }, `${INTERVALS}[0]: ${WEEKLY}`],
    [
      'a second interval in the compact form',
      { intervals: ['R/2026-02-01T22:00:00Z/P1W', 'R/20260202T220000Z/P1W'] },
      `${INTERVALS}[1]: ${WEEKLY}`,
    ],
    ['a day that is none', { intervals: ['R/2026-02-30T22:00:00Z/P1W'] }, `${INTERVALS}[0]: ${WEEKLY}`],
    [
      'a weekday twice',
      { intervals: ['R/2026-02-01T22:00:00Z/P1W', 'R/2026-02-08T06:00:00Z/P1W'] },
      `${INTERVALS}[1]: An interval before it begins on the same weekday in the time zone 'UTC'. Give each weekday one interval.`,
    ],
    [
      'an IANA zone',
      { timeZone: 'Europe/Berlin' },
      `${TRIGGER}.schedule.timeZone: It must be UTC or a Windows time zone such as 'India Standard Time'.`,
    ],
    [
      'a tag that this datasource does not have',
      { tags: [tag('Daily', 25, 'FirstOfDay'), DEFAULT_TAG], retentions: [retention('Daily'), retention('Default')] },
      `${TRIGGER}.taggingCriteria: The tag 'Daily' is not one of Default, Weekly, Monthly, Yearly.`,
    ],
    [
      'a tag without criteria',
      { tags: [{ ...MONTHLY_TAG, criteria: [] }, DEFAULT_TAG] },
      `${TRIGGER}.taggingCriteria: The tag 'Monthly' needs criteria, such as 'FirstOfMonth'.`,
    ],
    [
      'a priority twice',
      { tags: [tag('Monthly', 99, 'FirstOfMonth'), DEFAULT_TAG] },
      `${TRIGGER}.taggingCriteria: Names and priorities must differ; '99' comes twice.`,
    ],
    [
      'a default that is tried before others',
      { tags: [tag('Monthly', 15, 'FirstOfMonth'), tag('Default', 10)] },
      `${TRIGGER}.taggingCriteria: 'Default' must have the highest priority number: it comes last.`,
    ],
    [
      'a rule without a tag',
      { tags: [DEFAULT_TAG] },
      `${TRIGGER}.taggingCriteria: The retention rule 'Monthly' needs a tag of the same name.`,
    ],
    [
      'a tag whose rule has another case',
      { retentions: [retention('monthly'), retention('Default')] },
      `${TRIGGER}.taggingCriteria: The retention rule 'monthly' needs a tag of the same name.`,
    ],
    [
      'a tag without a rule',
      { retentions: [retention('Default')] },
      `${RULES}: The tag 'Monthly' needs a retention rule of the same name.`,
    ],
    [
      'no default rule',
      { retentions: [retention('Monthly')] },
      `${RULES}: There must be exactly one default retention rule, 'Default'.`,
    ],
    [
      'six days',
      { retentions: [retention('Monthly', 'P6D'), retention('Default')] },
      `${RULES}[1].lifecycles: The duration must be between 7 days and 10 years.`,
    ],
    [
      'no lifecycle at all',
      { retentions: [retention('Monthly'), { ...retention('Default'), lifecycles: [] }] },
      `${RULES}[2].lifecycles: A retention rule needs exactly one lifecycle, in the vault store.`,
    ],
  ])('refuses %s', (_, parts, message) => {
    expect(refusal(parts)).toBe(message);
  });
});

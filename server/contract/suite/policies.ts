/** Backup policies (docs/reference/arm.md#5-policies). */
import type { Page } from '#protocol/data-protection.ts';
import type { BackupPolicy, BackupRule, RetentionRule, TaggingCriterion } from '#protocol/policy.ts';
import { POLICY_ID, POLICY_NAME, VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { errorOf, fresh, protectedServer } from './client.ts';
import { freshWorld } from './world.ts';

const store = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' } as const;

const tag = (tagName: string, taggingPriority: number, isDefault = false): TaggingCriterion => ({
  isDefault,
  taggingPriority,
  tagInfo: { tagName },
  ...(!isDefault && { criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: ['FirstOfMonth'] }] }),
});

const retention = (name: string, duration: string): RetentionRule => ({
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
  intervals?: string[];
  timeZone?: string;
  tags?: TaggingCriterion[];
  retentions?: RetentionRule[];
  datasourceTypes?: string[];
  backups?: number;
}

const policy = ({
  intervals = ['R/2026-02-01T22:00:00+00:00/P1W'],
  timeZone = 'UTC',
  tags = [tag('Monthly', 15), tag('Default', 99, true)],
  retentions = [retention('Monthly', 'P12M'), retention('Default', 'P12W')],
  datasourceTypes = ['Microsoft.DBforPostgreSQL/flexibleServers'],
  backups = 1,
}: Parts = {}) => ({
  properties: {
    objectType: 'BackupPolicy',
    datasourceTypes,
    policyRules: [
      ...Array.from({ length: backups }, (_, at): BackupRule => ({
        objectType: 'AzureBackupRule',
        name: at === 0 ? 'BackupWeekly' : `BackupWeekly${String(at)}`,
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
  },
});

export function describePolicies(host: ContractHost): void {
  describe('backup policies', () => {
    const arm = freshWorld(host);
    const policyId = (name = fresh('policy')): string => `${VAULT_ID}/backupPolicies/${name}`;

    it('has the seeded one', async () => {
      const { value } = await arm().get<Page<BackupPolicy>>(`${VAULT_ID}/backupPolicies`);
      expect(value.map(({ name }) => name)).toContain(POLICY_NAME);
      expect((await arm().get<BackupPolicy>(POLICY_ID)).properties.policyRules.map(({ name }) => name)).toEqual([
        'BackupWeekly',
        'Yearly',
        'Monthly',
        'Weekly',
        'Default',
      ]);
    });

    it('creates and replaces with 200, fills in tag ids, and leaves out what is not returned', async () => {
      const id = policyId();
      const sent = policy();
      const answer = await arm().put<BackupPolicy>(id, { properties: { ...sent.properties, name: 'ignored' } });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id, type: 'Microsoft.DataProtection/backupVaults/backupPolicies' });
      expect(answer.body.properties).not.toHaveProperty('name');
      const [rule] = answer.body.properties.policyRules as [BackupRule];
      expect(rule.trigger.taggingCriteria.map(({ tagInfo }) => tagInfo)).toEqual([
        { tagName: 'Monthly', id: 'Monthly_' },
        { tagName: 'Default', id: 'Default_' },
      ]);
      expect((await arm().put(id, policy({ timeZone: 'India Standard Time' }))).status).toBe(200);
      expect(await arm().get<BackupPolicy>(id)).toEqual(
        (await arm().put(id, policy({ timeZone: 'India Standard Time' }))).body,
      );
    });

    it('deletes with 200, and returns 204 when there is nothing to delete', async () => {
      const id = policyId();
      await arm().put(id, policy());
      const removed = await arm().remove(id);
      expect([removed.status, removed.text]).toEqual([200, '']);
      expect((await arm().remove(id)).status).toBe(204);
    });

    it('does not delete a policy that an instance uses', async () => {
      await protectedServer(arm());
      const answer = await arm().remove(POLICY_ID);
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'UserErrorBackupPolicyInUse']);
    });

    it.each(['P7D', 'P12W', 'P3M', 'P10Y', 'P120M', 'P3652D'])('keeps for %s', async (duration) => {
      const body = policy({ tags: [tag('Default', 99, true)], retentions: [retention('Default', duration)] });
      expect((await arm().put(policyId(), body)).status).toBe(200);
    });

    it.each(['P6D', 'P11Y', 'P121M', 'P3653D', 'PT24H', 'P', '12W', 'P1.5Y', 'forever', ''])(
      'does not keep for %j',
      async (duration) => {
        const body = policy({ tags: [tag('Default', 99, true)], retentions: [retention('Default', duration)] });
        const answer = await arm().put(policyId(), body);
        expect([answer.status, errorOf(answer).target]).toEqual([400, 'properties.policyRules[1].lifecycles']);
      },
    );

    it.each(['R/2021-08-15T22:00:00.000+00:00/P1W', 'R/2021-08-15T22:00Z/P1W', 'R/2021-08-15T22:00:00-05:30/P1W'])(
      'takes the interval %s',
      async (interval) => {
        expect((await arm().put(policyId(), policy({ intervals: [interval] }))).status).toBe(200);
      },
    );

    it.each([
      'R/20210815T220000Z/P1W',
      'R/2021-08-15T22:00:00Z/P1D',
      'R/2021-02-30T22:00:00Z/P1W',
      'R/2021-08-15T25:00:00Z/P1W',
      'R/2021-08-15T22:00:00/P1W',
      'weekly',
    ])('refuses the interval %s', async (interval) => {
      const answer = await arm().put(policyId(), policy({ intervals: [interval] }));
      expect(answer.status).toBe(400);
      expect(errorOf(answer).target).toContain('repeatingTimeIntervals[0]');
    });

    it('takes one interval for each weekday, and refuses a second one', async () => {
      const days = ['01', '02', '03', '04', '05', '06', '07'].map((day) => `R/2026-02-${day}T22:00:00+00:00/P1W`);
      expect((await arm().put(policyId(), policy({ intervals: days }))).status).toBe(200);
      const again = await arm().put(
        policyId(),
        policy({ intervals: [...days.slice(0, 2), 'R/2026-02-08T06:00:00Z/P1W'] }),
      );
      expect([again.status, errorOf(again).target]).toEqual([
        400,
        'properties.policyRules[0].trigger.schedule.repeatingTimeIntervals[2]',
      ]);
    });

    it.each<[string, (body: ReturnType<typeof policy>) => void, string]>([
      [
        'an archive',
        ({ properties }) => {
          const [, rule] = properties.policyRules as [BackupRule, RetentionRule];
          rule.lifecycles = rule.lifecycles.map((each) => ({
            ...each,
            sourceDataStore: { ...store, dataStoreType: 'ArchiveStore' },
          }));
        },
        'properties.policyRules[1].lifecycles[0].sourceDataStore.dataStoreType',
      ],
      [
        'copies in another store',
        ({ properties }) => {
          const [, rule] = properties.policyRules as [BackupRule, RetentionRule];
          rule.lifecycles = rule.lifecycles.map((each) => ({ ...each, targetDataStoreCopySettings: [{}] }));
        },
        'properties.policyRules[1].lifecycles[0].targetDataStoreCopySettings',
      ],
      [
        'incremental backups',
        ({ properties }) => {
          const [rule] = properties.policyRules as [BackupRule];
          rule.backupParameters = { ...rule.backupParameters, backupType: 'Incremental' };
        },
        'properties.policyRules[0].backupParameters.backupType',
      ],
    ])('refuses %s', async (_, change, target) => {
      const body = policy();
      change(body);
      const answer = await arm().put(policyId(), body);
      expect([answer.status, errorOf(answer).target]).toEqual([400, target]);
    });

    it.each<[string, Parts]>([
      ['no backup rule', { backups: 0 }],
      ['two backup rules', { backups: 2 }],
      ['another datasource type', { datasourceTypes: ['Microsoft.Compute/disks'] }],
      ['a time zone that is none', { timeZone: 'Middle Earth Standard Time' }],
      ['no interval', { intervals: [] }],
      ['no default tag', { tags: [tag('Monthly', 15)] }],
      ['a default tag that is not last', { tags: [tag('Monthly', 15), tag('Default', 10, true)] }],
      ['no default retention', { retentions: [retention('Monthly', 'P12M')] }],
      ['a retention without a tag', { tags: [tag('Default', 99, true)] }],
      ['a tag without a retention', { retentions: [retention('Default', 'P12W')] }],
      ['a tag twice', { tags: [tag('Monthly', 15), tag('Monthly', 16), tag('Default', 99, true)] }],
      ['a priority twice', { tags: [tag('Monthly', 99), tag('Default', 99, true)] }],
      [
        'a tag that this datasource does not have',
        {
          tags: [tag('Hourly', 15), tag('Default', 99, true)],
          retentions: [retention('Hourly', 'P12M'), retention('Default', 'P12W')],
        },
      ],
    ])('refuses a policy with %s', async (_, parts) => {
      const answer = await arm().put(policyId(), policy(parts));
      expect(answer.status, answer.text).toBe(400);
      expect(errorOf(answer).target).toMatch(/^properties\./);
    });

    it.each(['ab', 'a b c', 'x'.repeat(151), 'päivä'])('refuses the policy name %j', async (name) => {
      const answer = await arm().put(policyId(encodeURIComponent(name)), policy());
      expect([answer.status, errorOf(answer).target]).toEqual([400, 'name']);
    });
  });
}

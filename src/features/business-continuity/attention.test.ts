import { describe, expect, it } from 'vitest';
import type { BackupInstance, DeletedBackupInstance, Job, JobProperties } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { attentionItems } from './attention.ts';

const NOW = Date.parse('2026-02-10T00:00:00Z');
const VAULT = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv';

const instance = (name: string, currentProtectionState = 'ProtectionConfigured'): BackupInstance =>
  ({
    id: `${VAULT}/backupInstances/${name}`,
    properties: { friendlyName: name, currentProtectionState, protectionStatus: { status: currentProtectionState } },
  }) as BackupInstance;

let count = 0;
const job = (name: string, startTime: string, status: string, operationCategory = 'Backup'): Job => {
  count += 1;
  return {
    id: `${VAULT}/backupJobs/${count}`,
    properties: {
      backupInstanceId: `${VAULT}/BACKUPINSTANCES/${name}`,
      startTime,
      endTime: startTime,
      status,
      operationCategory,
    } as JobProperties,
  } as Job;
};

const deleted = (name: string, scheduledPurgeTime: string): DeletedBackupInstance =>
  ({
    id: `${VAULT}/deletedBackupInstances/${name}`,
    properties: { friendlyName: name, deletionInfo: { scheduledPurgeTime } },
  }) as DeletedBackupInstance;

const textsOf = (facts: Partial<Parameters<typeof attentionItems>[0]>) =>
  attentionItems({ instances: [], deleted: [], jobs: [], now: NOW, ...facts }).map(({ name, text }) => [name, text]);

describe('attentionItems', () => {
  it.each<[string, string, Job[], string | undefined]>([
    ['all is well', 'ProtectionConfigured', [job('pg', '2026-02-09T00:00:00Z', 'Completed')], undefined],
    ['no backup yet', 'ProtectionConfigured', [], undefined],
    ['an error of the protection', 'ProtectionError', [], 'Protection error'],
    [
      'listed once, by the worse problem',
      'ConfiguringProtectionFailed',
      [job('pg', '2026-02-09T00:00:00Z', 'Failed')],
      'Protection error',
    ],
    [
      'the last backup failed',
      'ProtectionConfigured',
      [job('pg', '2026-02-09T00:00:00Z', 'Failed'), job('pg', '2026-02-08T00:00:00Z', 'Completed')],
      'Last backup failed',
    ],
    [
      'a failure that a later backup made up for',
      'ProtectionConfigured',
      [job('pg', '2026-02-08T00:00:00Z', 'Failed'), job('pg', '2026-02-09T00:00:00Z', 'CompletedWithWarnings')],
      undefined,
    ],
    [
      'another backup runs after the one that failed',
      'ProtectionConfigured',
      [job('pg', '2026-02-09T00:00:00Z', 'InProgress'), job('pg', '2026-02-08T00:00:00Z', 'Failed')],
      'Last backup failed',
    ],
    ['a restore failed', 'ProtectionConfigured', [job('pg', '2026-02-09T00:00:00Z', 'Failed', 'Restore')], undefined],
  ])('%s', (_, state, jobs, text) => {
    expect(textsOf({ instances: [instance('pg', state)], jobs })).toEqual(text === undefined ? [] : [['pg', text]]);
  });

  it.each([
    ['2026-02-12T23:00:00Z', 1],
    ['2026-02-13T01:00:00Z', 0],
    ['2026-02-09T00:00:00Z', 0],
  ])('deleted data that goes for good at %s: %i', (purge, items) => {
    expect(textsOf({ deleted: [deleted('pg-old', purge)] })).toHaveLength(items);
  });

  it('leads to what can be done: mend the protection, look at the job, bring the data back', () => {
    const items = attentionItems({
      instances: [instance('a', 'ProtectionError'), instance('b')],
      jobs: [job('b', '2026-02-09T00:00:00Z', 'Failed')],
      deleted: [deleted('c', '2026-02-11T00:00:00Z')],
      now: NOW,
    });
    expect(items.map(({ remedy }) => [remedy.label, lastName(remedy.to)])).toEqual([
      ['Fix protection error', 'a?pane=fix-protection'],
      ['View job', expect.stringContaining('backupJobs')],
      ['Undelete', 'c?pane=undelete'],
    ]);
  });

  it('puts errors first, then the newest failure, then what goes soonest', () => {
    expect(
      textsOf({
        instances: [instance('a'), instance('b'), instance('c', 'ProtectionError')],
        jobs: [job('a', '2026-02-08T00:00:00Z', 'Failed'), job('b', '2026-02-09T00:00:00Z', 'Failed')],
        deleted: [deleted('late', '2026-02-12T00:00:00Z'), deleted('soon', '2026-02-11T00:00:00Z')],
      }).map(([name]) => name),
    ).toEqual(['c', 'b', 'a', 'soon', 'late']);
  });
});

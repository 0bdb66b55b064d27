import { describe, expect, it } from 'vitest';
import type { BackupInstance, DeletedBackupInstance, Job, JobProperties, Vault } from '#protocol/data-protection.ts';
import { alertsFrom } from './alerts.ts';

const VAULT = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv';
const SINCE = Date.parse('2026-02-01T00:00:00Z');

const job = (name: string, properties: Partial<JobProperties> = {}): Job => ({
  id: `${VAULT}/backupJobs/${name}`,
  name,
  type: '',
  properties: {
    status: 'Failed',
    operationCategory: 'Backup',
    startTime: '2026-02-02T00:00:00Z',
    endTime: '2026-02-02T01:00:00Z',
    backupInstanceId: `${VAULT}/backupInstances/pg`,
    backupInstanceFriendlyName: 'pg',
    ...properties,
  } as JobProperties,
});

const deletedAt = (deletionTime: string): DeletedBackupInstance =>
  ({
    id: `${VAULT}/deletedBackupInstances/pg-old`,
    properties: {
      friendlyName: 'pg-old',
      deletionInfo: { deletionTime, scheduledPurgeTime: '2026-02-20T00:00:00Z' },
    },
  }) as DeletedBackupInstance;

const vault = (alertsForAllJobFailures: string): Vault =>
  ({
    id: VAULT.toUpperCase(),
    properties: { monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures } } },
  }) as Vault;

const namesOf = (jobs: Job[], vaults: Vault[] = []) =>
  alertsFrom({ jobs, deleted: [], vaults, since: SINCE }).map(({ name }) => name);

describe('alertsFrom', () => {
  it('reports damaged restore points for as long as they exist, and proofs that failed', () => {
    const damaged = {
      count: 1,
      recoveryPointId: 'p',
      foundTime: '2020-01-01T00:00:00Z',
      message: 'A file is missing.',
    };
    const instance = { id: `${VAULT}/backupInstances/x`, properties: { friendlyName: 'x', proof: { damaged } } };
    const drill = job('1');
    drill.properties = { ...drill.properties, operationCategory: 'Management', operation: 'Drill' };
    const alerts = alertsFrom({
      jobs: [drill],
      deleted: [],
      instances: [instance as BackupInstance],
      vaults: [],
      since: SINCE,
    });
    expect(alerts.map(({ name, severity }) => [name, severity])).toEqual([
      ['Damaged Restore Point', 'Sev 0'],
      ['Proof Failure', 'Sev 1'],
    ]);
    expect(alerts[0]?.items[0]?.damage).toBe('A file is missing.');
  });

  it.each<[string, Partial<JobProperties>, string[]]>([
    ['a failed backup', {}, ['Backup Failure']],
    ['a failed restore', { operationCategory: 'Restore' }, ['Restore Failure']],
    ['a restore into another region', { operationCategory: 'CrossRegionRestore' }, ['Restore Failure']],
    ['a status in another case', { status: 'failed' }, ['Backup Failure']],
    ['a job that went well', { status: 'Completed' }, []],
    ['a job with warnings', { status: 'CompletedWithWarnings' }, []],
    ['something else that failed', { operationCategory: 'Management', operation: 'ConfigureProtection' }, []],
    ['a failure before the range', { endTime: '2026-01-31T23:59:59Z' }, []],
    ['a job that began before the range and failed in it', { startTime: '2026-01-31T23:00:00Z' }, ['Backup Failure']],
  ])('%s', (_, properties, names) => {
    expect(namesOf([job('1', properties)])).toEqual(names);
  });

  it('leaves out the failed jobs of a vault whose alerts are off', () => {
    expect(namesOf([job('1')], [vault('Disabled')])).toEqual([]);
    expect(namesOf([job('1')], [vault('Enabled')])).toEqual(['Backup Failure']);
  });

  it('counts instances, and lists every time one failed, the last first', () => {
    const [alert] = alertsFrom({
      jobs: [job('early'), job('late', { endTime: '2026-02-03T00:00:00Z' })],
      deleted: [],
      vaults: [],
      since: SINCE,
    });
    expect(alert).toMatchObject({ impacted: 1, severity: 'Sev 1', category: 'Job failure' });
    expect(alert?.items.map(({ job: one }) => one?.name)).toEqual(['late', 'early']);
  });

  it('reports deleted backup data first, by the id that the instance had', () => {
    const deleted = [deletedAt('2026-02-05T00:00:00Z')];
    const [first, second] = alertsFrom({ jobs: [job('1')], deleted, vaults: [vault('Disabled')], since: SINCE });
    expect(first).toMatchObject({ name: 'Delete Backup Data', severity: 'Sev 0', category: 'Security', impacted: 1 });
    expect(first?.items[0]).toMatchObject({ instanceId: `${VAULT}/backupInstances/pg-old`, vaultId: VAULT });
    expect(second).toBeUndefined();
  });

  it('leaves out what was deleted before the range', () => {
    const deleted = [deletedAt('2026-01-05T00:00:00Z')];
    expect(alertsFrom({ jobs: [], deleted, vaults: [], since: SINCE })).toEqual([]);
  });
});

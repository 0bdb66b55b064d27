/** On-demand backups, their jobs and recovery points (docs/reference/arm.md#91-backup-now, #101-points, #11-jobs). */
import type { Job, OperationStatus, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { lastName } from '#protocol/resource-id.ts';
import type { PointContents } from '#protocol/restore.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import {
  assignment,
  endOf,
  errorOf,
  eventually,
  fresh,
  protectedServer,
  startBackup,
  trigger,
  vaultIdentity,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

const pointsOf = async (arm: Arm, instanceId: string, filter?: string): Promise<RecoveryPoint[]> => {
  const query = filter === undefined ? '' : `?$filter=${encodeURIComponent(filter)}`;
  return (await arm.get<Page<RecoveryPoint>>(`${instanceId}/recoveryPoints${query}`)).value;
};

export function describeBackups(host: ContractHost): void {
  describe('backing up', () => {
    const arm = freshWorld(host);

    it('returns 202 with both headers; the operation and its result name the job, in another case than the job does', async () => {
      const { instanceId } = await protectedServer(arm());
      const answer = await arm().post(`${instanceId}/backup`, trigger());
      expect(answer.status).toBe(202);
      const status = await arm().settle(answer);
      expect(status.properties?.objectType).toBe('OperationJobExtendedInfo');
      const jobId = status.properties?.jobId ?? '';
      expect(jobId).toContain('/resourcegroups/rg-backup/');
      expect(jobId).toContain('/BackupVaults/');
      const result = await arm().get(answer.headers.get('location') ?? '');
      expect(result).toEqual({ jobId, objectType: 'OperationJobExtendedInfo' });
      const job = await arm().get<Job>(jobId);
      expect(job.id).toContain('/resourceGroups/rg-backup/');
      expect(job.id).not.toBe(jobId);
      await endOf(arm(), jobId);
    });

    it('ends with a complete job, and a recovery point that is kept as the default rule says', async () => {
      const { instanceId, server } = await protectedServer(arm());
      const jobId = await startBackup(arm(), instanceId);
      const job = await endOf(arm(), jobId);
      const name = lastName(server);
      expect(job.properties).toMatchObject({
        status: 'Completed',
        operationCategory: 'Backup',
        operation: 'Backup',
        backupInstanceId: instanceId,
        dataSourceId: server,
        dataSourceName: name,
        sourceResourceGroup: 'rg-data',
        vaultName: 'bv-contoso-weu',
        policyName: 'weekly-standard',
        destinationDataStoreName: 'VaultStore',
        isUserTriggered: true,
        supportedActions: [''],
        errorDetails: null,
        restoreType: null,
        isCrossRegionRestore: null,
      });
      expect(job.properties.duration).toMatch(/^PT(\d+H)?(\d+M)?(\d+(\.\d+)?S)?$/);
      expect(job.properties.endTime).toMatch(/\.\d{7}Z$/);
      const info = job.properties.extendedInfo;
      expect(info?.additionalDetails).toEqual({ RetentionTag: 'default' });
      expect(info?.dataTransferredInBytes).toBeGreaterThan(0);
      expect(info?.targetRecoverPoint?.recoveryPointTime).toBe('0001-01-01T00:00:00Z');
      expect(info?.subTasks.map(({ taskName, taskStatus }) => [taskName, taskStatus])).toEqual([
        ['Validate vault permissions', 'Completed'],
        ['Check server readiness', 'Completed'],
        ['Take full backup', 'Completed'],
        ['Transfer data to the vault', 'Completed'],
        ['Create recovery point', 'Completed'],
      ]);
      expect((await arm().call('GET', jobId)).text).toMatch(/"dataTransferredInBytes":\d+\.0/);

      const [point, ...others] = await pointsOf(arm(), instanceId);
      expect(others).toEqual([]);
      expect(point?.name).toMatch(/^[0-9a-f]{32}$/);
      expect(point?.name).toBe(info?.targetRecoverPoint?.recoveryPointID);
      expect(point?.properties).toMatchObject({
        objectType: 'AzureBackupDiscreteRecoveryPoint',
        recoveryPointType: 'Full',
        retentionTagName: 'default',
        policyName: 'weekly-standard',
        recoveryPointState: 'Completed',
        recoveryPointDataStoresDetails: [{ type: 'VaultStore', state: 'COMMITTED', visible: true }],
      });
      const { recoveryPointTime = '', expiryTime } = point?.properties ?? {};
      const days = (Date.parse(expiryTime ?? '') - Date.parse(recoveryPointTime)) / DAY_MS;
      expect(days).toBeGreaterThanOrEqual(89);
      expect(days).toBeLessThanOrEqual(92);
      expect(await arm().get<RecoveryPoint>(point?.id ?? '')).toEqual(point);
    });

    it('keeps a point as the chosen rule says', async () => {
      const { instanceId } = await protectedServer(arm());
      const job = await endOf(arm(), await startBackup(arm(), instanceId, 'Yearly'));
      expect(job.properties.extendedInfo?.additionalDetails).toEqual({ RetentionTag: 'Yearly' });
      const [point] = await pointsOf(arm(), instanceId);
      expect(point?.properties.retentionTagName).toBe('Yearly');
      const made = new Date(point?.properties.recoveryPointTime ?? '');
      expect(new Date(point?.properties.expiryTime ?? '').getUTCFullYear()).toBe(made.getUTCFullYear() + 10);
    });

    it('shows jobs in a list with a time span and without details, newest first', async () => {
      const { instanceId } = await protectedServer(arm());
      const first = await endOf(arm(), await startBackup(arm(), instanceId));
      const second = await endOf(arm(), await startBackup(arm(), instanceId));
      const list = await arm().get<Page<Job>>(`${VAULT_ID}/backupJobs`);
      expect(list.nextLink).toBeNull();
      const ids = list.value.map(({ id }) => id);
      expect(ids.indexOf(second.id)).toBeLessThan(ids.indexOf(first.id));
      for (const { properties } of list.value) {
        expect(properties.extendedInfo).toBeNull();
        expect(properties.duration).toMatch(/^(\d+\.)?\d\d:\d\d:\d\d(\.\d{7})?$/);
      }
    });

    it('shows a running job as running', async () => {
      const { instanceId } = await protectedServer(arm(), { host: 'slow.invalid' });
      const jobId = await startBackup(arm(), instanceId);
      const job = await eventually(
        () => arm().get<Job>(jobId),
        ({ properties }) => properties.extendedInfo?.subTasks[2]?.taskStatus === 'InProgress',
      );
      expect(job.properties).toMatchObject({
        status: 'InProgress',
        endTime: null,
        duration: 'PT0S',
        destinationDataStoreName: null,
        extendedInfo: { targetRecoverPoint: null },
      });
      expect(await pointsOf(arm(), instanceId)).toEqual([]);
    });

    it('runs one backup of an instance at a time, for any number of simultaneous requests', async () => {
      const { instanceId } = await protectedServer(arm(), { host: 'slow.invalid' });
      const answers = await Promise.all([1, 2, 3].map(() => arm().post(`${instanceId}/backup`, trigger())));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 400, 400]);
      const refused = answers.find(({ status }) => status === 400);
      expect(refused && errorOf(refused).code).toBe('UserErrorMaxConcurrentOperationLimitReached');
      const removal = await arm().remove(instanceId);
      expect([removal.status, errorOf(removal).code]).toEqual([409, 'UserErrorMaxConcurrentOperationLimitReached']);
    });

    it('cancels a running job, as its supportedActions say, and refuses one that has ended', async () => {
      const { instanceId } = await protectedServer(arm(), { host: `${fresh('c')}.slow.invalid` });
      const jobId = await startBackup(arm(), instanceId);
      await eventually(
        () => arm().get<Job>(jobId),
        ({ properties }) => properties.extendedInfo?.subTasks[2]?.taskStatus === 'InProgress',
      );
      expect((await arm().get<Job>(jobId)).properties.supportedActions).toEqual(['Cancel']);
      expect((await arm().post(`${jobId}/cancel`, undefined, { as: 'backup-admin' })).status).toBe(202);
      const answer = await arm().post(`${jobId}/cancel`);
      expect(answer.status).toBe(202);
      const { status, properties } = await arm().settle(answer);
      expect([status, properties?.jobId.toLowerCase()]).toEqual(['Succeeded', jobId.toLowerCase()]);
      const ended = await eventually(
        () => arm().get<Job>(jobId),
        (job) => !['InProgress', 'Cancelling'].includes(job.properties.status),
      );
      expect(ended.properties).toMatchObject({ status: 'Cancelled', supportedActions: [''], errorDetails: null });
      expect(await pointsOf(arm(), instanceId)).toEqual([]);

      const done = await endOf(arm(), await startBackup(arm(), (await protectedServer(arm())).instanceId));
      const refused = await arm().post(`${done.id}/cancel`);
      expect([refused.status, errorOf(refused).code]).toEqual([409, 'UserErrorJobHasEnded']);
    });

    it.each([
      ['disappears.invalid', 'ServerUnreachable'],
      ['too-new.invalid', 'ToolsTooOld'],
    ])('ends the job as Failed when the server at %s fails it, and leaves no recovery point', async (at, innerCode) => {
      const { instanceId } = await protectedServer(arm(), { host: at });
      const { properties } = await endOf(arm(), await startBackup(arm(), instanceId));
      expect(properties.status).toBe('Failed');
      expect(properties.errorDetails).toHaveLength(1);
      expect(properties.errorDetails?.[0]).toMatchObject({
        code: 'PostgreSQLFlexOperationFailedUserError',
        isUserError: false,
        innerError: { code: innerCode },
        recommendedAction: [expect.any(String)],
      });
      expect(properties.extendedInfo?.subTasks.map(({ taskStatus }) => taskStatus)).toContain('Failed');
      expect(await pointsOf(arm(), instanceId)).toEqual([]);
    });

    it('ends the job as Failed when one database fails, and keeps the others as an incomplete point that can be restored', async () => {
      const { instanceId } = await protectedServer(arm(), { host: `${fresh('h')}.half-dumped.invalid` });
      const job = await endOf(arm(), await startBackup(arm(), instanceId));
      expect(job.properties.status).toBe('Failed');
      expect(job.properties.errorDetails).toEqual([
        expect.objectContaining({
          code: 'UserErrorServerPermissionDenied',
          message: expect.stringContaining('"Reporting 2026"') as string,
          properties: expect.objectContaining({
            Database: 'Reporting 2026',
            Object: 'table invoices',
            ServerError: 'permission denied for table invoices',
            ToolOutput: expect.stringContaining('pg_dump: error') as string,
          }) as object,
        }),
      ]);
      const [point, ...others] = await pointsOf(arm(), instanceId);
      expect(others).toEqual([]);
      expect(point?.properties.recoveryPointState).toBe('Partial');
      expect(job.properties.extendedInfo?.targetRecoverPoint?.recoveryPointID).toBe(point?.name);
      const contents = await arm().get<PointContents>(`${point?.id ?? ''}/contents/default`);
      expect(contents.properties.databases.map(({ name }) => name)).toEqual(['app']);
    });

    it('checks the permissions again at each backup', async () => {
      const { instanceId, server } = await protectedServer(arm());
      const principalId = await vaultIdentity(arm());
      const { value } = await arm().get<Page<{ name: string }>>(
        `${server}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(`principalId eq '${principalId}'`)}`,
      );
      const own = await Promise.all(value.map(({ name }) => arm().remove(assignment(server, name))));
      expect(own.some(({ status }) => status === 200)).toBe(true);
      const { properties } = await endOf(arm(), await startBackup(arm(), instanceId));
      expect(properties.status).toBe('Failed');
      expect(properties.errorDetails?.[0]).toMatchObject({
        code: 'PostgreSQLFlexOperationFailedUserError',
        innerError: { code: 'AuthorizationFailed' },
      });
      expect(properties.extendedInfo?.subTasks[0]?.taskStatus).toBe('Failed');
      expect(properties.extendedInfo?.subTasks[4]?.taskStatus).toBe('Skipped');
    });

    it.each([
      ['another rule', trigger('BackupDaily'), 'backupRuleOptions.ruleName'],
      [
        'a retention that is none',
        trigger('BackupWeekly', 'Hourly'),
        'backupRuleOptions.triggerOption.retentionTagOverride',
      ],
      ['no options', {}, 'backupRuleOptions'],
    ])('refuses a backup with %s and names the field', async (_, body, target) => {
      const { instanceId } = await protectedServer(arm());
      const answer = await arm().post(`${instanceId}/backup`, body);
      expect([answer.status, errorOf(answer).target]).toEqual([400, target]);
    });

    it('filters recovery points by date', async () => {
      const { instanceId } = await protectedServer(arm());
      await endOf(arm(), await startBackup(arm(), instanceId));
      const [point] = await pointsOf(arm(), instanceId, '');
      const time = Date.parse(point?.properties.recoveryPointTime ?? '');
      const at = (ms: number): string => new Date(time + ms).toISOString().replace('Z', '0000Z');
      expect(
        await pointsOf(arm(), instanceId, `startDate eq '${at(-1000)}' and endDate eq '${at(1000)}'`),
      ).toHaveLength(1);
      expect(await pointsOf(arm(), instanceId, `startDate eq '${at(0)}' and endDate eq '${at(0)}'`)).toHaveLength(1);
      expect(await pointsOf(arm(), instanceId, `startDate eq '${at(1000)}'`)).toEqual([]);
      expect(await pointsOf(arm(), instanceId, `endDate eq '${at(-1000)}'`)).toEqual([]);
      expect(await pointsOf(arm(), instanceId, `startDate eq '${at(1000)}' and endDate eq '${at(-1000)}'`)).toEqual([]);
      for (const filter of ['yesterday', "startDate eq 'x'", "startDate gt '2026-01-01'"]) {
        const answer = await arm().call('GET', `${instanceId}/recoveryPoints?$filter=${encodeURIComponent(filter)}`);
        expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidFilter']);
      }
    });

    it('returns 404 for a job and a recovery point that do not exist', async () => {
      const { instanceId } = await protectedServer(arm());
      for (const id of [`${VAULT_ID}/backupJobs/none`, `${instanceId}/recoveryPoints/none`]) {
        const answer = await arm().call<OperationStatus>('GET', id);
        expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
      }
    });
  });
}

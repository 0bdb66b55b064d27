/**
 * Storage accounts, checking a restore and restoring: as files (docs/reference/arm.md#102-restore, #14-files), and into
 * a server (our extension).
 */
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Job, OperationResult, OperationStatus, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import { userFacing } from '#protocol/errors.ts';
import type { PostgresDatabase } from '#protocol/postgres.ts';
import {
  RESTORE_TO_SERVER,
  restoreOutcome,
  SERVER_TARGET,
  type DatabaseTarget,
  type PointContents,
} from '#protocol/restore.ts';
import { accountProblem, containerUrl, type BlobContainer, type StorageAccount } from '#protocol/storage.ts';
import { REGION, VAULT_ID } from '#provider/seed.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import {
  assignment,
  assignmentBody,
  DATA,
  endOf,
  errorOf,
  fresh,
  protectedServer,
  registerServer,
  serverId,
  startBackup,
  SUBSCRIPTION,
  trigger,
  vaultIdentity,
  type Answer,
  type Arm,
} from './client.ts';
import { freshWorld } from './world.ts';

const ACCOUNTS = 'providers/Microsoft.Storage/storageAccounts';

interface Place {
  account: StorageAccount;
  container: BlobContainer;
  url: string;
}

/** The first account that a vault can write into, and its first container. */
async function placeIn(arm: Arm): Promise<Place> {
  const { value } = await arm.get<Page<StorageAccount>>(`${SUBSCRIPTION}/${ACCOUNTS}`);
  const account = value.find((each) => accountProblem(each) === undefined);
  if (!account) throw new Error('The world has no storage account to restore into.');
  const list = await arm.get<Page<BlobContainer>>(`${account.id}/blobServices/default/containers`);
  const [container] = list.value;
  if (!container) throw new Error('The storage account has no container.');
  return { account, container, url: containerUrl(account, container.name) };
}

interface PointOf {
  instanceId: string;
  point: RecoveryPoint;
}

async function backedUp(arm: Arm, options?: { host?: string }): Promise<PointOf> {
  const { instanceId } = await protectedServer(arm, options);
  expect((await endOf(arm, await startBackup(arm, instanceId))).properties.status).toBe('Completed');
  const { value } = await arm.get<Page<RecoveryPoint>>(`${instanceId}/recoveryPoints`);
  const [point] = value;
  if (!point) throw new Error('The backup left no recovery point.');
  return { instanceId, point };
}

const asFiles = (point: RecoveryPoint, url: string, filePrefix: string, more: object = {}) => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'VaultStore',
  recoveryPointId: point.name,
  restoreTargetInfo: {
    objectType: 'RestoreFilesTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: REGION,
    targetDetails: { restoreTargetLocationType: 'AzureBlobs', url, filePrefix, ...more },
  },
});

const intoServer = (point: RecoveryPoint, targetServerId: string, databases: DatabaseTarget[], roles = false) => ({
  ...asFiles(point, '', ''),
  restoreTargetInfo: {
    objectType: SERVER_TARGET,
    recoveryOption: 'FailIfExists',
    restoreLocation: REGION,
    targetServerId,
    databases,
    ownersAndRoles: roles,
  },
});

const check = (arm: Arm, instanceId: string, restoreRequestObject: object): Promise<Answer> =>
  arm.post(`${instanceId}/validateRestore`, { restoreRequestObject });

async function checked(arm: Arm, instanceId: string, request: object): Promise<OperationStatus> {
  const answer = await check(arm, instanceId, request);
  expect(answer.status, answer.text).toBe(202);
  return arm.settle(answer);
}

const problemOf = ({ error }: OperationStatus): UserFacingError | undefined => error && userFacing(error);

async function restored(arm: Arm, instanceId: string, request: object): Promise<Job> {
  const accepted = await arm.post(`${instanceId}/restore`, request);
  expect(accepted.status, accepted.text).toBe(202);
  const { properties } = await arm.settle(accepted);
  expect(properties?.objectType).toBe('OperationJobExtendedInfo');
  return endOf(arm, properties?.jobId ?? '');
}

async function allowWriting(arm: Arm, { account }: Place): Promise<void> {
  const principalId = await vaultIdentity(arm);
  const answer = await arm.put(
    assignment(account.id),
    assignmentBody(ROLE_IDS.storageBlobDataContributor, principalId),
  );
  expect([201, 409], answer.text).toContain(answer.status);
}

export function describeRestore(host: ContractHost): void {
  describe('storage accounts', () => {
    const arm = freshWorld(host);

    it('are listed by subscription and by group, and read alone, with the address of their blobs', async () => {
      const { account } = await placeIn(arm());
      expect(account).toMatchObject({
        type: 'Microsoft.Storage/storageAccounts',
        location: REGION,
        properties: {
          provisioningState: 'Succeeded',
          primaryEndpoints: { blob: expect.stringMatching(/^https:.*\/$/) as string },
        },
      });
      expect(await arm().get(account.id)).toEqual(account);
      const group = account.id.split('/providers/')[0] ?? '';
      const { value } = await arm().get<Page<StorageAccount>>(`${group}/${ACCOUNTS}`);
      expect(value).toContainEqual(account);
      expect((await arm().get<Page<StorageAccount>>(`${DATA}/${ACCOUNTS}`)).value).toEqual([]);
    });

    it('return 404 when they do not exist', async () => {
      const none = await arm().call('GET', `${DATA}/${ACCOUNTS}/stnone/blobServices/default/containers`);
      expect([none.status, errorOf(none).code]).toEqual([404, 'ResourceNotFound']);
    });
  });

  describe('restoring as files', () => {
    const arm = freshWorld(host);
    let place: Place;
    let source: PointOf;

    beforeAll(async () => {
      place = await placeIn(arm());
      source = await backedUp(arm());
    }, 60_000);

    it('fails the check and the job while the vault may not write into the storage account', async () => {
      const { instanceId, point } = source;
      const request = asFiles(point, place.url, fresh('early'));
      const status = await checked(arm(), instanceId, request);
      expect(status.status).toBe('Failed');
      expect(problemOf(status)).toMatchObject({
        code: 'UserErrorMSIMissingPermissions',
        recommendedAction: [expect.stringContaining('Storage Blob Data Contributor')],
      });
      const job = await restored(arm(), instanceId, request);
      expect(job.properties.status).toBe('Failed');
      expect(job.properties.errorDetails?.[0]?.code).toBe('UserErrorMSIMissingPermissions');
      expect(job.properties.extendedInfo?.subTasks.map(({ taskStatus }) => taskStatus)).toEqual([
        'Failed',
        'Skipped',
        'Skipped',
      ]);
    });

    describe('with the role on the storage account', () => {
      beforeAll(() => allowWriting(arm(), place));

      it('passes the check, which leaves nothing behind', async () => {
        const { instanceId, point } = source;
        const request = asFiles(point, place.url, 'checked', { targetResourceArmId: place.container.id });
        for (let turn = 0; turn < 2; turn += 1) {
          const answer = await check(arm(), instanceId, request);
          expect((await arm().settle(answer)).status).toBe('Succeeded');
          expect(await arm().get(answer.headers.get('location') ?? '')).toEqual({
            objectType: 'OperationJobExtendedInfo',
          });
        }
      });

      it('ends with a job that names the container, the prefix and every file', async () => {
        const { instanceId, point } = source;
        const prefix = fresh('orders');
        const job = await restored(arm(), instanceId, asFiles(point, place.url, prefix));
        expect(job.properties).toMatchObject({
          status: 'Completed',
          operationCategory: 'Restore',
          operation: 'Restore',
          sourceDataStoreType: 'VaultStore',
          destinationDataStoreName: null,
          isUserTriggered: true,
          errorDetails: null,
        });
        const info = job.properties.extendedInfo;
        expect(info).toMatchObject({
          dataTransferredInBytes: null,
          targetRecoverPoint: null,
          sourceRecoverPoint: {
            recoveryPointID: point.name,
            recoveryPointTime: point.properties.recoveryPointTime,
          },
          recoveryDestination: place.url,
          additionalDetails: { 'Restore File Prefix': prefix },
          warningDetails: null,
        });
        expect(info?.subTasks.map(({ taskName, taskStatus }) => [taskName, taskStatus])).toEqual([
          ['Validate target storage account', 'Completed'],
          ['Read recovery point', 'Completed'],
          ['Copy files to container', 'Completed'],
        ]);
        const { files } = restoreOutcome(job);
        expect(files.map(({ name }) => name)).toEqual([
          `${prefix}_roles.sql`,
          `${prefix}_database_app.sql`,
          `${prefix}_database_Reporting%202026.sql`,
        ]);
        expect(files.map(({ database, format }) => [database, format])).toEqual([
          [undefined, 'plain'],
          ['app', 'custom'],
          ['Reporting 2026', 'custom'],
        ]);
        const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(info?.subTasks[2]?.additionalDetails).toMatchObject({
          DataTransferredInBytes: String(total),
          DatasourceType: 'Microsoft.DBforPostgreSQL/flexibleServers',
        });
        expect(total).toBeGreaterThan(0);
      });

      it('overwrites nothing: a second restore with the prefix fails, and the check says so beforehand', async () => {
        const { instanceId, point } = source;
        const request = asFiles(point, place.url, fresh('once'));
        expect((await restored(arm(), instanceId, request)).properties.status).toBe('Completed');
        expect(problemOf(await checked(arm(), instanceId, request))?.code).toBe('UserErrorRestoreFilesExist');
        const { properties } = await restored(arm(), instanceId, request);
        expect([properties.status, properties.errorDetails?.[0]?.code]).toEqual([
          'Failed',
          'UserErrorRestoreFilesExist',
        ]);
      });

      it('fails for a container that is not there', async () => {
        const { instanceId, point } = source;
        const status = await checked(arm(), instanceId, asFiles(point, `${place.url}-none`, 'x'));
        expect(problemOf(status)?.code).toBe('UserErrorContainerNotFound');
      });

      it.each([
        [
          'a prefix that leads elsewhere',
          (request: object) => withDetails(request, { filePrefix: '../x' }),
          'restoreTargetInfo.targetDetails.filePrefix',
        ],
        [
          'no prefix',
          (request: object) => withDetails(request, { filePrefix: '' }),
          'restoreTargetInfo.targetDetails.filePrefix',
        ],
        [
          'an id that is not of the address',
          (request: object) => withDetails(request, { targetResourceArmId: VAULT_ID }),
          'restoreTargetInfo.targetDetails.targetResourceArmId',
        ],
        [
          'another kind of target',
          (request: object) => withDetails(request, { restoreTargetLocationType: 'AzureFiles' }),
          'restoreTargetInfo.targetDetails.restoreTargetLocationType',
        ],
        [
          'a recovery point that is none',
          (request: object) => ({ ...request, recoveryPointId: '0'.repeat(32) }),
          'recoveryPointId',
        ],
        [
          'a target that is none',
          (request: object) => ({ ...request, restoreTargetInfo: { objectType: 'x' } }),
          'restoreTargetInfo.objectType',
        ],
      ])('refuses %s at once and names the field', async (_, spoil, target) => {
        const { instanceId, point } = source;
        const request = spoil(asFiles(point, place.url, 'x'));
        const answer = await arm().post(`${instanceId}/restore`, request);
        expect([answer.status, errorOf(answer).target], answer.text).toEqual([400, target]);
        const asked = await check(arm(), instanceId, request);
        expect([asked.status, errorOf(asked).target]).toEqual([400, `restoreRequestObject.${target}`]);
      });

      it('is refused while a backup of the instance runs', async () => {
        const { instanceId, point } = await backedUp(arm(), { host: `${fresh('x')}.slow.invalid` });
        await startBackup(arm(), instanceId);
        const answer = await arm().post(`${instanceId}/restore`, asFiles(point, place.url, 'x'));
        expect([answer.status, errorOf(answer).code]).toEqual([400, 'UserErrorMaxConcurrentOperationLimitReached']);
      });
    });
  });

  describe('restoring into a server', () => {
    const arm = freshWorld(host);
    let source: PointOf;
    let target: string;

    const registered = async (hostName: string): Promise<string> => {
      const name = fresh('target');
      expect((await registerServer(arm(), name, { host: hostName })).status).toBe(201);
      return serverId(name);
    };
    const databasesOf = async (server: string): Promise<string[]> =>
      (await arm().get<Page<PostgresDatabase>>(`${server}/databases`)).value.map(({ name }) => name).sort();

    beforeAll(async () => {
      source = await backedUp(arm());
      target = await registered(`${fresh('t')}.example`);
    }, 60_000);

    it('is offered from the recovery point’s contents, with the databases in it', async () => {
      const contents = await arm().get<PointContents>(`${source.point.id}/contents/default`);
      expect(contents.properties.allowedRestoreTargetTypes).toEqual(['RestoreAsFiles', RESTORE_TO_SERVER]);
      expect(['age', 'None']).toContain(contents.properties.encryption);
      expect(contents.properties.databases).toMatchObject([
        { name: 'app', format: 'custom', tables: 3 },
        { name: 'Reporting 2026', format: 'custom', tables: 3 },
      ]);
      const none = await arm().call('GET', `${source.instanceId}/recoveryPoints/none/contents/default`);
      expect(none.status).toBe(404);
    });

    it('creates the databases under their new names, and the job lists them', async () => {
      const { instanceId, point } = source;
      const request = intoServer(point, target, [
        { name: 'app', targetName: 'app_restored', replace: false },
        { name: 'Reporting 2026', targetName: 'host=x', replace: false },
      ]);
      expect((await checked(arm(), instanceId, request)).status).toBe('Succeeded');
      const job = await restored(arm(), instanceId, request);
      expect(job.properties).toMatchObject({ status: 'Completed', operation: 'Restore' });
      expect(job.properties.extendedInfo?.subTasks.map(({ taskName }) => taskName)).toEqual([
        'Validate target server',
        'Read recovery point',
        'Restore databases',
      ]);
      expect(restoreOutcome(job)).toMatchObject({
        serverId: target,
        files: [],
        databases: [
          { name: 'app', targetName: 'app_restored', replaced: false },
          { name: 'Reporting 2026', targetName: 'host=x', replaced: false },
        ],
      });
      expect(await databasesOf(target)).toEqual(expect.arrayContaining(['app_restored', 'host=x']));
    });

    it('reports beforehand what the target server lacks, by database, and restores nevertheless', async () => {
      const { instanceId, point } = source;
      const bare = await registered('bare.invalid');
      const databases = ['app', 'Reporting 2026'].map((name) => ({ name, targetName: `${name} 2`, replace: false }));
      const warned = async (request: object) => {
        const answer = await check(arm(), instanceId, request);
        expect((await arm().settle(answer)).status).toBe('Succeeded');
        return arm().get<OperationResult>(answer.headers.get('location') ?? '');
      };
      const { warningDetails = [] } = await warned(intoServer(point, bare, databases));
      const shown = warningDetails.map(({ warning: { code, message } }) => [code, /'([^']*)'/.exec(message)?.[1]]);
      expect(shown).toEqual([
        ['DatabaseLocaleNotAvailable', 'app 2'],
        ['ExtensionsNotAvailable', 'app 2'],
        ['DatabaseLocaleNotAvailable', 'Reporting 2026 2'],
      ]);
      for (const { warning } of warningDetails) expect(warning.recommendedAction).toEqual([expect.any(String)]);
      const job = await restored(arm(), instanceId, intoServer(point, bare, databases));
      expect(job.properties.status).toBe('CompletedWithWarnings');
      const whole = databases.map((one) => ({ ...one, targetName: `${one.targetName} 3` }));
      expect(await warned(intoServer(point, target, whole))).toEqual({ objectType: 'OperationJobExtendedInfo' });
    });

    it('replaces a database only on request', async () => {
      const { instanceId, point } = source;
      const request = (replace: boolean) => intoServer(point, target, [{ name: 'app', targetName: 'app', replace }]);
      expect(problemOf(await checked(arm(), instanceId, request(false)))?.code).toBe('UserErrorDatabaseExists');
      const failed = await restored(arm(), instanceId, request(false));
      expect(failed.properties.errorDetails?.[0]?.code).toBe('UserErrorDatabaseExists');
      const job = await restored(arm(), instanceId, request(true));
      expect(job.properties.status).toBe('Completed');
      expect((await databasesOf(target)).filter((name) => name === 'app')).toEqual(['app']);
    });

    it('fails honestly when the server goes away, and leaves no database there', async () => {
      const { instanceId, point } = source;
      const away = await registered('disappears.invalid');
      const before = await databasesOf(away);
      const { properties } = await restored(
        arm(),
        instanceId,
        intoServer(point, away, [{ name: 'app', targetName: 'half', replace: false }]),
      );
      expect(properties.status).toBe('Failed');
      expect(properties.errorDetails?.[0]?.innerError?.code).toBe('ServerUnreachable');
      expect(await databasesOf(away)).toEqual(before);
    });

    it('wants a right to change the target server', async () => {
      const { instanceId, point } = source;
      const reader = serverId('pg-sample');
      const request = intoServer(point, reader, [{ name: 'app', targetName: 'x', replace: false }]);
      // The contributor has it.
      expect((await check(arm(), instanceId, request)).status).toBe(202);
      const elsewhere = reader.replace(
        /^\/subscriptions\/[^/]+/,
        '/subscriptions/99999999-9999-4999-8999-999999999999',
      );
      const refused = await arm().post(
        `${instanceId}/restore`,
        intoServer(point, elsewhere, [{ name: 'app', targetName: 'x', replace: false }]),
        { as: 'backup-admin' },
      );
      expect([refused.status, errorOf(refused).code]).toEqual([403, 'LinkedAuthorizationFailed']);
    });

    it.each([
      ['no databases', []],
      ['a name of the server itself', [{ name: 'app', targetName: 'postgres', replace: true }]],
      [
        'one name twice',
        [
          { name: 'app', targetName: 'x', replace: false },
          { name: 'Reporting 2026', targetName: 'x', replace: false },
        ],
      ],
    ])('refuses %s', async (_, databases) => {
      const answer = await arm().post(`${source.instanceId}/restore`, intoServer(source.point, target, databases));
      expect(answer.status).toBe(400);
      expect(errorOf(answer).target).toMatch(/^restoreTargetInfo\.databases/);
    });

    it('keeps the instance for itself: no backup, no deletion and no stopping meanwhile', async () => {
      const { instanceId, point } = source;
      const slow = await registered(`${fresh('t')}.slow.invalid`);
      const accepted = await arm().post(
        `${instanceId}/restore`,
        intoServer(point, slow, [
          { name: 'app', targetName: 'one', replace: false },
          { name: 'Reporting 2026', targetName: 'two', replace: false },
        ]),
      );
      expect(accepted.status).toBe(202);
      const answers = [
        await arm().post(`${instanceId}/backup`, trigger()),
        await arm().post(`${instanceId}/stopProtection`),
        await arm().remove(instanceId),
      ];
      expect(answers.map((answer) => errorOf(answer).code)).toEqual(
        answers.map(() => 'UserErrorMaxConcurrentOperationLimitReached'),
      );
      const { properties } = await arm().settle(accepted);
      expect((await endOf(arm(), properties?.jobId ?? '')).properties.status).toBe('Completed');
    });
  });
}

type FilesRequest = ReturnType<typeof asFiles>;

function withDetails(request: object, details: object): object {
  const { restoreTargetInfo, ...rest } = request as FilesRequest;
  return {
    ...rest,
    restoreTargetInfo: { ...restoreTargetInfo, targetDetails: { ...restoreTargetInfo.targetDetails, ...details } },
  };
}

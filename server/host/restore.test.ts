/** From HTTP to real PostgreSQL: a restore as files, a restore into a server, and a server that is killed meanwhile. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { isRunning, type Job, type OperationStatus } from '#protocol/data-protection.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { restoreOutcome, SERVER_TARGET, type RestoreRequest } from '#protocol/restore.ts';
import { BACKUP_GROUP, DATA_GROUP, REGION, SUBSCRIPTION_ID } from '#provider/seed.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createLargeDatabase, fingerprint, within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 240_000;
const run = promisify(execFile);
const targetId = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, 'pg-target');
const accountId = `${resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP)}/providers/Microsoft.Storage/storageAccounts/stlocalrestore`;

let dataDir = '';
let source: TestPostgres;
let target: TestPostgres;
let portal: PortalProcess;
let instance = '';
let pointName = '';

const request = (restoreTargetInfo: RestoreRequest['restoreTargetInfo']): RestoreRequest => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'VaultStore',
  recoveryPointId: pointName,
  restoreTargetInfo,
});

const asFiles = (filePrefix: string) =>
  request({
    objectType: 'RestoreFilesTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: REGION,
    targetDetails: {
      restoreTargetLocationType: 'AzureBlobs',
      url: 'https://stlocalrestore.blob.backup-portal.internal/restores',
      filePrefix,
    },
  });

const intoServer = (name: string, targetName: string) =>
  request({
    objectType: SERVER_TARGET,
    recoveryOption: 'FailIfExists',
    restoreLocation: REGION,
    targetServerId: targetId,
    databases: [{ name, targetName, replace: false }],
    ownersAndRoles: false,
  });

/** Starts the restore and returns the id of its job. */
async function start(body: RestoreRequest): Promise<string> {
  const accepted = await portal.arm.send('POST', `${instance}/restore`, body);
  expect(accepted.status, await accepted.clone().text()).toBe(202);
  const operation = await portal.arm.send('GET', accepted.headers.get('azure-asyncoperation') ?? '');
  return ((await operation.json()) as OperationStatus).properties?.jobId ?? '';
}

const endOf = (jobId: string): Promise<Job> => portal.arm.jobWhen(jobId, (job) => !isRunning(job));

const databasesAt = async (server: TestPostgres): Promise<string[]> =>
  (await within<{ datname: string }>(server, 'postgres', ['SELECT datname FROM pg_database ORDER BY 1'])).map(
    ({ datname }) => datname,
  );

async function put(path: string, properties: object, more: object = {}): Promise<void> {
  const response = await portal.arm.send('PUT', path, { ...more, properties });
  expect(response.ok, await response.text()).toBe(true);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bp-restored-'));
  [source, target] = await Promise.all([startPostgres(), startPostgres({ user: 'restorer' })]);
  await createLargeDatabase(source, 'shop', 40);
  portal = await startPortal(dataDir);
  instance = await portal.arm.protect('pg-source', source);
  const { host, port, user, password } = target;
  await put(
    targetId,
    {
      administratorLogin: user,
      administratorLoginPassword: password,
      connection: { host, port, tlsMode: 'prefer' },
    },
    { location: REGION },
  );
  const roleDefinitionId = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${ROLE_IDS.storageBlobDataContributor}`;
  await put(`${accountId}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`, {
    roleDefinitionId,
    principalId: (await portal.arm.vault()).identity?.principalId,
    principalType: 'ServicePrincipal',
  });
  await endOf(await portal.arm.startBackup(instance));
  pointName = (await portal.arm.recoveryPoints(instance))[0]?.name ?? '';
}, TIMEOUT_MS);
afterAll(async () => {
  await portal.stop();
  await Promise.all([source.remove(), target.remove()]);
  await rm(dataDir, { recursive: true, force: true });
});

describe('a recovery point', () => {
  it(
    'becomes files that pg_restore and psql read as they are',
    async () => {
      const job = await endOf(await start(asFiles('shop-1')));
      expect(job.properties.status).toBe('Completed');
      const { files, folder = '' } = restoreOutcome(job);
      // The folder in which the files were assembled is removed right after the end of the job.
      await expect.poll(async () => (await readdir(folder)).sort()).toEqual(files.map(({ name }) => name).sort());
      const file = files.find(({ database }) => database === 'shop');
      await within(target, 'postgres', ['CREATE DATABASE by_hand TEMPLATE template0']);
      const { host, port, user, password } = target;
      await run(
        join(target.binFolder, 'pg_restore'),
        ['-d', 'by_hand', '--no-owner', '--exit-on-error', join(folder, file?.name ?? '')],
        { env: { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password } },
      );
      expect(await fingerprint(target, 'by_hand')).toEqual(await fingerprint(source, 'shop'));
    },
    TIMEOUT_MS,
  );

  it(
    'becomes a database of another server',
    async () => {
      const job = await endOf(await start(intoServer('shop', 'shop_copy')));
      expect(job.properties.errorDetails).toBeNull();
      expect(job.properties.status).toBe('Completed');
      expect(await fingerprint(target, 'shop_copy')).toEqual(await fingerprint(source, 'shop'));
    },
    TIMEOUT_MS,
  );
});

describe('a server that is killed during a restore', () => {
  it(
    'fails that job with a reason after the next start, leaves nothing on the target, and restores again',
    async () => {
      const before = await databasesAt(target);
      const interrupted = await start(intoServer('shop', 'again'));
      await expect
        .poll(async () => (await databasesAt(target)).some((name) => name.startsWith('restoring_')), {
          interval: 20,
          timeout: 30_000,
        })
        .toBe(true);
      await portal.kill();
      portal = await startPortal(dataDir);
      const { properties } = await endOf(interrupted);
      expect(properties.status).toBe('Failed');
      expect(properties.errorDetails?.[0]?.code).toBe('RestoreInterrupted');
      await expect.poll(() => databasesAt(target), { timeout: 20_000 }).toEqual(before);

      const job = await endOf(await start(intoServer('shop', 'again')));
      expect(job.properties.status).toBe('Completed');
      expect(await fingerprint(target, 'again')).toEqual(await fingerprint(source, 'shop'));
    },
    TIMEOUT_MS,
  );
});

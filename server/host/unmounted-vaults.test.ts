/** A portal that starts before the disk of its vaults is mounted. */
import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { expect, it } from 'vitest';
import { isRunning } from '#protocol/data-protection.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres } from '../testing/postgres.ts';
import { within } from '../testing/rich-databases.ts';

it('writes nothing to the mount point, marks nothing as damaged, and continues when the disk is mounted', async () => {
  const postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE DATABASE shop']);
  const dataDir = await mkdtemp(join(tmpdir(), 'bp-unmounted-'));
  const [vaults, disk] = [join(dataDir, 'vaults'), join(dataDir, 'disk')];
  const ended = async ({ arm }: PortalProcess, jobId: string) => {
    const { properties } = await arm.jobWhen(jobId, (job) => !isRunning(job));
    return properties;
  };

  const first = await startPortal(dataDir);
  const instance = await first.arm.protect('pg-mount', postgres);
  expect((await ended(first, await first.arm.startBackup(instance))).status).toBe('Completed');
  await first.stop();
  await rename(vaults, disk);
  await mkdir(vaults);

  // A missing key cannot be wrapped again: once the former key is gone, nothing could unwrap it.
  await expect(startPortal(dataDir, { MASTER_KEY: await generateX25519Identity() })).rejects.toThrow(
    'the new master key could not wrap',
  );

  const second = await startPortal(dataDir);
  expect(second.log()).toContain('is its disk mounted?');
  const verify = async () => {
    const response = await second.arm.send('POST', `${instance}/verify`);
    const operation = await second.arm.get<{ properties: { jobId: string } }>(
      response.headers.get('azure-asyncoperation') ?? '',
    );
    return ended(second, operation.properties.jobId);
  };
  expect(await verify()).toMatchObject({ status: 'Failed', errorDetails: [{ code: 'UserErrorVaultStorageFailed' }] });
  expect(await ended(second, await second.arm.startBackup(instance))).toMatchObject({
    status: 'Failed',
    errorDetails: [{ code: 'UserErrorVaultStorageFailed' }],
  });
  expect(await readdir(vaults)).toEqual([]);
  expect((await second.arm.recoveryPoints(instance))[0]?.properties.proof?.state).toBe('NotVerified');

  await rmdir(vaults);
  await rename(disk, vaults);
  expect((await verify()).status).toBe('Completed');
  expect((await ended(second, await second.arm.startBackup(instance))).status).toBe('Completed');
  await second.stop();
  await rm(dataDir, { recursive: true, force: true });
  await postgres.remove();
}, 120_000);

/** A whole portal with a locked vault in a bucket: a backup, a killed process, Object Lock, and a restore into a server. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { clientOf } from '#adapters/stores/s3-bucket.ts';
import type { S3Place } from '#adapters/stores/s3-place.ts';
import { isRunning, type Vault } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { POLICY_ID, VAULT_ID } from '#provider/seed.ts';
import { hasCeph, startCeph, type TestService } from '../testing/object-services.ts';
import { startPortal, type PortalProcess } from '../testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createLargeDatabase, fingerprint, within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 240_000;

describe.runIf(hasCeph())('a locked vault in a bucket', () => {
  let dataDir = '';
  let ceph: TestService<S3Place>;
  let place: S3Place;
  let client: S3Client;
  let source: TestPostgres;
  let target: TestPostgres;
  let portal: PortalProcess;

  const start = () => {
    const { bucket, prefix, endpoint, credentials } = place;
    const offsite = { type: 'S3', bucket, prefix, endpoint, ...credentials, pieceMib: 5 };
    return startPortal(dataDir, { STORAGES: JSON.stringify({ offsite }) });
  };

  const done = (method: string, path: string, body?: unknown) => portal.arm.done(method, path, body);

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bp-offsite-'));
    [ceph, source, target] = await Promise.all([startCeph(), startPostgres(), startPostgres({ user: 'restorer' })]);
    place = await ceph.newPlace({ locks: true });
    client = clientOf(place);
    await createLargeDatabase(source, 'shop', 40);
    await within(source, 'postgres', ['CREATE DATABASE zoo']);
    await within(source, 'zoo', ['CREATE TABLE held AS SELECT 1 AS n']);
    portal = await start();

    // The vault of a new installation is in the data folder: the same once more, in the bucket.
    const { properties: policy } = await portal.arm.get<BackupPolicy>(POLICY_ID);
    const { location, properties } = await portal.arm.vault();
    await done('DELETE', POLICY_ID);
    await done('DELETE', VAULT_ID);
    await done('PUT', VAULT_ID, {
      location,
      identity: { type: 'SystemAssigned' },
      properties: { storageSettings: properties.storageSettings, vaultStorage: { name: 'offsite' } },
    });
    await done('PUT', POLICY_ID, { properties: policy });
    for (const state of ['Unlocked', 'Locked'])
      await done('PATCH', VAULT_ID, { properties: { securitySettings: { immutabilitySettings: { state } } } });
  }, TIMEOUT_MS);
  afterAll(async () => {
    client.destroy();
    await (portal as PortalProcess | undefined)?.stop();
    await Promise.all([source.remove(), target.remove(), ceph.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  const versions = async () =>
    (await client.send(new ListObjectVersionsCommand({ Bucket: place.bucket }))).Versions ?? [];
  /** The documents about the vault are written again with each change: what they say is not needed to keep a point. */
  const isHeldForGood = ({ Key = '' }: { Key?: string | undefined }): boolean =>
    Key.includes('/bv-contoso') && !Key.includes('/catalogue/');
  const uploads = async () =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket }))).Uploads ?? [];
  const namesOfPoints = async () =>
    (await versions()).map(({ Key = '' }) => Key.split('/').slice(4).join('/')).filter((name) => name !== '');

  it(
    'keeps nothing of a backup whose portal was killed, retains a complete one, and restores it',
    async () => {
      expect((await portal.arm.get<Vault>(VAULT_ID)).properties.vaultStorage).toEqual({ name: 'offsite', type: 'S3' });
      const instance = await portal.arm.protect('pg-source', source);

      const { host, port, user, password } = source;
      const holding = new pg.Client({ host, port, user, password, database: 'zoo' });
      await holding.connect();
      await holding.query('BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
      const interrupted = await portal.arm.startBackup(instance);
      const isHeld = () =>
        within(source, 'zoo', [`SELECT FROM pg_locks WHERE relation = 'held'::regclass AND NOT granted`]);
      await expect.poll(isHeld, { timeout: 60_000 }).not.toEqual([]);
      await portal.kill();
      await holding.end();
      expect(await namesOfPoints()).toContainEqual(expect.stringMatching(/database_shop/));

      portal = await start();
      const ended = await portal.arm.jobWhen(interrupted, (job) => !isRunning(job));
      expect(ended.properties.errorDetails?.[0]).toMatchObject({ code: 'BackupInterrupted' });
      await expect.poll(namesOfPoints, { timeout: 30_000 }).toEqual([]);
      await expect.poll(uploads, { timeout: 30_000 }).toEqual([]);

      const job = await portal.arm.jobWhen(await portal.arm.startBackup(instance), (one) => !isRunning(one));
      expect(job.properties.status).toBe('Completed');
      expect(await namesOfPoints()).toEqual(
        expect.arrayContaining([
          'manifest.json',
          'manifest.sig',
          expect.stringMatching(/^database_shop_.*\.zst\.age$/),
        ]),
      );
      expect(await readdir(join(dataDir, 'vaults'))).toEqual(['signing-key.pem']);

      // Retaining is a work item of its own, right after the backup.
      const modes = async () => {
        const all = (await versions()).filter(isHeldForGood);
        const found = all.map(async ({ Key, VersionId }) => {
          const request = new GetObjectRetentionCommand({ Bucket: place.bucket, Key, VersionId });
          return (await client.send(request).catch(() => undefined))?.Retention?.Mode;
        });
        return new Set(await Promise.all(found));
      };
      await expect.poll(modes, { timeout: 30_000 }).toEqual(new Set(['COMPLIANCE']));
      for (const { Key, VersionId } of (await versions()).filter(isHeldForGood)) {
        const removal = client.send(new DeleteObjectCommand({ Bucket: place.bucket, Key, VersionId }));
        await expect(removal).rejects.toMatchObject({ name: 'AccessDenied' });
      }

      const targetId = await portal.arm.connect('pg-target', target);
      const restored = await portal.arm.restore(instance, targetId, { name: 'shop', targetName: 'shop' });
      expect(restored.properties.status).toMatch(/^Completed/);
      expect(await fingerprint(target, 'shop')).toEqual(await fingerprint(source, 'shop'));
      const secret = place.credentials?.secretAccessKey ?? '';
      expect(portal.log()).not.toContain(secret);
    },
    TIMEOUT_MS,
  );
});

/** A bucket of Ceph's S3 gateway as a store. */
import { randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasCeph, startCeph, type TestService } from '../../testing/object-services.ts';
import { faultSuite } from '../../testing/fault-suite.ts';
import { roundTripSuite } from '../../testing/round-trip-suite.ts';
import { point, storePoint, storeSuite, vaultsIn, type StoreUnderTest } from '../../testing/store-suite.ts';
import { pointFolder } from '../vault-names.ts';
import { clientOf } from './s3-bucket.ts';
import type { S3Place } from './s3-place.ts';
import { openS3Store } from './s3-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describe.runIf(hasCeph())('a bucket', () => {
  let ceph: TestService<S3Place>;
  beforeAll(async () => {
    ceph = await startCeph();
  });
  afterAll(() => ceph.stop());

  const unfinished: StoreUnderTest['unfinished'] = async ({ place }) => {
    const client = clientOf(place as S3Place);
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: (place as S3Place).bucket }));
    client.destroy();
    return Uploads?.length ?? 0;
  };
  storeSuite({
    open: async (quotaBytes) => openS3Store(await ceph.newPlace({ ...(quotaBytes !== undefined && { quotaBytes }) })),
    unfinished,
  });
  faultSuite({
    serviceUrl: () => ceph.url,
    openAt: async (url) => openS3Store(await ceph.newPlace({ url })),
    unfinished,
  });

  roundTripSuite(async () => openS3Store(await ceph.newPlace()));

  it('holds on to a point of a locked vault and to its key, where it is set up so, against whoever has the credentials', async () => {
    const plain = await vaultsIn(openS3Store(await ceph.newPlace()));
    await storePoint(plain.storage, randomBytes(1000));
    expect(await plain.storage.hold(point, new Date(Date.now() + 60_000))).toBe(false);
    await plain.storage.remove(point);

    const place = await ceph.newPlace({ locks: true });
    const store = openS3Store(place);
    const { storage } = await vaultsIn(store);
    const stored = await storePoint(storage, randomBytes(6_000_000));
    const until = new Date(Date.now() + 8_000);
    expect(await storage.hold(point, until)).toBe(true);
    // Another point of the vault, which expires earlier, does not shorten what its key is held for.
    expect(await storage.hold(point, new Date(until.getTime() - 4_000))).toBe(true);
    const client = clientOf(place);
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: place.bucket }));
    expect(Versions).toHaveLength(4);
    for (const { Key, VersionId } of Versions) {
      const removal = new DeleteObjectCommand({
        Bucket: place.bucket,
        Key,
        VersionId,
        BypassGovernanceRetention: true,
      });
      await expect(client.send(removal)).rejects.toMatchObject({ name: 'AccessDenied' });
    }
    await expect(storage.remove(point)).rejects.toMatchObject({ code: 'UserErrorVaultStorageFailed' });
    const data = Versions.find(({ Key = '' }) => Key.endsWith(stored.file));
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: data?.Key, VersionId: data?.VersionId }),
    );
    expect((await Body?.transformToByteArray())?.length).toBe(stored.storedBytes);
    client.destroy();
    await vi.waitFor(() => storage.remove(point), { timeout: 20_000, interval: 1_000 });
    expect(await store.names(pointFolder(point))).toEqual([]);
  });

  it('that keeps versions keeps none of what a small object was before', async () => {
    const place = await ceph.newPlace({ locks: true });
    const store = openS3Store(place);
    for (const text of ['first', 'second', 'third']) await store.put('v/document', Buffer.from(text));
    const client = clientOf(place);
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: place.bucket }));
    client.destroy();
    expect(Versions).toHaveLength(1);
    expect((await store.get('v/document', 10))?.toString()).toBe('third');
  });

  it('that is not there, or refuses the key, or does not answer, is told in words', async () => {
    const place = await ceph.newPlace();
    const told = (change: Partial<S3Place>) => openS3Store({ ...place, ...change }).get('x', 10);
    const failed = (message: RegExp) => ({
      code: 'UserErrorVaultStorageFailed',
      message: expect.stringMatching(message) as string,
    });
    const credentials = { accessKeyId: place.credentials?.accessKeyId ?? '', secretAccessKey: 'another secret' };
    await expect(told({ bucket: 'nowhere' })).rejects.toMatchObject(failed(/is not there/));
    await expect(told({ credentials })).rejects.toMatchObject(failed(/refuses .*SignatureDoesNotMatch/));
    await expect(told({ endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject(
      failed(/does not answer.*ECONNREFUSED/),
    );
    for (const change of [{ bucket: 'nowhere' }, { credentials }]) {
      const error: unknown = await told(change).catch((one: unknown) => one);
      expect(JSON.stringify(error)).not.toContain('another secret');
    }
  });
});

/**
 * Services that keep versions: what is removed is gone with all of them. Azurite keeps none, so the container is a stand-in that
 * answers as the service documents it.
 */
import {
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3ServiceException,
  type DeleteObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { RestError, type ContainerClient } from '@azure/storage-blob';
import { expect, it, vi } from 'vitest';
import { openAzureBlobContainer } from './azure-blob-container.ts';
import type { AzureBlobPlace } from './azure-blob-place.ts';
import { createBucketStore } from './bucket-store.ts';
import { openS3Bucket } from './s3-bucket.ts';
import type { S3Place } from './s3-place.ts';

const azurePlace: AzureBlobPlace = {
  ...{ kind: 'azureBlob', name: 'offsite', where: 'container c', url: 'https://a.example/c', prefix: '' },
  ...{ attempts: 1, pieceBytes: 1, quotaBytes: undefined, credentials: { sas: '' } },
};

interface KeptBlob {
  name: string;
  versionId: string;
  isCurrent: boolean;
}

/** Deleting a blob makes its current version an earlier one; an earlier one is deleted by its id alone. */
function container(blobs: KeptBlob[], mayDeleteVersions = true) {
  const remove = vi.fn((name: string, versionId?: string) => {
    if (versionId === undefined) {
      for (const blob of blobs) if (blob.name === name) blob.isCurrent = false;
      return Promise.resolve();
    }
    if (!mayDeleteVersions) {
      return Promise.reject(new RestError('No.', { code: 'AuthorizationPermissionMismatch', statusCode: 403 }));
    }
    const at = blobs.findIndex((blob) => blob.name === name && blob.versionId === versionId);
    if (blobs[at]?.isCurrent === true) {
      return Promise.reject(new RestError('No.', { code: 'OperationNotAllowedOnRootBlob', statusCode: 403 }));
    }
    blobs.splice(at, 1);
    return Promise.resolve();
  });
  const blobClient = (name: string) => ({
    deleteIfExists: () => remove(name),
    withVersion: (versionId: string) => ({ deleteIfExists: () => remove(name, versionId) }),
  });
  const client = {
    getBlobClient: blobClient,
    getBlockBlobClient: blobClient,
    listBlobsFlat: ({ prefix = '', includeVersions = false }) => ({
      byPage: () => ({
        next: () =>
          Promise.resolve({
            value: {
              segment: {
                blobItems: blobs
                  .filter(({ name, isCurrent }) => name.startsWith(prefix) && (includeVersions || isCurrent))
                  .map(({ name, versionId, isCurrent }) => ({
                    ...{ name, properties: { etag: 'x' } },
                    ...(includeVersions && { versionId, ...(isCurrent && { isCurrentVersion: true }) }),
                  })),
              },
            },
          }),
      }),
    }),
  };
  return openAzureBlobContainer(azurePlace, client as unknown as ContainerClient);
}

const point = (): KeptBlob[] => [
  { name: 'point/manifest', versionId: '1', isCurrent: false },
  { name: 'point/manifest', versionId: '2', isCurrent: true },
  { name: 'point/data', versionId: '3', isCurrent: true },
  { name: 'other/data', versionId: '4', isCurrent: true },
];

it('a container that keeps versions keeps none of what was removed', async () => {
  const blobs = point();
  await container(blobs).removeAll('point/');
  expect(blobs.map(({ versionId }) => versionId)).toEqual(['4']);
  await container(blobs).remove('other/data');
  expect(blobs).toEqual([]);
});

it('what may not be removed is no silent success', async () => {
  const bucket = container(point(), false);
  const error: unknown = await bucket.removeAll('point/').catch((one: unknown) => one);
  expect(bucket.faultOf(error)).toMatchObject({
    code: 'UserErrorVaultStorageFailed',
    message: expect.stringContaining('AuthorizationPermissionMismatch') as string,
  });
});

const s3Place: S3Place = {
  ...{ kind: 's3', name: 'offsite', where: 'bucket b', bucket: 'b', region: 'r', endpoint: undefined, prefix: '' },
  ...{ pathStyle: true, attempts: 1, pieceBytes: 1, quotaBytes: undefined },
};

const REFUSAL = { name: 'AccessDenied', $fault: 'client' } as const;

it('a bucket that began to keep versions later keeps nothing of what was there before', async () => {
  let versions: { Key: string; VersionId: string; isMark?: true }[] = [{ Key: 'point/data', VersionId: 'null' }];
  const send = (command: unknown) => {
    if (command instanceof ListObjectVersionsCommand) {
      return Promise.resolve({
        Versions: versions.filter(({ isMark }) => !isMark),
        DeleteMarkers: versions.filter(({ isMark }) => isMark),
      });
    }
    if (command instanceof ListMultipartUploadsCommand) return Promise.resolve({});
    const { Key = '', VersionId } = (command as DeleteObjectCommand).input;
    if (VersionId === undefined) {
      versions.push({ Key, VersionId: 'mark', isMark: true });
      return Promise.resolve({ DeleteMarker: true, VersionId: 'mark' });
    }
    versions = versions.filter((one) => one.VersionId !== VersionId);
    return Promise.resolve({});
  };
  await openS3Bucket(s3Place, { send } as unknown as S3Client).removeAll('point/');
  expect(versions).toEqual([]);
});

it.each([false, true])(
  'a bucket keeps nothing of what a small object was before, but what is held: %s',
  async (isHeld) => {
    let versions = [{ Key: 'v/catalogue/doc.age', VersionId: 'null' }];
    const send = (command: unknown) => {
      if (command instanceof PutObjectCommand) {
        const { Key = '' } = command.input;
        versions.push({ Key, VersionId: String(versions.length) });
        return Promise.resolve({});
      }
      if (command instanceof ListObjectVersionsCommand) {
        const isLatest = (at: number) => versions.findLastIndex(({ Key }) => Key === versions[at]?.Key) === at;
        return Promise.resolve({ Versions: versions.map((one, at) => ({ ...one, IsLatest: isLatest(at) })) });
      }
      const { Key, VersionId } = (command as DeleteObjectCommand).input;
      if (isHeld) return Promise.reject(new S3ServiceException({ ...REFUSAL, $metadata: { httpStatusCode: 403 } }));
      versions = versions.filter((one) => one.Key !== Key || one.VersionId !== VersionId);
      return Promise.resolve({});
    };
    const store = createBucketStore(s3Place, openS3Bucket(s3Place, { send } as unknown as S3Client));
    await store.put('v/catalogue/doc.age.other', Buffer.from('other'));
    await store.put('v/catalogue/doc.age', Buffer.from('new'));
    expect(versions.map(({ VersionId }) => VersionId)).toEqual(isHeld ? ['null', '1', '2'] : ['1', '2']);
  },
);

it('a container keeps nothing of what a blob was before', async () => {
  const blobs = point();
  await container(blobs).removeEarlier('point/manifest');
  expect(blobs.map(({ versionId }) => versionId)).toEqual(['2', '3', '4']);
  await container(blobs, false).removeEarlier('point/manifest');
  await container(point(), false).removeEarlier('point/manifest');
});

/**
 * A bucket of an S3-compatible service. It uses only what all of them support: calls for single objects, uploads in pieces,
 * and `Content-MD5`, which each compares. Versions are removed with their object where the bucket keeps any.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  GetObjectRetentionCommand,
  PutObjectRetentionCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { EngineFault } from '#provider/ports.ts';
import { damaged } from '../vault-faults.ts';
import type { Bucket } from './bucket.ts';
import type { S3Place } from './s3-place.ts';
import { inWords, isNetwork, notThere, refused, storeFull, unreachable } from './store-faults.ts';
import { unspoiled } from './unspoiled.ts';

const CONNECT_MS = 10_000;
/** Without a byte in either direction. */
const IDLE_MS = 60_000;
/** Each service has a limit of 10,000 pieces: they grow before it is reached. */
const PIECES_OF_ONE_SIZE = 5_000;
const GROWN = 8;

export const clientOf = (place: S3Place): S3Client =>
  new S3Client({
    region: place.region,
    ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
    forcePathStyle: place.pathStyle,
    // A copy: the client adds properties to it.
    ...(place.credentials && { credentials: { ...place.credentials } }),
    maxAttempts: place.attempts,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
    // Newer checksums are not known everywhere; Content-MD5 and the digest in the signature are.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

interface Version {
  Key: string;
  VersionId?: string;
  /** A delete marker. */
  isMark: boolean;
  /** There is a later one. */
  isEarlier: boolean;
}

export function openS3Bucket(place: S3Place, client = clientOf(place)): Bucket {
  const { bucket: Bucket } = place;

  async function* uploads(prefix: string): AsyncGenerator<{ Key: string; UploadId: string }> {
    let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix, ...after }));
      for (const { Key, UploadId } of page.Uploads ?? []) if (Key && UploadId) yield { Key, UploadId };
      if (page.IsTruncated !== true) return;
      after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  async function* pages(prefix: string, Delimiter?: string) {
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          ...{ Bucket, Prefix: prefix },
          ...(Delimiter !== undefined && { Delimiter }),
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async function* list(prefix: string) {
    for await (const page of pages(prefix)) {
      for (const { Key, Size = 0 } of page.Contents ?? []) if (Key !== undefined) yield { key: Key, bytes: Size };
    }
  }

  /** Every version and delete marker; only the objects where the service has no versions. */
  async function heldUntil(version: { Bucket: string; Key: string }): Promise<Date | undefined> {
    try {
      return (await client.send(new GetObjectRetentionCommand(version))).Retention?.RetainUntilDate;
    } catch (error) {
      // Nothing holds on to it.
      if ([400, 404].includes(statusOf(error) ?? 0) && !isNoBucket(error)) return undefined;
      throw error;
    }
  }

  async function versions(prefix: string): Promise<Version[]> {
    const found: Version[] = [];
    let after: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    try {
      for (;;) {
        const page = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: prefix, ...after }));
        const [kept, marks] = [page.Versions ?? [], page.DeleteMarkers ?? []];
        for (const one of [...kept, ...marks]) {
          const { Key, VersionId } = one;
          const isMark = marks.includes(one);
          const isEarlier = one.IsLatest === false;
          if (Key)
            found.push({
              Key,
              isMark,
              isEarlier,
              ...(VersionId !== undefined && VersionId !== 'null' && { VersionId }),
            });
        }
        if (page.IsTruncated !== true) return found;
        after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      }
    } catch (error) {
      if (statusOf(error) !== 501) throw error;
      for await (const { key } of list(prefix)) found.push({ Key: key, isMark: false, isEarlier: false });
      return found;
    }
  }

  async function removeWhere(prefix: string, fits: (key: string) => boolean): Promise<void> {
    for (const { Key, VersionId } of await versions(prefix)) {
      if (!fits(Key)) continue;
      const version = { Bucket, Key, ...(VersionId !== undefined && { VersionId }) };
      const { DeleteMarker, VersionId: mark } = await client.send(new DeleteObjectCommand(version));
      if (VersionId !== undefined || DeleteMarker !== true || mark === undefined) continue;
      // It is from before the bucket kept versions, and is one now, behind a mark that hides it.
      for (const left of ['null', mark]) await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: left }));
    }
    for await (const upload of uploads(prefix)) if (fits(upload.Key)) await abort(upload);
  }

  async function sizeOf(Key: string): Promise<number | undefined> {
    try {
      return (await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async function abort(upload: { Key: string; UploadId: string }): Promise<void> {
    try {
      await client.send(new AbortMultipartUploadCommand({ Bucket, ...upload }));
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }

  return {
    list,
    async *names(prefix) {
      for await (const page of pages(prefix, '/')) {
        for (const { Prefix = '' } of page.CommonPrefixes ?? []) yield Prefix.slice(prefix.length, -1);
        for (const { Key = '' } of page.Contents ?? []) if (Key !== prefix) yield Key.slice(prefix.length);
      }
    },
    async get(Key, from, tag, signal) {
      try {
        const request = {
          ...{ Bucket, Key },
          ...(from > 0 && { Range: `bytes=${String(from)}-` }),
          ...(tag !== undefined && { IfMatch: tag }),
        };
        const answer = await client.send(new GetObjectCommand(request), { ...(signal && { abortSignal: signal }) });
        return { bytes: from + (answer.ContentLength ?? 0), tag: answer.ETag, body: answer.Body as Readable };
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        if (statusOf(error) === 412) throw damaged(`The object ${Key} was replaced while it was read.`);
        throw error;
      }
    },
    async put(Key, bytes, ifAbsent) {
      const request = { Bucket, Key, Body: bytes, ContentMD5: md5(bytes), ...(ifAbsent && { IfNoneMatch: '*' }) };
      try {
        await unspoiled(() => client.send(new PutObjectCommand(request)), isSpoiled);
        return true;
      } catch (error) {
        if (ifAbsent && statusOf(error) === 412) return false;
        throw error;
      }
    },
    async beginUpload(Key) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      if (UploadId === undefined) throw new Error('The service began no upload.');
      const sent: { PartNumber: number; ETag: string | undefined }[] = [];
      let total = 0;
      return {
        async send(PartNumber, bytes, signal) {
          const piece = { Bucket, Key, UploadId, PartNumber, Body: bytes, ContentMD5: md5(bytes) };
          const { ETag } = await unspoiled(
            () => client.send(new UploadPartCommand(piece), { abortSignal: signal }),
            isSpoiled,
          );
          sent.push({ PartNumber, ETag });
          total += bytes.length;
        },
        async complete() {
          const Parts = sent.sort((one, other) => one.PartNumber - other.PartNumber);
          const whole = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
          try {
            await client.send(new CompleteMultipartUploadCommand(whole));
          } catch (error) {
            // It may have been done, and the response lost; the upload no longer exists then.
            if (statusOf(error) !== 404 || (await sizeOf(Key)) !== total) throw error;
          }
        },
        abort: () => abort({ Key, UploadId }),
      };
    },
    async removeEarlier(Key) {
      for (const { Key: found, isEarlier, VersionId = 'null' } of await versions(Key)) {
        if (found !== Key || !isEarlier) continue;
        await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })).catch(unlessHeld);
      }
    },
    remove: (key) => removeWhere(key, (found) => found === key),
    removeAll: (prefix) => removeWhere(prefix, () => true),
    async canHold() {
      try {
        const answer = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
        return answer.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
      } catch (error) {
        // Buckets and services without it respond differently.
        if ([400, 404, 405, 409, 501].includes(statusOf(error) ?? 0) && !isNoBucket(error)) return false;
        throw error;
      }
    },
    async hold(prefix, until) {
      const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: until };
      for (const { Key, VersionId, isMark } of await versions(prefix)) {
        if (isMark) continue;
        const version = { Bucket, Key, ...(VersionId !== undefined && { VersionId }) };
        // The service refuses an earlier time, and a key is held for the last of its points.
        const held = await heldUntil(version);
        if (held !== undefined && held >= wholeSeconds(until)) continue;
        await client.send(new PutObjectRetentionCommand({ ...version, Retention, ChecksumAlgorithm: 'SHA256' }));
      }
    },
    pieceBytes: (number) => place.pieceBytes * (number < PIECES_OF_ONE_SIZE ? 1 : GROWN),
    isTransient,
    faultOf: (error) => faultOf(place, error),
  };
}

/** As services keep it. */
const wholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

function unlessHeld(error: unknown): void {
  if (statusOf(error) !== 403) throw error;
}

const isSpoiled = (error: unknown): boolean =>
  error instanceof Error && /^(BadDigest|XAmzContentSHA256Mismatch)$/.test(error.name);

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined ? isNetwork(error) : status >= 500 || status === 429;
}

const isNoBucket = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchBucket';

const FULL = /^(QuotaExceeded|InsufficientCapacity|EntityTooLarge|XMinioStorageFull|TooManyBytes)$/;

function faultOf(place: S3Place, error: unknown): unknown {
  if (error instanceof EngineFault) return error;
  if (error instanceof S3ServiceException) {
    const status = statusOf(error) ?? 0;
    if (isNoBucket(error)) return notThere(place, error);
    if (FULL.test(error.name) || status === 507) return storeFull(place, error.name, error);
    if (status === 401 || status === 403) return refused(place, `${error.name} (${String(status)})`, error);
    if (status !== 0) return unreachable(place, `${error.name} (${String(status)})`, error);
  }
  if (isNetwork(error)) return unreachable(place, inWords(error), error);
  // From the client, before any request.
  if (error instanceof Error && error.name === 'CredentialsProviderError') return refused(place, inWords(error), error);
  return error;
}

/** A container of Azure Blob Storage, accessed with an account key or a shared access signature. */
import { createHash } from 'node:crypto';
import {
  AnonymousCredential,
  ContainerClient,
  RestError,
  StorageSharedKeyCredential,
  type BlobItem,
  type ContainerListBlobsOptions,
} from '@azure/storage-blob';
import { EngineFault } from '#provider/ports.ts';
import { damaged } from '../vault-faults.ts';
import type { AzureBlobPlace } from './azure-blob-place.ts';
import type { Bucket } from './bucket.ts';
import { inWords, isNetwork, notThere, refused, storeFull, unreachable } from './store-faults.ts';
import { unspoiled } from './unspoiled.ts';

const RETRIES = { retryDelayInMs: 100, maxRetryDelayInMs: 10_000, tryTimeoutInMs: 120_000 };

export function clientOf({ url, credentials, attempts }: AzureBlobPlace): ContainerClient {
  const options = { retryOptions: { ...RETRIES, maxTries: attempts } };
  return 'sas' in credentials
    ? new ContainerClient(`${url}?${credentials.sas.replace(/^\?/, '')}`, new AnonymousCredential(), options)
    : new ContainerClient(url, new StorageSharedKeyCredential(credentials.account, credentials.key), options);
}

export function openAzureBlobContainer(place: AzureBlobPlace, client = clientOf(place)): Bucket {
  const keepsVersionsImmutable = async (): Promise<boolean> => {
    // The client's type of the response lacks this header.
    const { _response } = await client.getProperties();
    return _response.headers.get('x-ms-immutable-storage-with-versioning-enabled') === 'true';
  };

  /** Uncommitted blocks are removed by writing an empty blob over them. */
  async function removeBlob({ name, properties }: BlobItem): Promise<void> {
    const blob = client.getBlockBlobClient(name);
    if (!properties.etag) await blob.upload('', 0);
    await blob.deleteIfExists({ deleteSnapshots: 'include' });
  }

  async function versionsOf(prefix: string, fits: (blob: BlobItem) => boolean): Promise<BlobItem[]> {
    const kept: BlobItem[] = [];
    try {
      for await (const blob of flat(prefix, { includeVersions: true })) if (fits(blob)) kept.push(blob);
    } catch (error) {
      // An account with a hierarchical namespace has no versions to ask for.
      if (![400, 409, 501].includes(statusOf(error) ?? 0)) throw error;
    }
    return kept;
  }

  /** Where the account keeps versions, what was deleted or replaced is one, and takes its room for ever. */
  async function removeVersions(prefix: string, fits: (key: string) => boolean): Promise<void> {
    for (const { name, versionId } of await versionsOf(prefix, ({ name }) => fits(name))) {
      if (versionId !== undefined) await client.getBlobClient(name).withVersion(versionId).deleteIfExists();
    }
  }

  const sizeOf = async (key: string): Promise<number | undefined> => {
    try {
      return (await client.getBlobClient(key).getProperties()).contentLength;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };

  /** Page by page: a response that breaks off is requested again. */
  async function* flat(prefix: string, more: ContainerListBlobsOptions = {}): AsyncGenerator<BlobItem> {
    let token: string | undefined;
    do {
      const page = await unspoiled(async () => {
        const pages = client.listBlobsFlat({ prefix, ...more });
        return valueOf(await pages.byPage({ ...(token && { continuationToken: token }) }).next());
      }, isCut);
      yield* page?.segment.blobItems ?? [];
      token = page?.continuationToken;
    } while (token);
  }

  async function* hierarchy(prefix: string): AsyncGenerator<string> {
    let token: string | undefined;
    do {
      const page = await unspoiled(async () => {
        const pages = client.listBlobsByHierarchy('/', { prefix });
        return valueOf(await pages.byPage({ ...(token && { continuationToken: token }) }).next());
      }, isCut);
      for (const { name } of page?.segment.blobPrefixes ?? []) yield name.slice(prefix.length, -1);
      for (const { name } of page?.segment.blobItems ?? []) yield name.slice(prefix.length);
      token = page?.continuationToken;
    } while (token);
  }

  async function removeWhere(prefix: string, fits: (key: string) => boolean): Promise<void> {
    for await (const blob of flat(prefix, { includeUncommitedBlobs: true }))
      if (fits(blob.name)) await removeBlob(blob);
    await removeVersions(prefix, fits);
  }

  return {
    async *list(prefix) {
      for await (const { name, properties } of flat(prefix)) {
        yield { key: name, bytes: properties.contentLength ?? 0 };
      }
    },
    names: hierarchy,
    async get(key, from, tag, signal) {
      try {
        const answer = await client.getBlobClient(key).download(from, undefined, {
          ...(tag !== undefined && { conditions: { ifMatch: tag } }),
          ...(signal && { abortSignal: signal }),
        });
        const body = answer.readableStreamBody;
        if (body === undefined) throw new Error('The service sent no body.');
        return {
          bytes: from + (answer.contentLength ?? 0),
          tag: answer.etag,
          body: body as unknown as AsyncIterable<Uint8Array>,
        };
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined;
        if (statusOf(error) === 412) throw damaged(`The blob ${key} was replaced while it was read.`);
        throw error;
      }
    },
    async put(key, bytes, ifAbsent) {
      try {
        const options = {
          blobHTTPHeaders: { blobContentMD5: md5(bytes) },
          ...(ifAbsent && { conditions: { ifNoneMatch: '*' } }),
        };
        const blob = client.getBlockBlobClient(key);
        await unspoiled(() => blob.upload(Buffer.from(bytes), bytes.length, options), isSpoiled);
        return true;
      } catch (error) {
        if (ifAbsent && [409, 412].includes(statusOf(error) ?? 0)) return false;
        throw error;
      }
    },
    beginUpload(key) {
      const blob = client.getBlockBlobClient(key);
      const sent: number[] = [];
      let total = 0;
      return Promise.resolve({
        async send(number, bytes, signal) {
          const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
          const options = { transactionalContentMD5: md5(bytes), abortSignal: signal };
          await unspoiled(() => blob.stageBlock(blockId(number), body, body.length, options), isSpoiled);
          sent.push(number);
          total += bytes.length;
        },
        async complete() {
          const list = sent.sort((one, other) => one - other).map(blockId);
          const commit = async (): Promise<void> => {
            try {
              await blob.commitBlockList(list);
            } catch (error) {
              // It may have been done, and the response lost; its blocks are committed then.
              if (statusOf(error) !== 400 || (await sizeOf(key)) !== total) throw error;
            }
          };
          await unspoiled(commit, (error) => statusOf(error) === 400);
        },
        // The service has no call for it: see `removeBlob`.
        abort: () => removeWhere(key, (name) => name === key),
      });
    },
    async removeEarlier(key) {
      const earlier = await versionsOf(key, ({ name, isCurrentVersion }) => name === key && isCurrentVersion !== true);
      for (const { versionId } of earlier) {
        if (versionId === undefined) continue;
        const version = client.getBlobClient(key).withVersion(versionId);
        await version.deleteIfExists().catch((error: unknown) => {
          // It is held, or may not be deleted.
          if (![403, 409].includes(statusOf(error) ?? 0)) throw error;
        });
      }
    },
    remove: (key) => removeWhere(key, (name) => name === key),
    removeAll: (prefix) => removeWhere(prefix, () => true),
    canHold: keepsVersionsImmutable,
    async hold(prefix, until) {
      for await (const { name } of flat(prefix)) {
        const blob = client.getBlobClient(name);
        const { immutabilityPolicyExpiresOn: held } = await blob.getProperties();
        // The service refuses an earlier time, and a key is held for the last of its points.
        if (held === undefined || held < until) {
          await blob.setImmutabilityPolicy({ expiriesOn: until, policyMode: 'Locked' });
        }
      }
    },
    pieceBytes: () => place.pieceBytes,
    isTransient,
    faultOf: (error) => faultOf(place, error),
  };
}

/** All of one length, as the service wants them. */
const blockId = (number: number): string => Buffer.from(String(number).padStart(8, '0')).toString('base64');

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();

const statusOf = (error: unknown): number | undefined => (error instanceof RestError ? error.statusCode : undefined);

const codeOf = (error: unknown): string => (error instanceof RestError && error.code !== undefined ? error.code : '');

const valueOf = <T>({ value, done }: IteratorResult<T, unknown>): T | undefined => (done ? undefined : value);

/** The client retries a request without a response, and not one with half a response. */
const isCut = (error: unknown): boolean =>
  error instanceof RestError && error.message.startsWith('Error reading response as text');

const isSpoiled = (error: unknown): boolean => codeOf(error) === 'Md5Mismatch';

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status >= 500 || status === 429 || status === 408;
  return isNetwork(error) || codeOf(error) === 'REQUEST_SEND_ERROR';
}

const FULL = /^(AccountStorageQuotaExceeded|InsufficientStorage|RequestBodyTooLarge)/;

function faultOf(place: AzureBlobPlace, error: unknown): unknown {
  if (error instanceof EngineFault) return error;
  const status = statusOf(error);
  const code = codeOf(error);
  if (code === 'ContainerNotFound' || code === 'ResourceNotFound') return notThere(place, error);
  if (FULL.test(code)) return storeFull(place, code, error);
  if (status === 401 || status === 403) return refused(place, `${code} (${String(status)})`, error);
  if (status !== undefined) return unreachable(place, `${code} (${String(status)})`, error);
  if (isTransient(error)) return unreachable(place, inWords(error), error);
  return error;
}

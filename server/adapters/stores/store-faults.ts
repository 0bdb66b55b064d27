/** Failures of an object service as faults for the operator. None of them holds a credential. */
import { EngineFault } from '#provider/ports.ts';
import { errorCode } from '../file-errors.ts';

/** What all places of object services have. */
export interface RemotePlace {
  /** The operator's name for it. */
  name: string;
  /** Of every object: empty, or ending in `/`. */
  prefix: string;
  /** Bytes that a vault may hold. */
  quotaBytes?: number | undefined;
  /** How often a request is made that does not go well, the first time included. */
  attempts: number;
  /** Where it is, such as `bucket backups at https://s3.contoso.example`. */
  where: string;
}

const failed = (message: string, recommendedAction: string[], cause?: unknown): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', message, recommendedAction, undefined, { cause });

const tryIt = ({ name }: RemotePlace): string => `npm run storage -- --test ${name} says what works and what does not.`;

/** The public key that every store of vaults has is missing: it is another place, and nothing is damaged. */
export const storeMissing = (place: RemotePlace): EngineFault =>
  failed(`The storage '${place.name}' (${place.where}) does not hold the vaults that were in it.`, [
    'Check that the setting STORAGES names the place that it named when the vault was created, then try again.',
  ]);

export const unreachable = (place: RemotePlace, why: string, cause?: unknown): EngineFault =>
  failed(
    `The storage '${place.name}' (${place.where}) does not answer as it should: ${why}.`,
    ['Check the network and the service, then try again.', tryIt(place)],
    cause,
  );

export const refused = (place: RemotePlace, why: string, cause?: unknown): EngineFault =>
  failed(
    `The storage '${place.name}' (${place.where}) refuses what the portal asks for: ${why}.`,
    ['Check the credentials of the storage, and what they allow.', tryIt(place)],
    cause,
  );

export const notThere = (place: RemotePlace, cause?: unknown): EngineFault =>
  failed(
    `The storage '${place.name}' (${place.where}) is not there.`,
    ['Create it, or check its name in the setting STORAGES.', tryIt(place)],
    cause,
  );

export const storeFull = (place: RemotePlace, why: string, cause?: unknown): EngineFault =>
  new EngineFault(
    'UserErrorVaultStorageFull',
    `The storage '${place.name}' (${place.where}) has no room: ${why}.`,
    ['Free space in it, or have its quota raised, then try again.'],
    undefined,
    { cause },
  );

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
]);

/** Whether the connection failed, and not the request. */
export const isNetwork = (error: unknown): boolean =>
  NETWORK.has(errorCode(error) ?? '') ||
  (error instanceof Error && ['TimeoutError', 'AbortError', 'RequestTimeout'].includes(error.name)) ||
  (error instanceof Error && error.message === 'aborted');

/** The first line of the message. */
export const inWords = (error: unknown): string => {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return [errorCode(error), line].filter(Boolean).join(': ').slice(0, 200);
};

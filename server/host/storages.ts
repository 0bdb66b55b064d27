/**
 * The places for recovery points that the operator sets up beside the data folder, by name: the setting `STORAGES`. Secrets may
 * stand in it, or in files that it names.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { VaultStorageFacts } from '#protocol/data-protection.ts';
import { withoutSlashesAtEnd } from '#protocol/resource-id.ts';
import { SetupError } from '#adapters/setup-error.ts';
import type { StorePlace } from '#adapters/stores/object-store.ts';

const MIB = 1024 ** 2;
/** The clients wait a little longer before each: half a minute in all. */
const ATTEMPTS = 8;

/** The secret itself, or a file that holds it: `{ "file": "/run/secrets/key" }`. */
const secret = z.union([z.string().min(1), z.strictObject({ file: z.string().min(1) })]);
const http = z.url({ protocol: /^https?$/, error: 'must be a URL such as https://s3.contoso.example' });
const prefix = z
  .string()
  .regex(/^[A-Za-z0-9!_.*'()/-]*$/, { error: 'must have letters, digits and -_./ only' })
  // Clients resolve such parts of a URL.
  .refine((text) => !/(^|\/)\.{1,2}(\/|$)/.test(text), { error: 'must not lead elsewhere' })
  .default('')
  .transform((text) =>
    text
      .split('/')
      .filter((part) => part !== '')
      .map((part) => `${part}/`)
      .join(''),
  );
/** Long objects are sent in pieces of that size; a service that keeps ten thousand of them at most sets the largest one. */
const pieceMib = z.number().int().min(5, 'must be at least 5').max(256, 'must be at most 256').default(16);

const s3 = z
  .strictObject({
    type: z.literal('S3'),
    bucket: z.string().min(3, 'must be the name of a bucket'),
    region: z.string().min(1).default('us-east-1'),
    endpoint: http.optional(),
    pathStyle: z.boolean().optional(),
    prefix,
    accessKeyId: secret.optional(),
    secretAccessKey: secret.optional(),
    pieceMib,
  })
  .refine(({ accessKeyId, secretAccessKey }) => (accessKeyId === undefined) === (secretAccessKey === undefined), {
    path: ['accessKeyId'],
    error: 'and secretAccessKey must be set together',
  });

const azureBlob = z
  .strictObject({
    type: z.literal('AzureBlob'),
    account: z.string().min(3, 'must be the name of a storage account'),
    container: z.string().min(3, 'must be the name of a container'),
    /** Of the account's blobs, where that is not Azure's own. */
    endpoint: http.optional(),
    prefix,
    accountKey: secret.optional(),
    sas: secret.optional(),
    pieceMib,
  })
  .refine(({ accountKey, sas }) => (accountKey === undefined) !== (sas === undefined), {
    path: ['accountKey'],
    error: 'or sas must be set, one of them',
  });

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

const byName = z.record(
  z.string().regex(NAME, { error: 'must have up to 40 lower-case letters, digits and hyphens' }),
  z.discriminatedUnion('type', [s3, azureBlob]),
);

/** An object in the file; in the environment the same as JSON. */
export const storages = z
  .unknown()
  .transform(parsed)
  .pipe(byName)
  .refine((all) => !('local' in all), { error: "must not name 'local', which is the data folder" });

export type Storages = z.infer<typeof storages>;

function parsed(said: unknown, context: z.RefinementCtx): unknown {
  if (typeof said !== 'string') return said;
  try {
    return JSON.parse(said);
  } catch {
    // The text may hold a secret: it is not repeated.
    context.issues.push({ code: 'custom', message: 'must be a JSON object', input: undefined });
    return z.NEVER;
  }
}

export const factsOf = (all: Storages = {}): VaultStorageFacts[] =>
  Object.entries(all).map(([name, { type }]) => ({ name, type }));

/** Where a storage is, with its secrets. Throws a `SetupError` when the file of one cannot be read. */
export function placeOf(name: string, storage: Storages[string], quotaBytes: number | undefined): StorePlace {
  const { prefix, pieceMib } = storage;
  const common = { name, prefix, quotaBytes, attempts: ATTEMPTS, pieceBytes: pieceMib * MIB };
  if (storage.type === 'S3') {
    const { bucket, region, endpoint, accessKeyId, secretAccessKey } = storage;
    const credentials = accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        accessKeyId: revealed(name, accessKeyId),
        secretAccessKey: revealed(name, secretAccessKey),
      };
    return {
      ...common,
      ...{ kind: 's3', bucket, region, endpoint, where: `bucket ${bucket} at ${endpoint ?? `AWS, ${region}`}` },
      // Most services but AWS have the bucket in the path.
      pathStyle: storage.pathStyle ?? endpoint !== undefined,
      ...(credentials && { credentials }),
    };
  }
  const { account, container, accountKey, sas } = storage;
  const endpoint = withoutSlashesAtEnd(storage.endpoint ?? `https://${account}.blob.core.windows.net`);
  return {
    ...common,
    ...{ kind: 'azureBlob', url: `${endpoint}/${container}`, where: `container ${container} of ${endpoint}` },
    credentials:
      accountKey === undefined ? { sas: revealed(name, sas ?? '') } : { account, key: revealed(name, accountKey) },
  };
}

/** What nobody may read in a log: each secret, as it stands in the setting or in its file. */
export const storageSecrets = (all: Storages = {}): string[] =>
  Object.entries(all).flatMap(([name, storage]) => {
    const given = storage.type === 'S3' ? [storage.secretAccessKey] : [storage.accountKey, storage.sas];
    return given.flatMap((each) => (each === undefined ? [] : [revealed(name, each)]));
  });

function revealed(name: string, said: z.infer<typeof secret>): string {
  if (typeof said === 'string') return said;
  try {
    return readFileSync(said.file, 'utf8').trim();
  } catch (error) {
    throw new SetupError(`STORAGES.${name}: the file ${said.file} cannot be read (${(error as Error).message}).`);
  }
}

/** What the operator can set: environment variables, and a file for those who prefer one. The README lists them. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { MINUTE_MS } from '#protocol/time-units.ts';
import { isIdentity } from '#adapters/age/master-keys.ts';
import { isNotFound } from '#adapters/file-errors.ts';
import { SetupError } from '#adapters/setup-error.ts';
import { destinations, webAddress } from './notification-settings.ts';
import type { StallLimits } from '#provider/domain/stall-limits.ts';
import { storages, storageSecrets } from './storages.ts';

const FILE = 'backup-portal.config.json';

const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  context.issues.push({
    code: 'custom',
    message: 'must be a URL without a path, such as https://backup.contoso.example',
    input: text,
  });
  return z.NEVER;
});

/** A host name or an address, without the port; names in lower case, as in URLs. */
const hostName = z.string().transform((text, context) => {
  const url = URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined;
  if (url && url.host === url.hostname && url.href === `http://${url.hostname}/`) return url.hostname;
  context.issues.push({ code: 'custom', message: 'must be a host name such as backup.contoso.example', input: text });
  return z.NEVER;
});

/** A whole number from 1 on. */
const countBelow = (most: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(most, `must be at most ${String(most)}`);

const file = z
  .string()
  .min(1, 'must be a file')
  .transform((path) => resolve(path))
  .optional();

/** An array in the file, a comma-separated text in the environment. */
const texts = z.union([
  z.array(z.string()),
  z.string().transform((list) =>
    list
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
]);

/** One container that files are restored into: `account/container=folder`. */
const restoreFolder = z.string().transform((text, context) => {
  const [, account = '', container = '', folder = ''] =
    /^([a-z0-9]{3,24})\/([a-z0-9][a-z0-9-]{2,62})=(.+)$/.exec(text) ?? [];
  if (folder !== '') return { account, container, folder: resolve(folder) };
  context.issues.push({
    code: 'custom',
    message:
      'must look like storageaccount/container=/a/folder, with an account of 3 to 24 lower-case letters and digits and a container of 3 to 63 with hyphens',
    input: text,
  });
  return z.NEVER;
});

/** A deadline: at least one minute, at most a week. */
const minutes = (usual: number) =>
  z.coerce
    .number({ error: 'must be a number of minutes' })
    .min(1, 'must be at least 1 minute')
    .max(10_080, 'must be at most 10080 minutes, a week')
    .default(usual);

const hours = (usual: number) =>
  z.coerce
    .number({ error: 'must be a number of hours' })
    .min(1, 'must be at least 1 hour')
    .max(720, 'must be at most 720 hours, a month')
    .default(usual);

const gigabytes = z.coerce.number({ error: 'must be a number' }).min(0, 'must not be negative');

const settings = z
  .strictObject({
    PORT: z.coerce
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(1, 'must be 1 to 65535')
      .max(65_535, 'must be 1 to 65535')
      .default(5080),
    HOST: z.string().min(1, 'must be a host name or an address').default('127.0.0.1'),
    DATA_DIR: z
      .string()
      .min(1, 'must be a folder')
      .default('./.data')
      .transform((folder) => resolve(folder)),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
      .optional(),
    /** How the log is written, and from which level on. */
    LOG_FORMAT: z.enum(['text', 'json'], { error: 'must be text or json' }).default('text'),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warning', 'error'], { error: 'must be debug, info, warning or error' })
      .default('info'),
    SECRET_KEY: z.string().min(32, 'must have at least 32 characters; "openssl rand -hex 32" makes one').optional(),
    /** Identities of age: the first wraps the keys of the vaults, the others unwrap keys wrapped with them. */
    MASTER_KEY: texts
      .pipe(
        z.array(
          z.string().refine(isIdentity, {
            error: 'must be an identity of age, AGE-SECRET-KEY-1…; "npm run --silent recovery-key -- --new" makes one',
          }),
        ),
      )
      .optional(),
    ENCRYPT_POINTS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
    /** Space on the disk of the data folder that is kept free for the portal's own state. */
    DISK_RESERVE_GB: gigabytes.default(1),
    /** How much each vault may hold. */
    VAULT_QUOTA_GB: gigabytes.refine((size) => size > 0, { error: 'must be more than 0' }).optional(),
    /** How long work that runs may go on when the server is told to stop. */
    STOP_WAIT_SECONDS: z.coerce
      .number({ error: 'must be a number of seconds' })
      .min(0, 'must not be negative')
      .max(86_400, 'must be at most 86400 seconds, a day')
      .default(5),
    /** With it `/metrics` is for whoever sends it, from wherever; without it for this machine alone. */
    METRICS_TOKEN: z
      .string()
      .regex(/^[\w.~+/-]{16,}=*$/, 'must have at least 16 letters and digits; "openssl rand -hex 32" makes one')
      .optional(),
    /** Who is sent alerts. */
    NOTIFICATIONS: destinations.default([]),
    /** Called after each good run of a schedule, and hourly while everything that was due has been done. */
    HEARTBEAT_URL: webAddress.optional(),
    HEARTBEAT_ALL_URL: webAddress.optional(),
    /** More places for the recovery points of vaults, by name. */
    STORAGES: storages.optional(),
    PUBLIC_URL: origin.optional(),
    /** Names under which the server is reached, in addition to that of PUBLIC_URL. */
    ALLOWED_HOSTS: texts.pipe(z.array(hostName)).default([]),
    /** PEM files; with them the server speaks https. Read again when they change. */
    TLS_CERT: file,
    TLS_KEY: file,
    READS_PER_MINUTE: countBelow(10_000_000).default(12_000),
    WRITES_PER_MINUTE: countBelow(10_000_000).default(6_000),
    DELETES_PER_MINUTE: countBelow(10_000_000).default(6_000),
    /** Requests of one caller at a time; the rest wait. */
    REQUESTS_AT_ONCE: countBelow(1_000).default(16),
    CORS_ORIGINS: texts.pipe(z.array(origin)).default([]),
    /** Folders that files can be restored into, each shown as a container of a storage account. */
    RESTORE_FOLDERS: texts.pipe(z.array(restoreFolder)).optional(),
    /** Folders of PostgreSQL's server programs, for drills, in addition to the usual ones. */
    SERVER_PROGRAMS: texts.optional(),
    /** How long a backup or a verification may go without moving a byte. */
    BACKUP_STALL_MINUTES: minutes(10),
    /** The same for restores and drills; the target server reports whether they move. */
    RESTORE_STALL_MINUTES: minutes(240),
    /** The same for expiry and other work that removes recovery points. */
    EXPIRY_STALL_MINUTES: minutes(10),
    /** The same for validations, deployments and other work that a person waits for. */
    CHECK_STALL_MINUTES: minutes(5),
    /** A backup is ended after so long although it moves. */
    BACKUP_MOST_HOURS: hours(72),
    /** The folder that drills restore into: it needs room for the largest server that is backed up. */
    SCRATCH_DIR: z
      .string()
      .min(1, 'must be a folder')
      .transform((folder) => resolve(folder))
      .optional(),
  })
  .refine(({ TLS_CERT, TLS_KEY }) => (TLS_CERT === undefined) === (TLS_KEY === undefined), {
    path: ['TLS_CERT'],
    error: 'and TLS_KEY must be set together',
  });

export type Config = z.infer<typeof settings>;

/** The deadlines as the provider takes them. */
export function stallLimitsOf(config: Config): StallLimits {
  const backup = config.BACKUP_STALL_MINUTES * MINUTE_MS;
  const restore = config.RESTORE_STALL_MINUTES * MINUTE_MS;
  const check = config.CHECK_STALL_MINUTES * MINUTE_MS;
  return {
    ...{ backup, verify: backup, copy: backup, restore, drill: restore, check, deployment: check },
    expiry: config.EXPIRY_STALL_MINUTES * MINUTE_MS,
  };
}

/** Whatever in the settings stands in no line of the log. */
export function secretsIn(config: Config): string[] {
  const { SECRET_KEY, METRICS_TOKEN, HEARTBEAT_URL, HEARTBEAT_ALL_URL, MASTER_KEY = [], DATABASE_URL } = config;
  const mail = config.NOTIFICATIONS.flatMap((one) => (one.type === 'email' ? [one.smtp] : []));
  const hooks = config.NOTIFICATIONS.flatMap((one) => (one.type === 'webhook' ? [one.url, one.authorization] : []));
  const withPassword = [DATABASE_URL, ...mail].flatMap((url) => url ?? []);
  const passwords = withPassword.map((url) => new URL(url).password);
  return [
    ...[SECRET_KEY, METRICS_TOKEN, HEARTBEAT_URL, HEARTBEAT_ALL_URL, ...hooks, ...MASTER_KEY],
    ...[...withPassword, ...passwords, ...passwords.map(unescaped), ...storageSecrets(config.STORAGES)],
  ].flatMap((secret) => secret ?? []);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads the environment, below it the files of CREDENTIALS_DIRECTORY, and below those the file in `folder`. Throws a `SetupError` that names every wrong key. */
export function readConfig(environment: NodeJS.ProcessEnv, folder = process.cwd()): Config {
  const fromEnvironment = Object.fromEntries(
    Object.keys(settings.shape).flatMap((key) => {
      const value = environment[key];
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
  const result = settings.safeParse({
    ...readFile(join(folder, FILE)),
    ...readCredentials(environment.CREDENTIALS_DIRECTORY),
    ...fromEnvironment,
  });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.')} ${issue.message}.`;
    const keys = issue.keys.join(', ');
    if (issue.path.length > 0) return `${issue.path.join('.')} has no setting ${keys}.`;
    return `${keys} in ${FILE} is not a setting. The settings are ${Object.keys(settings.shape).join(', ')}.`;
  });
  throw new SetupError(problems.join('\n'));
}

/**
 * A file for each setting that is a secret, by its name: what systemd makes of `LoadCredential`, and Docker of `secrets`. Nothing of it
 * is in the environment, which the processes of a machine show to more than the files of the server.
 */
function readCredentials(folder: string | undefined): Record<string, string> {
  if (folder === undefined || folder === '') return {};
  return Object.fromEntries(
    Object.keys(settings.shape).flatMap((key) => {
      try {
        return [[key, readFileSync(join(folder, key), 'utf8').trim()]];
      } catch (error) {
        if (isNotFound(error)) return [];
        throw new SetupError(`${key} cannot be read from CREDENTIALS_DIRECTORY: ${(error as Error).message}`);
      }
    }),
  );
}

function readFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  throw new SetupError(`${path} must hold a JSON object.`);
}

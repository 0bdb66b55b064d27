/**
 * A backup of a whole server: the globals, then each database. Only `pg_dump` takes the snapshot and the locks, exactly
 * as by hand; no session of ours runs at the same time. A database that fails does not fail the others.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type {
  BackupFailure,
  BackupOptions,
  BackupPart,
  BackupProgress,
  BackupSink,
  BackupSummary,
  DatabaseFacts,
  DatabaseProperties,
  NotCovered,
  SummaryPart,
} from '#provider/ports.ts';
import { EngineFault } from '#provider/ports.ts';
import { toolEnvironment } from './access.ts';
import { explainRights } from './acting-role.ts';
import { requireOwnSession, withServer, type ConnectOptions } from './connection.ts';
import { readDatabaseProperties } from './database-properties.ts';
import { mayReadRolePasswords, readDatabases, readVersion, type ServerVersion } from './facts.ts';
import { explainLock } from './locks.ts';
import { readNotCovered, readNotCoveredIn } from './not-covered.ts';
import { outputOf } from './run-tool.ts';
import { serverFaults } from './server-faults.ts';
import { reachedOf } from './session.ts';
import { toolWarnings } from './tool-words.ts';
import { toolPath, type Tools } from './tools.ts';
import { explainTranslated } from './translated-faults.ts';

/** A lock held this long was probably forgotten. */
export const LOCK_WAIT_MS = 300_000;

const DUMP_ATTEMPTS = 10;

export interface ServerBackup extends ConnectOptions {
  signal: AbortSignal;
  sink: BackupSink;
  onProgress: BackupOptions['onProgress'];
  chooseTools: (server: ServerVersion) => Promise<Tools>;
  /** How long a dump waits for the lock of a table. */
  lockWaitMs: number;
  /** This database alone, without the roles. */
  only?: string;
}

/** Collects the parts of a backup and its warnings. */
interface Account {
  parts: SummaryPart[];
  warnings: BackupSummary['warnings'];
  failures: BackupFailure[];
}

export async function backUpServer(backup: ServerBackup): Promise<BackupSummary> {
  const startedAt = new Date().toISOString();
  const server = await withServer(
    backup,
    async (connection) => ({
      version: await readVersion(connection),
      databases: await readDatabases(connection),
      mayReadPasswords: await mayReadRolePasswords(connection),
      notCovered: await readNotCovered(connection),
      properties: await readDatabaseProperties(connection),
    }),
    { ownSession: true },
  );
  const tools = await backup.chooseTools(server.version);
  const progress = progressOf(server.databases, backup.onProgress);
  const account: Account = { parts: [], warnings: [], failures: [] };
  const tellNotCovered = (found: NotCovered[]) => account.warnings.push(...found.flatMap(notInBackup));

  tellNotCovered([...server.notCovered, ...(await readNotCoveredIn(backup, 'template1'))]);
  const { only } = backup;
  if (only === undefined) {
    await attempt(backup, account, undefined, () =>
      dumpGlobals(backup, tools, progress, account, server.mayReadPasswords),
    );
  }
  const databases = server.databases.filter(({ name }) => only === undefined || name === only);
  for (const [at, database] of databases.entries()) {
    const { name } = database;
    progress.begin(name);
    const isWhole = await attempt(backup, account, name, () =>
      dumpDatabase(backup, tools, database, server.properties.get(name), progress, account),
    );
    progress.finish();
    if (isWhole) tellNotCovered(await readNotCoveredIn(backup, name));
    if (isWhole || (await isReachable(backup))) continue;
    account.failures.push(...databases.slice(at + 1).map((left) => notReached(left.name)));
    break;
  }
  throwWhenEmpty(account);
  return {
    serverVersion: server.version.version,
    tools: { pg_dump: tools.version, pg_dumpall: tools.version },
    startedAt,
    endedAt: new Date().toISOString(),
    parts: account.parts,
    warnings: account.warnings,
    ...(account.failures.length > 0 && { failures: account.failures }),
  };
}

/**
 * Records one part, or its failure. Rethrows what ends the whole backup: a stop, or a vault that cannot store more.
 * Returns whether the part succeeded.
 */
async function attempt(
  backup: ServerBackup,
  account: Account,
  database: string | undefined,
  dump: () => Promise<SummaryPart>,
): Promise<boolean> {
  try {
    account.parts.push(await unlessVanished(dump));
    return true;
  } catch (error) {
    if (backup.signal.aborted || !(error instanceof EngineFault) || isOfStorage(error)) throw error;
    if (database !== undefined && (await wasDropped(backup, error, database))) {
      account.warnings.push(droppedMeanwhile(database));
      return true;
    }
    account.failures.push(failureOf(await explained(backup, database, error), database));
    return false;
  }
}

const explained = async (
  backup: ServerBackup,
  database: string | undefined,
  fault: EngineFault,
): Promise<EngineFault> =>
  explainRights(
    backup,
    database,
    await explainLock(backup, database, await explainTranslated(backup, database, keptOutOf(database, fault))),
  );

/** pg_hba.conf keeps the login out of this one database: with the same TLS, or without, it was let into another. */
function keptOutOf(database: string | undefined, fault: EngineFault): EngineFault {
  const isKeptOut = ['UserErrorServerTlsRequired', 'UserErrorServerAccessNotAllowed'].includes(fault.code);
  if (database === undefined || !isKeptOut) return fault;
  return Object.assign(serverFaults.databaseNotAllowed(fault), { details: fault.details });
}

/** No object gets a number twice: one that is missing in two dumps has not vanished, something still refers to it. */
const NUMBERED = /^(?:cache lookup failed for|could not open relation with OID) .*\d+/;

/**
 * Tables come and go. One that vanishes between pg_dump's list of tables and their locks ends the dump before its first
 * row, so a retry is cheap; next to jobs that create and drop tables all the time it takes a few.
 */
async function unlessVanished(dump: () => Promise<SummaryPart>): Promise<SummaryPart> {
  let before: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dump();
    } catch (error) {
      const hasVanished = error instanceof EngineFault && error.code === 'UserErrorServerObjectsChanged';
      if (!hasVanished || attempt === DUMP_ATTEMPTS) throw error;
      const missing = NUMBERED.exec(error.details.serverError ?? '')?.[0];
      if (missing !== undefined && missing === before)
        throw Object.assign(serverFaults.catalogueDamaged(error), { details: error.details });
      before = missing;
    }
  }
}

const isOfStorage = ({ code }: EngineFault): boolean => code.startsWith('UserErrorVaultStorage');

async function dumpGlobals(
  backup: ServerBackup,
  tools: Tools,
  progress: Progress,
  account: Account,
  withPasswords: boolean,
): Promise<SummaryPart> {
  const part: BackupPart = { kind: 'globals', format: 'plain' };
  const stored = await backup.sink.write(
    part,
    outputOf({
      path: toolPath(tools, 'pg_dumpall'),
      // Not as the login, or the database it connects to, has its client_encoding: a restore reads names as UTF-8.
      args: ['--globals-only', '--encoding=UTF8', '--no-password', ...(withPasswords ? [] : ['--no-role-passwords'])],
      env: toolEnvironment(backup.access, 'postgres', backup.files),
      signal: backup.signal,
      onBytes: progress.part(),
      onWords: (stderr) => account.warnings.push(...warningsIn(stderr, 'pg_dumpall', 'the roles')),
    }),
  );
  if (!withPasswords) account.warnings.push(ROLE_PASSWORDS_LEFT_OUT);
  return { ...part, ...stored };
}

async function dumpDatabase(
  backup: ServerBackup,
  tools: Tools,
  { name: database, charset }: DatabaseFacts,
  properties: DatabaseProperties | undefined,
  progress: Progress,
  account: Account,
): Promise<SummaryPart> {
  if (reachedOf(backup.access)?.isPooled === true) await requireOwnSession(backup, database);
  const part: BackupPart = { kind: 'database', database, format: 'custom' };
  const stored = await backup.sink.write(
    part,
    outputOf({
      path: toolPath(tools, 'pg_dump'),
      args: [
        '--format=custom',
        '--compress=0',
        `--encoding=${charset}`,
        '--no-password',
        `--lock-wait-timeout=${String(backup.lockWaitMs)}`,
      ],
      env: toolEnvironment(backup.access, database, backup.files),
      signal: backup.signal,
      onBytes: progress.part(),
      onWords: (stderr) => account.warnings.push(...warningsIn(stderr, 'pg_dump', `database "${database}"`)),
    }),
  );
  if (stored.contentsNotRead !== undefined) account.warnings.push(contentsNotRead(database, stored.contentsNotRead));
  return { ...part, ...stored, ...(properties && { properties }) };
}

/** A database that was dropped since the list was read does not fail the backup: it is left out with a warning. */
async function wasDropped(backup: ServerBackup, { code }: EngineFault, database: string): Promise<boolean> {
  if (code !== 'UserErrorDatabaseNotFound') return false;
  const left = await withServer(backup, readDatabases).catch(() => undefined);
  return left !== undefined && !left.some(({ name }) => name === database);
}

const RECOVERY_MS = 180_000;
const RECOVERY_LOOK_MS = 500;
/** Who connects before the server has noticed the crash is let in, and thrown out with all others. */
const RECOVERING: ReadonlySet<string> = new Set(['UserErrorServerNotReady', 'UserErrorServerDisconnected']);

/**
 * A crash of one session, in a damaged table for example, restarts the whole server, which refuses everybody until it
 * has recovered. The databases after it must not be lost to that.
 */
async function isReachable(backup: ServerBackup): Promise<boolean> {
  const until = Date.now() + RECOVERY_MS;
  for (;;) {
    try {
      await withServer(backup, readVersion);
      return true;
    } catch (error) {
      if (!(error instanceof EngineFault) || !RECOVERING.has(error.code) || Date.now() > until) return false;
      await delay(RECOVERY_LOOK_MS, undefined, { signal: backup.signal }).catch(() => undefined);
    }
  }
}

/** Without any database there is no recovery point: the backup fails with its first failure. */
function throwWhenEmpty({ parts, failures: [first] }: Account): void {
  if (first === undefined || parts.some(({ kind }) => kind === 'database')) return;
  const fault = new EngineFault(first.code, first.message, first.recommendedAction);
  fault.details = first.details;
  throw fault;
}

const failureOf = ({ code, message, recommendedAction, details }: EngineFault, database?: string): BackupFailure => ({
  code,
  message: database === undefined ? `Roles: ${message}` : `Database "${database}": ${message}`,
  recommendedAction,
  details: { ...details, ...(database !== undefined && { database }) },
});

const notReached = (database: string): BackupFailure => ({
  code: 'UserErrorServerDisconnected',
  message: `Database "${database}": the server could not be reached any more when its turn came.`,
  recommendedAction: ['Check that the server is running and read its log, then try again.'],
  details: { database },
});

type Warning = BackupSummary['warnings'][number];

const ROLE_PASSWORDS_LEFT_OUT: Warning = {
  code: 'RolePasswordsNotBackedUp',
  message: 'The passwords of the roles are not in this recovery point: the administrator login may not read them.',
  recommendedAction: ['Set the passwords of the roles again after a restore.'],
};

/** What people expect in a backup; the rest is reported by Test connection. */
const notInBackup = ({ kind, name, reason, recommendedAction, onlyBeforehand }: NotCovered): Warning[] =>
  onlyBeforehand === true || kind === 'rolePasswords'
    ? []
    : [
        {
          code: 'NotInBackup',
          message: `${KIND_TEXT[kind]} "${name}" is not in this recovery point. ${reason}`,
          recommendedAction,
        },
      ];

const KIND_TEXT: Readonly<Record<NotCovered['kind'], string>> = {
  database: 'Database',
  template: 'Template database',
  subscription: 'Subscription',
  userMapping: 'User mapping',
  extensionTable: 'Table of an extension',
  systemObject: 'Object among those of the server itself,',
  index: 'Index',
  replicationSlot: 'Replication slot',
  parameter: 'Parameter',
  rolePasswords: 'Passwords of roles:',
  tablespace: 'Tablespace',
};

const droppedMeanwhile = (database: string): Warning => ({
  code: 'DatabaseDroppedDuringBackup',
  message: `Database "${database}" was dropped while the backup ran and is not in the recovery point.`,
  recommendedAction: [],
});

const contentsNotRead = (database: string, reason: string): Warning => ({
  code: 'ContentsNotRead',
  message: `Database "${database}" is in the recovery point, but its rows were not counted: ${reason}`,
  recommendedAction: ['Restore the recovery point into a test server to see that it is whole.'],
});

const warningsIn = (stderr: string, tool: string, about: string): Warning[] =>
  toolWarnings(stderr).map((text) => ({
    code: 'BackupToolWarning',
    message: `${tool} warned about ${about}: ${text}`,
    recommendedAction: [],
  }));

type Progress = ReturnType<typeof progressOf>;

function progressOf(databases: readonly DatabaseFacts[], report: (progress: BackupProgress) => void) {
  const now: BackupProgress = {
    database: undefined,
    databasesDone: 0,
    databasesTotal: databases.length,
    plainBytes: 0,
    expectedBytes: databases.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
  };
  return {
    begin(database: string) {
      now.database = database;
      report({ ...now });
    },
    finish() {
      now.databasesDone += 1;
      report({ ...now });
    },
    /** Receives the bytes of one part, as the sum so far. */
    part(): (total: number) => void {
      const before = now.plainBytes;
      return (total) => {
        now.plainBytes = before + total;
        report({ ...now });
      };
    },
  };
}

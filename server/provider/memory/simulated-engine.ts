/**
 * The `Engine` port without PostgreSQL: servers that exist only as a sealed description, believable durations by the
 * clock, the same bytes for the same server every time. Hosts below `.invalid`, which can never exist, misbehave on
 * purpose, so that any caller can meet a bad day over plain HTTP: see `MISBEHAVIOURS` and `refusalOf`.
 */
import { ErrorCode, type UserFacingError } from '#protocol/errors.ts';
import { DEFAULT_TLS_MODE, type TlsMode } from '#protocol/postgres.ts';
import { connectionFaults } from '../domain/connection-faults.ts';
import { databaseExists } from '../domain/restore-rules.ts';
import { extensionsNotAvailable, localeNotAvailable, targetIsOlder } from '../domain/restore-warnings.ts';
import {
  EngineFault,
  type BackupFailure,
  type BackupPart,
  type BackupSummary,
  type Clock,
  type DatabaseFacts,
  type Engine,
  type LackingRight,
  type PartContents,
  type RestoredDatabaseFacts,
  type NotCovered,
  type ServerAccess,
  type TableFacts,
} from '../ports.ts';

export interface SimulatedServer {
  host: string;
  version: string;
  minorVersion: string;
  isReplica?: boolean;
  databases: { name: string; sizeInBytes: number; tables?: TableFacts[]; extensions?: string[] }[];
  tlsMode?: TlsMode;
  /** The password with which it was described is not the server's. */
  isLockedOut?: boolean;
}

export interface SimulatedEngineOptions {
  clock: Clock;
  /** How many times faster than real life it works, read again before each wait. Default 1. */
  speed?: () => number;
  /** A fault that a server returns, read before each call. For laboratories. */
  faultOf?: (host: string) => EngineFault | undefined;
  /** Why the machine has no scratch server, read whenever one is needed. For laboratories. */
  scratchFault?: () => EngineFault | undefined;
}

const MEGABYTE = 1024 ** 2;
const BYTES_PER_SECOND = 40 * MEGABYTE;
const PROBE_MS = 400;
const STEPS_PER_DATABASE = 12;
/** What takes hours is seen to move all the same. */
const LONGEST_STEP_SECONDS = 60;
const SCRATCH_START_MS = 2_500;
const BYTES_PER_ROW = 150;

/** Every server has another password than this one. */
const WRONG_PASSWORD = 'wrong';

// A server that cannot be connected to says what a real one would.
const { refused, notFound, timedOut, signInFailed, tlsUnavailable, tlsFailed } = connectionFaults;
const tooNew = (host: string): EngineFault =>
  new EngineFault(
    ErrorCode.postgresOperationFailed,
    `The server '${host}' is newer than the backup tools on this machine.`,
    ["Install PostgreSQL client tools of the server's major version or newer, and start the backup again."],
    'ToolsTooOld',
  );
const disappeared = (host: string): EngineFault =>
  new EngineFault(
    ErrorCode.postgresOperationFailed,
    `The server '${host}' closed the connection in the middle of the dump.`,
    ['Check that the server is running, and start the backup again.'],
    'ServerUnreachable',
  );

/** What a server of that host name does wrong, at which moment. */
const MISBEHAVIOURS: Record<string, { at: 'always' | 'dump'; fault: (host: string) => EngineFault }> = {
  'refused.invalid': { at: 'always', fault: () => refused() },
  'not-found.invalid': { at: 'always', fault: () => notFound() },
  'timeout.invalid': { at: 'always', fault: () => timedOut() },
  'wrong-password.invalid': { at: 'always', fault: () => signInFailed() },
  'too-new.invalid': { at: 'dump', fault: tooNew },
  'disappears.invalid': { at: 'dump', fault: disappeared },
};

/** What depends on how one comes: the password, and the TLS mode at hosts that have none or a bad certificate. */
function refusalOf({
  host,
  tlsMode = DEFAULT_TLS_MODE,
  isLockedOut = false,
}: SimulatedServer): EngineFault | undefined {
  if (isNamed(host, 'no-tls.invalid') && tlsMode !== 'disable' && tlsMode !== 'prefer') return tlsUnavailable();
  if (isNamed(host, 'self-signed.invalid') && tlsMode.startsWith('verify')) return tlsFailed();
  return isLockedOut ? signInFailed() : undefined;
}

/** What a description of a simulated server looks like where a real engine keeps an encrypted connection. */
export const sealSimulated = (server: SimulatedServer): string => JSON.stringify(server);

/** An engine whose servers exist only in their descriptions. */
export function createSimulatedEngine(options: SimulatedEngineOptions): Engine {
  const { clock, speed = () => 1, faultOf, scratchFault } = options;
  const wait = (ms: number, signal?: AbortSignal): Promise<void> => clock.sleep(ms / Math.max(speed(), 0.001), signal);

  let scratches = 0;
  // A server is only a description, which does not change: what was restored into it is kept here.
  const restoredInto = new Map<string, SimulatedServer['databases']>();
  const contentOf = ({ host, databases }: SimulatedServer) => restoredInto.get(host) ?? databases;
  const databasesOf = (server: SimulatedServer): DatabaseFacts[] =>
    contentOf(server).map(({ name, sizeInBytes }) => ({ name, sizeInBytes, charset: 'UTF8', collation: LOCALE }));

  const misbehave = (host: string, moment: 'always' | 'dump'): void => {
    const fault = faultOf?.(host);
    if (fault) throw fault;
    const found = Object.entries(MISBEHAVIOURS).find(([name]) => isNamed(host, name))?.[1];
    if (found && (found.at === 'always' || found.at === moment)) throw found.fault(host);
  };

  async function open(sealed: string, signal?: AbortSignal): Promise<SimulatedServer> {
    const server = JSON.parse(sealed) as SimulatedServer;
    await wait(PROBE_MS, signal);
    misbehave(server.host, 'always');
    const refusal = refusalOf(server);
    if (refusal) throw refusal;
    return server;
  }

  return {
    seal: (access) => Promise.resolve(sealSimulated(imagine(access))),

    async probe(sealed, signal) {
      const server = await open(sealed, signal);
      const { version, minorVersion, isReplica = false } = server;
      return { version, minorVersion, isReplica, sizeInBytes: totalSize(server) };
    },

    async inspect(sealed, signal) {
      const server = await open(sealed, signal);
      const { host, version, minorVersion, isReplica = false, tlsMode } = server;
      const mayLittle = isNamed(host, 'few-rights.invalid');
      return {
        version,
        minorVersion,
        isReplica,
        sizeInBytes: totalSize(server),
        databases: databasesOf(server),
        notCovered: isNamed(host, 'left-out.invalid') ? LEFT_OUT : [],
        tlsProtocol: tlsMode === 'disable' || isNamed(host, 'no-tls.invalid') ? undefined : 'TLSv1.3',
        tools: isNamed(host, 'too-new.invalid') ? { fault: tooNew(host) } : { version: '18.1' },
        login: {
          mayReadRolePasswords: !mayLittle,
          mayCreateDatabases: !mayLittle,
          lacking: mayLittle ? FEW_RIGHTS : [],
          notChecked: [],
        },
      };
    },

    async listDatabases(sealed, signal) {
      return databasesOf(await open(sealed, signal));
    },

    async readContents(_part, plain) {
      const found = await contentsIn(plain);
      return found
        ? { tables: found.tables }
        : { contentsNotRead: 'The dump does not list its tables.', isUnknownKind: true };
    },

    checkTarget: async (sealed, signal) => void (await open(sealed, signal)),

    async foreseeRestore(sealed, { databases, sourceVersion = '' }, { signal, readDatabase }) {
      const server = await open(sealed, signal);
      const [source, target] = [Number.parseInt(sourceVersion, 10), Number(server.version)];
      const warnings: UserFacingError[] = [];
      for (const { name, targetName } of databases) {
        if (source > target) warnings.push(targetIsOlder(targetName, source, target));
        warnings.push(...localeWarnings(server, targetName));
        const { extensions = [] } = (await contentsIn(readDatabase(name).plain)) ?? {};
        if (isBare(server) && extensions.length > 0) warnings.push(extensionsNotAvailable(targetName, extensions));
      }
      return warnings;
    },

    async restore(sealed, { databases, ownersAndRoles }, { signal, readRoles, readDatabase, onMoving }) {
      const server = await open(sealed, signal);
      const present = contentOf(server);
      if (ownersAndRoles) await drained(readRoles());
      const made: SimulatedServer['databases'] = [];
      const compared: RestoredDatabaseFacts[] = [];
      for (const { name, targetName, replace, contents } of databases) {
        if (!replace && present.some((database) => database.name === targetName)) {
          throw databaseExists(targetName);
        }
        const { plain } = readDatabase(name);
        const sizeInBytes = await drained(plain);
        const seconds = durationOf(server, restoredBytes(contents) ?? MEGABYTE * 200);
        const steps = stepsOf(seconds);
        for (let step = 1; step <= steps; step += 1) {
          await wait((seconds / steps) * 1000, signal);
          onMoving?.();
        }
        misbehave(server.host, 'dump');
        made.push({ name: targetName, sizeInBytes });
        compared.push(compare(targetName, contents));
      }
      restoredInto.set(server.host, [
        ...present.filter(({ name }) => !made.some((database) => database.name === name)),
        ...made,
      ]);
      return {
        warnings: databases.flatMap(({ targetName }) => localeWarnings(server, targetName)),
        databases: compared,
      };
    },

    isRestored: () => Promise.resolve(false),
    discardRestore: () => Promise.resolve(),
    settleRestore: () => Promise.resolve(),

    checkScratch: () => {
      const problem = scratchFault?.();
      return problem ? Promise.reject(problem) : Promise.resolve();
    },

    importDump: () =>
      Promise.reject(new EngineFault('UserErrorDumpNotImported', 'Simulated servers have no dumps to import.', [])),

    async startScratch(serverVersion, signal) {
      const problem = scratchFault?.();
      if (problem) throw problem;
      await wait(SCRATCH_START_MS, signal);
      const host = `scratch-${String((scratches += 1))}.backup-portal`;
      const [version = '', minorVersion = '0'] = serverVersion.split('.');
      return {
        sealed: sealSimulated({ host, version, minorVersion, databases: [] }),
        version: serverVersion,
        remove: () => {
          restoredInto.delete(host);
          return Promise.resolve();
        },
      };
    },

    async backUp(sealed, sink, { signal, onProgress }): Promise<BackupSummary> {
      const startedAt = clock.now().toISOString();
      const server = await open(sealed, signal);
      const expectedBytes = totalSize(server);
      const databasesTotal = server.databases.length;
      const parts: BackupSummary['parts'] = [];
      const failures: BackupFailure[] = [];
      let plainBytes = 0;

      const globals: BackupPart = { kind: 'globals', format: 'plain' };
      onProgress({ database: undefined, databasesDone: 0, databasesTotal, plainBytes, expectedBytes });
      parts.push({ ...globals, ...(await sink.write(globals, once(`-- roles of ${server.host}\n`))) });

      for (const [databasesDone, database] of server.databases.entries()) {
        if (databasesDone > 0 && isNamed(server.host, 'half-dumped.invalid')) {
          failures.push(unreadable(database.name));
          continue;
        }
        const part: BackupPart = { kind: 'database', database: database.name, format: 'custom' };
        const tables = (database.tables ?? imagineTables(database)).map(digested);
        const dump = async function* (): AsyncIterable<Uint8Array> {
          const seconds = durationOf(server, database.sizeInBytes);
          const steps = stepsOf(seconds);
          for (let step = 1; step <= steps; step += 1) {
            await wait((seconds / steps) * 1000, signal);
            if (step > steps / 2) misbehave(server.host, 'dump');
            plainBytes += Math.round(database.sizeInBytes / steps);
            onProgress({ database: database.name, databasesDone, databasesTotal, plainBytes, expectedBytes });
            yield utf8.encode(`-- ${server.host} ${database.name} ${String(step)} of ${String(steps)}\n`);
          }
          const { extensions = [] } = database;
          yield utf8.encode(`${CONTENTS_LINE}${JSON.stringify({ tables, extensions } satisfies SimulatedContents)}\n`);
        };
        parts.push({
          ...part,
          ...(await sink.write(part, dump())),
          tables,
        });
      }
      onProgress({ database: undefined, databasesDone: databasesTotal, databasesTotal, plainBytes, expectedBytes });

      return {
        serverVersion: `${server.version}.${server.minorVersion}`,
        tools: { 'simulated engine': '1' },
        startedAt,
        endedAt: clock.now().toISOString(),
        parts,
        warnings: [],
        ...(failures.length > 0 && { failures }),
      };
    },
  };
}

/** The fault of the second database of a server below `half-dumped.invalid`, with the real engine's message. */
const unreadable = (database: string): BackupFailure => ({
  code: 'UserErrorServerPermissionDenied',
  message: `Database "${database}": The administrator login may not read everything that a backup needs.`,
  recommendedAction: [
    'Grant the login read access to all schemas, tables, sequences and large objects, or use a login that owns them.',
  ],
  details: {
    database,
    object: 'table invoices',
    serverError: 'permission denied for table invoices',
    toolOutput:
      'pg_dump: error: query failed: ERROR:  permission denied for table invoices\npg_dump: detail: Query was: LOCK TABLE public.invoices IN ACCESS SHARE MODE',
  },
});

const utf8 = new TextEncoder();

/** About as much as the tables of a dump hold; undefined when the dump does not list them. */
const restoredBytes = (contents: PartContents | undefined): number | undefined =>
  contents?.tables?.reduce((sum, { rows, bytes }) => sum + (bytes ?? rows * BYTES_PER_ROW), 0);

/** Nothing that is restored here is ever anything else than what was backed up. */
const compare = (targetName: string, { tables = [] }: PartContents = {}): RestoredDatabaseFacts => ({
  targetName,
  tablesCompared: tables.length,
  rowsCompared: tables.reduce((sum, { rows }) => sum + rows, 0),
  differing: [],
  notMade: [],
});

interface SimulatedContents {
  tables: TableFacts[];
  extensions: string[];
}

/** A simulated dump has no rows, but a line that describes them. */
const CONTENTS_LINE = '-- contents ';

/** Undefined for a dump of a state that an earlier page saved. */
async function contentsIn(plain: AsyncIterable<Uint8Array>): Promise<SimulatedContents | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of plain) text += decoder.decode(chunk, { stream: true });
  const line = text.split('\n').find((each) => each.startsWith(CONTENTS_LINE));
  return line === undefined ? undefined : (JSON.parse(line.slice(CONTENTS_LINE.length)) as SimulatedContents);
}

/** A server below `bare.invalid` has no locale but C, and no extension. */
const isBare = ({ host }: SimulatedServer): boolean => isNamed(host, 'bare.invalid');
const LOCALE = 'en_US.utf8';
const localeWarnings = (server: SimulatedServer, targetName: string): UserFacingError[] =>
  isBare(server) ? [localeNotAvailable(targetName, `the locale ${LOCALE}`)] : [];

/** With a digest of rows that nobody has seen: the same for the same table. */
const digested = (table: TableFacts): TableFacts => ({
  bytes: table.rows * BYTES_PER_ROW,
  digest: hash(`${table.schema}.${table.name} ${String(table.rows)}`)
    .toString(16)
    .padStart(32, '0'),
  ...table,
});

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(utf8.encode(text));
}

async function drained(plain: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of plain) bytes += chunk.length;
  return bytes;
}

const isNamed = (host: string, name: string): boolean => {
  const wanted = host.toLowerCase();
  return wanted === name || wanted.endsWith(`.${name}`);
};

const totalSize = ({ databases }: SimulatedServer): number =>
  databases.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);

const stepsOf = (seconds: number): number => Math.max(STEPS_PER_DATABASE, Math.ceil(seconds / LONGEST_STEP_SECONDS));

// A server below `slow.invalid` takes long enough for a caller to meet its running backup.
const durationOf = ({ host }: SimulatedServer, sizeInBytes: number): number =>
  isNamed(host, 'slow.invalid') ? 600 : sizeInBytes / BYTES_PER_SECOND;

/** What the login of a server below `few-rights.invalid` may not do. */
const FEW_RIGHTS: LackingRight[] = [
  { database: 'app', right: 'SELECT', on: 'tables', count: 3, example: 'public.invoices' },
  { database: 'app', right: 'BYPASSRLS', on: 'tables', count: 1, example: 'public.tenants' },
];

/** What no backup of a server below `left-out.invalid` holds. */
const LEFT_OUT: NotCovered[] = [
  {
    kind: 'database',
    name: 'archive_2019',
    reason: 'It allows no connections, so that no dump can read it.',
    recommendedAction: ['ALTER DATABASE "archive_2019" ALLOW_CONNECTIONS true;'],
  },
  {
    kind: 'subscription',
    name: 'app: from_headquarters',
    reason: 'Only a superuser may read the connection of a subscription: the whole subscription is left out.',
    recommendedAction: ['Keep its CREATE SUBSCRIPTION statement elsewhere, or back up with a superuser.'],
  },
  {
    kind: 'parameter',
    name: 'shared_buffers, work_mem',
    reason: 'Parameters of the server (ALTER SYSTEM, configuration files) are not in any dump.',
    recommendedAction: ['Keep a copy of postgresql.conf, postgresql.auto.conf and pg_hba.conf.'],
    onlyBeforehand: true,
  },
];

/** What a server of this name would hold: the same result for the same name. */
function imagine({ host, tlsMode, administratorLoginPassword }: ServerAccess): SimulatedServer {
  const seed = hash(host);
  const size = isNamed(host, 'huge.invalid') ? 2 * 1024 ** 4 : (4 + (seed % 16)) * MEGABYTE;
  return {
    host,
    version: '16',
    minorVersion: String(seed % 9),
    isReplica: isNamed(host, 'replica.invalid'),
    tlsMode,
    isLockedOut: administratorLoginPassword === WRONG_PASSWORD,
    databases: [
      { name: 'app', sizeInBytes: size, extensions: ['postgis'] },
      { name: 'Reporting 2026', sizeInBytes: MEGABYTE },
    ],
  };
}

const imagineTables = ({ name, sizeInBytes }: { name: string; sizeInBytes: number }): TableFacts[] =>
  ['customers', 'orders', 'order_lines'].map((table, at) => ({
    schema: 'public',
    name: table,
    rows: Math.round(sizeInBytes / (200 + (hash(name + table) % 300)) / (3 - at)),
  }));

function hash(text: string): number {
  let value = 0;
  for (const letter of text) value = (value * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return value;
}

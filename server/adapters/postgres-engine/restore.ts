/**
 * Restoring databases into a server. Each is restored under a name of its own, and all get the names that were asked for
 * when every one is complete: a restore that fails or dies leaves the server as it was.
 */
import type { DatabaseRestore, RestoreOptions, ServerRestore, ServerRestoreSummary } from '#provider/ports.ts';
import { EngineFault } from '#provider/ports.ts';
import { toolEnvironment } from './access.ts';
import { withConnection, withServer, type Connection, type ConnectOptions } from './connection.ts';
import { readVersion, type ServerVersion } from './facts.ts';
import { databaseExists, mayNotCreate, restoreFaultOf, restoreFaultOfTool } from './restore-faults.ts';
import { restoreRoles } from './restore-roles.ts';
import { feed } from './run-tool.ts';
import { sqlStatements } from './sql-statements.ts';
import { toolPath, type Tools } from './tools.ts';

export interface RestoreInto extends ConnectOptions, RestoreOptions {
  signal: AbortSignal;
  restore: ServerRestore;
  chooseTools: (server: ServerVersion) => Promise<Tools>;
}

const WRITES = { writes: true };

type Database = Pick<DatabaseRestore, 'targetName' | 'replace'>;

/** Whether the login may make databases; the tools are looked for, too. */
export async function checkTarget(
  connect: ConnectOptions,
  chooseTools: (server: ServerVersion) => Promise<Tools>,
): Promise<void> {
  const version = await withServer(connect, async (connection) => {
    const [row] = await connection.query<{ may: boolean }>(
      'SELECT rolsuper OR rolcreatedb AS may FROM pg_roles WHERE rolname = current_user',
    );
    if (row?.may !== true) throw mayNotCreate();
    return readVersion(connection);
  });
  await chooseTools(version);
}

export async function restoreInto(into: RestoreInto): Promise<ServerRestoreSummary> {
  const { restore } = into;
  const version = await withServer(into, readVersion);
  const tools = await into.chooseTools(newer(version, restore.dumpVersion));
  await withServer(into, async (connection) => {
    for (const { targetName, replace } of restore.databases) {
      if (!replace && (await isDatabase(connection, targetName))) throw databaseExists(targetName);
    }
  });
  const warnings = restore.ownersAndRoles ? await restoreRoles(into, into.readRoles()) : [];
  for (const [at, database] of restore.databases.entries()) {
    const name = unfinished(restore.id, at);
    await createDatabase(into, name, restore.id);
    const { format, plain } = into.readDatabase(database.name);
    await (format === 'custom' ? runPgRestore(into, tools, name, plain) : runStatements(into, name, plain));
  }
  into.signal.throwIfAborted();
  await withServer(into, (connection) => publish(connection, restore), WRITES);
  return { warnings, databases: [] };
}

/** Removes what the restore left, finished or not, and puts back what it had taken the place of. */
export async function discardRestore(
  connect: ConnectOptions,
  { id, databases }: Pick<ServerRestore, 'id' | 'databases'>,
): Promise<void> {
  await withServer(
    connect,
    async (connection) => {
      const own = await connection.query<{ name: string }>(
        `SELECT datname AS name FROM pg_database WHERE shobj_description(oid, 'pg_database') = $1`,
        [mark(id)],
      );
      const names = new Set([...own.map(({ name }) => name), ...databases.map((_, at) => unfinished(id, at))]);
      for (const name of names) await drop(connection, name);
      for (const [at, { targetName }] of databases.entries()) {
        if (await isDatabase(connection, replaced(id, at))) await giveBack(connection, replaced(id, at), targetName);
      }
    },
    WRITES,
  );
}

// 32 hex digits and a number: no name that a person chose, and none that a tool reads as more than a name.
const unfinished = (id: string, at: number): string => `restoring_${checked(id)}_${String(at)}`;
const replaced = (id: string, at: number): string => `replaced_${checked(id)}_${String(at)}`;
/** The comment of a restored database, which tells to whom it belongs until the restore has ended. */
const mark = (id: string): string => `Restored by Backup Portal, job ${checked(id)}`;

function checked(id: string): string {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Error('The id of a restore must be 32 hex digits.');
  return id;
}

function newer(server: ServerVersion, dumpVersion: string | undefined): ServerVersion {
  const major = Number.parseInt(dumpVersion ?? '0', 10);
  return major > server.major ? { ...server, major, version: dumpVersion ?? server.version } : server;
}

async function createDatabase(into: RestoreInto, name: string, id: string): Promise<void> {
  await withServer(
    into,
    async (connection) => {
      await explained(connection.query(`CREATE DATABASE ${quoted(name)} TEMPLATE template0`));
      await connection.query(`COMMENT ON DATABASE ${quoted(name)} IS '${mark(id)}'`);
    },
    WRITES,
  );
}

const runPgRestore = (into: RestoreInto, tools: Tools, name: string, plain: AsyncIterable<Uint8Array>): Promise<void> =>
  feed(
    {
      path: toolPath(tools, 'pg_restore'),
      args: [
        '--exit-on-error',
        '--no-password',
        '--no-tablespaces',
        ...(into.restore.ownersAndRoles ? [] : ['--no-owner', '--no-privileges']),
        `--dbname=${name}`,
      ],
      env: toolEnvironment(into.access, name, into.files, WRITES),
      signal: into.signal,
      onBytes: () => undefined,
      faultOf: restoreFaultOfTool,
    },
    plain,
  );

const OWNERSHIP = /^(?:GRANT|REVOKE)\s|^ALTER\s+DEFAULT\s+PRIVILEGES\s|^ALTER\s[^']*\sOWNER\s+TO\s/i;
/** An older server does not know every setting that a newer dump begins with, and does without. */
const SETTING = /^SET\s+\w+\s*=/i;

async function runStatements(into: RestoreInto, name: string, plain: AsyncIterable<Uint8Array>): Promise<void> {
  await withConnection(
    into,
    name,
    async (connection) => {
      for await (const statement of sqlStatements(plain)) {
        if (!into.restore.ownersAndRoles && OWNERSHIP.test(statement)) continue;
        if (/^COPY\s.*\sFROM\s+stdin/is.test(statement)) throw copyNotSupported();
        const sent = connection.query(statement);
        await (SETTING.test(statement) ? sent.catch(() => undefined) : explained(sent));
      }
    },
    WRITES,
  );
}

const copyNotSupported = (): EngineFault =>
  new EngineFault('UserErrorDumpNotSupported', 'The recovery point holds a dump that only psql can restore.', [
    'Restore as files and run the script of the job by hand.',
  ]);

/** Every database gets its name; when one cannot, those that had are given back theirs. */
async function publish(connection: Connection, { id, databases }: ServerRestore): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const [at, database] of databases.entries()) await publishOne(connection, id, at, database, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw restoreFaultOf(error);
  }
  for (const at of databases.keys()) await drop(connection, replaced(id, at));
}

async function publishOne(
  connection: Connection,
  id: string,
  at: number,
  { targetName, replace }: Database,
  undo: (() => Promise<void>)[],
): Promise<void> {
  if (replace && (await isDatabase(connection, targetName))) {
    undo.push(() => giveBack(connection, targetName, targetName));
    await endConnections(connection, targetName);
    await rename(connection, targetName, replaced(id, at));
    undo.push(() => rename(connection, replaced(id, at), targetName));
    await keepOwner(connection, replaced(id, at), unfinished(id, at));
  }
  await rename(connection, unfinished(id, at), targetName);
  undo.push(() => rename(connection, targetName, unfinished(id, at)));
}

const rename = async (connection: Connection, from: string, to: string): Promise<void> =>
  void (await connection.query(`ALTER DATABASE ${quoted(from)} RENAME TO ${quoted(to)}`));

/** Who owned the database that is replaced owns what takes its place. */
async function keepOwner(connection: Connection, from: string, to: string): Promise<void> {
  const [row] = await connection.query<{ owner: string }>(
    'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1',
    [from],
  );
  if (row) await connection.query(`ALTER DATABASE ${quoted(to)} OWNER TO ${quoted(row.owner)}`);
}

/** Lets nobody in any more, and sends away who is there. */
async function endConnections(connection: Connection, name: string): Promise<void> {
  await connection.query(`ALTER DATABASE ${quoted(name)} WITH ALLOW_CONNECTIONS false`);
  await connection.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`,
    [name],
  );
}

async function drop(connection: Connection, name: string): Promise<void> {
  if (!(await isDatabase(connection, name))) return;
  await endConnections(connection, name);
  await connection.query(`DROP DATABASE ${quoted(name)}`);
}

/** Opens the database again, under the name that it had. */
async function giveBack(connection: Connection, name: string, targetName: string): Promise<void> {
  if (name !== targetName) await rename(connection, name, targetName);
  await connection.query(`ALTER DATABASE ${quoted(targetName)} WITH ALLOW_CONNECTIONS true`);
}

async function isDatabase(connection: Connection, name: string): Promise<boolean> {
  const rows = await connection.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return rows.length > 0;
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw restoreFaultOf(error);
  }
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

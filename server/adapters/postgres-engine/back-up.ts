/** A backup of a whole server: the globals, then each database from one consistent snapshot of its own. */
import type {
  BackupOptions,
  BackupPart,
  BackupProgress,
  BackupSink,
  BackupSummary,
  DatabaseFacts,
  TableFacts,
} from '#provider/ports.ts';
import { EngineFault } from '#provider/ports.ts';
import { toolEnvironment } from './access.ts';
import { withConnection, withServer, type Connection, type ConnectOptions } from './connection.ts';
import { serverFaults } from './server-faults.ts';
import { countRows, readDatabases, readVersion, type ServerVersion } from './facts.ts';
import { outputOf } from './run-tool.ts';
import { toolPath, type Tools } from './tools.ts';

type Part = BackupSummary['parts'][number];

export interface ServerBackup extends ConnectOptions {
  signal: AbortSignal;
  sink: BackupSink;
  onProgress: BackupOptions['onProgress'];
  chooseTools: (server: ServerVersion) => Promise<Tools>;
}

export async function backUpServer(backup: ServerBackup): Promise<BackupSummary> {
  const startedAt = new Date().toISOString();
  const server = await withServer(backup, async (connection) => ({
    version: await readVersion(connection),
    databases: await readDatabases(connection),
  }));
  const tools = await backup.chooseTools(server.version);
  const progress = progressOf(server.databases, backup.onProgress);
  const warnings: BackupSummary['warnings'] = [];

  const parts: Part[] = [await dumpGlobals(backup, tools, progress, warnings)];
  for (const { name } of server.databases) {
    progress.begin(name);
    const part = await unlessDropped(backup, name, warnings, () =>
      dumpDatabase(backup, tools, name, progress, warnings),
    );
    if (part !== undefined) parts.push(part);
    progress.finish();
  }
  return {
    serverVersion: server.version.version,
    tools: { pg_dump: tools.version, pg_dumpall: tools.version },
    startedAt,
    endedAt: new Date().toISOString(),
    parts,
    warnings,
  };
}

async function dumpGlobals(
  backup: ServerBackup,
  tools: Tools,
  progress: Progress,
  warnings: BackupSummary['warnings'],
): Promise<Part> {
  const part: BackupPart = { kind: 'globals', format: 'plain' };
  const dump = (...more: string[]) =>
    backup.sink.write(
      part,
      outputOf({
        path: toolPath(tools, 'pg_dumpall'),
        args: ['--globals-only', '--no-password', ...more],
        env: toolEnvironment(backup.access, 'postgres', backup.files),
        signal: backup.signal,
        onBytes: progress.part(),
      }),
    );
  try {
    return { ...part, ...(await dump()) };
  } catch (error) {
    // Managed servers keep pg_authid to themselves. Roles without their passwords are still worth having.
    if (!isFault(error, 'UserErrorServerPermissionDenied')) throw error;
    const stored = await dump('--no-role-passwords');
    warnings.push({
      code: 'RolePasswordsNotBackedUp',
      message: 'The passwords of the roles are not in this recovery point: the administrator login may not read them.',
      recommendedAction: ['Set the passwords of the roles again after a restore.'],
    });
    return { ...part, ...stored };
  }
}

async function dumpDatabase(
  backup: ServerBackup,
  tools: Tools,
  database: string,
  progress: Progress,
  warnings: BackupSummary['warnings'],
): Promise<Part> {
  const part: BackupPart = { kind: 'database', database, format: 'custom' };
  return withConnection(backup, database, async (connection) => {
    // The rows that are counted are then exactly the rows that are dumped.
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await connection.query(
      `SELECT set_config(name, '0', true) FROM pg_settings
       WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`,
    );
    const snapshot = await exportSnapshot(connection);
    const counting = countOrNothing(connection);
    const stored = await backup.sink.write(
      part,
      outputOf({
        path: toolPath(tools, 'pg_dump'),
        args: [
          '--format=custom',
          '--compress=0',
          `--snapshot=${snapshot}`,
          '--no-password',
          '--lock-wait-timeout=300000',
        ],
        env: toolEnvironment(backup.access, database, backup.files),
        signal: backup.signal,
        onBytes: progress.part(),
      }),
    );
    const tables = await counting;
    if (tables !== undefined) return { ...part, ...stored, tables };
    warnings.push({
      code: 'RowsNotCounted',
      message: `The rows of database "${database}" could not be counted. The database itself is in the recovery point.`,
      recommendedAction: ['Grant the administrator login SELECT on all tables.'],
    });
    return { ...part, ...stored };
  });
}

/** The dump decides whether a database can be read. A count that fails must not end the transaction that it needs. */
async function countOrNothing(connection: Connection): Promise<TableFacts[] | undefined> {
  try {
    await connection.query('SAVEPOINT counting');
    // Counting is an extra: it must not take the server's processors from those it works for.
    await connection.query('SET LOCAL max_parallel_workers_per_gather = 0');
    return await countRows(connection);
  } catch {
    await connection.query('ROLLBACK TO SAVEPOINT counting').catch(() => undefined);
    return undefined;
  }
}

async function exportSnapshot(connection: Connection): Promise<string> {
  const [row] = await connection.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
  // It becomes an argument of a tool, and whatever answered may not be a PostgreSQL at all.
  if (row === undefined || !/^[0-9A-F-]+$/.test(row.snapshot)) throw serverFaults.unexpected();
  return row.snapshot;
}

/** A database that was dropped since the list was made is no failure of the backup: it is told, and left out. */
async function unlessDropped(
  backup: ServerBackup,
  database: string,
  warnings: BackupSummary['warnings'],
  dump: () => Promise<Part>,
): Promise<Part | undefined> {
  try {
    return await dump();
  } catch (error) {
    if (!isFault(error, 'UserErrorDatabaseNotFound')) throw error;
    const left = await withServer(backup, readDatabases);
    if (left.some(({ name }) => name === database)) throw error;
    warnings.push({
      code: 'DatabaseDroppedDuringBackup',
      message: `Database "${database}" was dropped while the backup ran and is not in the recovery point.`,
      recommendedAction: [],
    });
    return undefined;
  }
}

const isFault = (error: unknown, code: string): boolean => error instanceof EngineFault && error.code === code;

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
    /** Takes the bytes of one part, told as the sum so far. */
    part(): (total: number) => void {
      const before = now.plainBytes;
      return (total) => {
        now.plainBytes = before + total;
        report({ ...now });
      };
    },
  };
}

/** State in a PostgreSQL database that several server processes may share. */
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { setTimeout as delay } from 'node:timers/promises';
import { faultOf } from '../postgres-engine/faults.ts';
import { SetupError } from '../setup-error.ts';
import { migrate } from './migrations.ts';
import { QUEUE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';
import { isOvertaken } from './state-faults.ts';

const MAX_CONNECTIONS = 10;
const MAX_ATTEMPTS = 40;

/** By what a server shows itself to whoever asks for connections: its queue listens all the time. */
const SERVER_NAME = 'Backup Portal';

/** How long the database may take for a statement, and we between two of a transaction. */
export interface Patience {
  statementMs: number;
  idleMs: number;
}

/**
 * A network may fall silent without closing anything. Without the first, whoever waits for an answer waits for ever, and
 * with it the connection is given up; without the second, the database keeps the locks of a transaction whose process
 * it never hears of again, or which somebody has paused.
 */
const PATIENCE: Patience = { statementMs: 30_000, idleMs: 30_000 };

/** Throws a `SetupError` while a server is connected to the database, or when nobody can be. */
export async function refuseWhileServed(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  let connections = 0;
  try {
    await client.connect();
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND application_name = $1',
      [SERVER_NAME],
    );
    connections = rows[0]?.n ?? 0;
  } catch (error) {
    throw unusable(error);
  } finally {
    await client.end().catch(() => undefined);
  }
  if (connections === 0) return;
  throw new SetupError(
    'A server of Backup Portal is connected to the database of DATABASE_URL. Stop all of them first.',
  );
}

const unusable = (error: unknown): SetupError =>
  new SetupError(`The database of DATABASE_URL cannot be used. ${faultOf(error).message}`, { cause: error });

interface Connections {
  url: string;
  /** What they are called; as those of a server when absent. */
  name: string;
  patience: Patience;
}

export async function openPostgresDatabase(
  url: string,
  log: (error: Error) => void,
  { name = SERVER_NAME, patience = PATIENCE }: Partial<Omit<Connections, 'url'>> = {},
): Promise<SqlDatabase> {
  const connections = { url, name, patience };
  await migrated(connections, log);
  return overPool(openPool(connections, log), connections);
}

function openPool({ url, name, patience }: Connections, log: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...{ connectionString: url, application_name: name },
    ...{ max: MAX_CONNECTIONS, connectionTimeoutMillis: 10_000, keepAlive: true },
    query_timeout: patience.statementMs,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  return pool.on('error', log);
}

/** Making an index may take longer than any other statement. */
async function migrated(connections: Connections, log: (error: Error) => void): Promise<void> {
  const patient = { ...connections, patience: { ...connections.patience, statementMs: 0 } };
  const pool = openPool(patient, log);
  try {
    await migrate(overPool(pool, patient));
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw unusable(error);
  } finally {
    await pool.end();
  }
}

function overPool(pool: pg.Pool, { url, name, patience }: Connections): SqlDatabase {
  return {
    query: (text, values) => rowsOf(pool, text, values),
    transact: (change) => retrying(() => inTransaction(pool, change, patience.idleMs)),
    createQueue: () =>
      new PgBoss({
        connectionString: url,
        application_name: name,
        schema: QUEUE_SCHEMA,
        max: 4,
        useListenNotify: true,
        schedule: false,
        // Together with the heartbeat (`boss-work.ts`): work of a dead process is taken again within a minute.
        superviseIntervalSeconds: 10,
        monitorIntervalSeconds: 10,
        // It hands on to the driver what it does not know.
        ...{ query_timeout: patience.statementMs, keepAlive: true },
      }),
    isExclusive: false,
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: pg.Pool, change: (sql: Sql) => Promise<T>, idleMs: number): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection may break between two statements. The next one fails by it; without a listener the process would end.
  const noteBroken = (error: Error) => void (broken = error);
  client.on('error', noteBroken);
  try {
    await client.query(
      `BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL idle_in_transaction_session_timeout = ${String(idleMs)}`,
    );
    const result = await change({ query: (text, values) => rowsOf(client, text, values) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Nothing is rolled back where nobody answers; closing the connection does.
    if (isUnanswered(error)) broken = error;
    else await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure as Error));
    throw error;
  } finally {
    client.off('error', noteBroken);
    client.release(broken);
  }
}

/** The driver has no code for it. */
const isUnanswered = (error: unknown): error is Error =>
  error instanceof Error && error.message === 'Query read timeout';

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count >= MAX_ATTEMPTS || !isOvertaken(error)) throw error;
      // Two that met once would meet again if they waited equally long.
      await delay(Math.random() * Math.min(200, 5 * 2 ** Math.min(count, 6)));
    }
  }
}

async function rowsOf<Row>(on: pg.Pool | pg.PoolClient, text: string, values?: unknown[]): Promise<Row[]> {
  const result = await on.query(text, values);
  return result.rows as Row[];
}

/** State in a PostgreSQL database that several server processes may share. */
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../file-errors.ts';
import { faultOf } from '../postgres-engine/faults.ts';
import { SetupError } from '../setup-error.ts';
import { migrate } from './migrations.ts';
import { QUEUE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';

const MAX_CONNECTIONS = 10;
const MAX_ATTEMPTS = 40;
/** Serialization failure and deadlock: PostgreSQL's own advice for both is to run the transaction again. */
const RETRYABLE = new Set(['40001', '40P01']);

/** By what a server shows itself to whoever asks for connections: its queue listens all the time. */
const SERVER_NAME = 'Backup Portal';

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

/** `name` is what its connections are called; that of a server when absent. */
export async function openPostgresDatabase(
  url: string,
  log: (error: Error) => void,
  name = SERVER_NAME,
): Promise<SqlDatabase> {
  const pool = new pg.Pool({
    ...{ connectionString: url, application_name: name },
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', log);
  const database = overPool(pool, url, name);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await pool.end();
    if (error instanceof SetupError) throw error;
    throw unusable(error);
  }
}

function overPool(pool: pg.Pool, url: string, name: string): SqlDatabase {
  return {
    query: (text, values) => rowsOf(pool, text, values),
    transact: (change) => retrying(() => inTransaction(pool, change)),
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
      }),
    isExclusive: false,
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: pg.Pool, change: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection may break between two statements. The next one fails by it; without a listener the process would end.
  const noteBroken = (error: Error) => void (broken = error);
  client.on('error', noteBroken);
  try {
    await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    const result = await change({ query: (text, values) => rowsOf(client, text, values) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure as Error));
    throw error;
  } finally {
    client.off('error', noteBroken);
    client.release(broken);
  }
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count >= MAX_ATTEMPTS || !isRetryable(error)) throw error;
      // Two that met once would meet again if they waited equally long.
      await delay(Math.random() * Math.min(200, 5 * 2 ** Math.min(count, 6)));
    }
  }
}

const isRetryable = (error: unknown): boolean => RETRYABLE.has(errorCode(error) ?? '');

async function rowsOf<Row>(on: pg.Pool | pg.PoolClient, text: string, values?: unknown[]): Promise<Row[]> {
  const result = await on.query(text, values);
  return result.rows as Row[];
}

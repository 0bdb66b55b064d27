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

export async function openPostgresDatabase(url: string, log: (error: Error) => void): Promise<SqlDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: MAX_CONNECTIONS, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', log);
  const database = overPool(pool, url);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await pool.end();
    if (error instanceof SetupError) throw error;
    throw new SetupError(`The database of DATABASE_URL cannot be used. ${faultOf(error).message}`, { cause: error });
  }
}

function overPool(pool: pg.Pool, url: string): SqlDatabase {
  return {
    query: (text, values) => rowsOf(pool, text, values),
    transact: (change) => retrying(() => inTransaction(pool, change)),
    createQueue: () =>
      new PgBoss({
        connectionString: url,
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

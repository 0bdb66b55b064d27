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

export async function openPostgresDatabase(
  url: string,
  log: (error: Error) => void,
  patience = PATIENCE,
): Promise<SqlDatabase> {
  await migrated(url, log);
  return overPool(openPool(url, log, patience.statementMs), url, patience);
}

function openPool(url: string, log: (error: Error) => void, statementMs = 0): pg.Pool {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: MAX_CONNECTIONS, connectionTimeoutMillis: 10_000, keepAlive: true },
    query_timeout: statementMs,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  return pool.on('error', log);
}

/** Making an index may take longer than any other statement. */
async function migrated(url: string, log: (error: Error) => void): Promise<void> {
  const pool = openPool(url, log);
  try {
    await migrate(overPool(pool, url, PATIENCE));
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`The database of DATABASE_URL cannot be used. ${faultOf(error).message}`, { cause: error });
  } finally {
    await pool.end();
  }
}

function overPool(pool: pg.Pool, url: string, patience: Patience): SqlDatabase {
  return {
    query: (text, values) => rowsOf(pool, text, values),
    transact: (change) => retrying(() => inTransaction(pool, change, patience.idleMs)),
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

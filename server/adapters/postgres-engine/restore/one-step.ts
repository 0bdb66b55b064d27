/**
 * Renames databases in one transaction, so that nobody sees a partial result. A database with sessions cannot be
 * renamed: they are ended while the server holds the lock that keeps new ones waiting.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, ConnectOptions } from '../connection.ts';
import { withTarget } from './target.ts';
import { databaseInUse, stateOf } from './restore-faults.ts';

/** PostgreSQL itself waits five seconds for the sessions of a database to end, at each try. */
const TRIES = 6;
const SEND_AWAY_EVERY_MS = 150;
/** Sessions are connected, a lock was not granted, or another transaction came first. */
const WORTH_ANOTHER_TRY = ['55006', '55P03', '40001', '40P01'];

/**
 * Runs `steps` in a transaction on the maintenance database, with the databases' sessions ended meanwhile. Only one
 * such transaction of a restore runs at a time, in any process: the transaction of an interrupted restore has been
 * committed or rolled back when this one begins.
 */
export async function inOneStep(
  connect: ConnectOptions,
  id: string,
  names: readonly string[],
  steps: (connection: Connection) => Promise<void>,
  tries = TRIES,
): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await once(connect, id, names, steps);
      return;
    } catch (error) {
      if (turn === tries || !WORTH_ANOTHER_TRY.includes(stateOf(error) ?? '')) throw await inUse(connect, names, error);
      await delay(200 * turn);
    }
  }
}

const once = (
  connect: ConnectOptions,
  id: string,
  names: readonly string[],
  steps: (connection: Connection) => Promise<void>,
): Promise<void> =>
  withTarget(connect, async (connection) => {
    await connection.query('BEGIN');
    await connection.query(`SET LOCAL lock_timeout = '20s'`);
    await connection.query(`SET LOCAL idle_in_transaction_session_timeout = '60s'`);
    await exclusively(connection, id);
    const oids = await connection.query<{ oid: string }>(
      `SELECT oid::pg_catalog.text AS oid FROM pg_catalog.pg_database
       WHERE datname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[])`,
      [names],
    );
    const sent = keepSendingAway(
      connect,
      oids.map(({ oid }) => oid),
    );
    try {
      await steps(connection);
      await connection.query('COMMIT');
    } finally {
      await sent.stop();
    }
  });

/** Waits until no other transaction about this restore is open, and keeps others waiting until this one has ended. */
export const exclusively = (connection: Connection, id: string): Promise<unknown> =>
  connection.query('SELECT pg_catalog.pg_advisory_xact_lock($1, $2)', [
    Number.parseInt(id.slice(0, 8), 16) | 0,
    Number.parseInt(id.slice(8, 16), 16) | 0,
  ]);

/** The rename holds its lock while it waits for sessions to end: no new session can connect from here on. */
function keepSendingAway(connect: ConnectOptions, oids: readonly string[]) {
  const stopped = new AbortController();
  const sending = withTarget(connect, async (connection) => {
    while (!stopped.signal.aborted) {
      await sendAway(connection, oids);
      await delay(SEND_AWAY_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }).catch(() => undefined);
  return {
    stop: async () => {
      stopped.abort();
      await sending;
    },
  };
}

/** Ends the sessions of databases, except those of superusers when the login is not one. */
export async function sendAway(connection: Connection, oids: readonly string[]): Promise<void> {
  const sessions = await connection.query<{ pid: number }>(
    `SELECT pid FROM pg_catalog.pg_stat_activity
     WHERE datid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[]) AND pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()`,
    [oids],
  );
  for (const { pid } of sessions) {
    await connection.query('SELECT pg_catalog.pg_terminate_backend($1)', [pid]).catch(() => undefined);
  }
}

/** The sessions that hold the databases, for the error message. */
async function inUse(connect: ConnectOptions, names: readonly string[], error: unknown): Promise<unknown> {
  if (stateOf(error) !== '55006') return error;
  const holders = await withTarget(connect, (connection) =>
    connection.query<{ database: string; holder: string }>(
      `SELECT datname::pg_catalog.text AS database, pg_catalog.concat('a session of ', usename, ' (', application_name, ')') AS holder
       FROM pg_catalog.pg_stat_activity WHERE datname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[])
       UNION ALL
       SELECT database::pg_catalog.text, pg_catalog.concat('the prepared transaction ', gid)
       FROM pg_catalog.pg_prepared_xacts WHERE database OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[])`,
      [names],
    ),
  ).catch(() => []);
  return databaseInUse(
    holders.map(({ database, holder }) => `${holder} in "${database}"`),
    error,
  );
}

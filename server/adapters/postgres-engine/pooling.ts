/**
 * Whether a pooler gives us a session of our own. A pooler that shares sessions by transaction (PgBouncer's `pool_mode
 * = transaction`) starts a dump with another client's settings, and leaves ours, above all an empty `search_path`, to
 * an application (decision 14). It shows in the server process, which changes clients.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { ServerAccess } from '#provider/ports.ts';
import { openClient, type ConnectOptions } from './open-client.ts';

/** In a pool of one session that is not shared, the second client waits. */
const ANSWER_MS = 2_000;
/** On a busy pool another client may have used the session in between. */
const LOOKS = 5;

/** Databases known not to share sessions, by access, which lives as long as one piece of work. */
const notLent = new WeakMap<ServerAccess, Set<string>>();

/**
 * Whether `idle`, which is not in a transaction and was last served by the process `pid`, shares its session. A second
 * client begins a transaction: where sessions are shared, that process serves it, or another process serves `idle`.
 */
export async function lendsSessions(
  connect: ConnectOptions,
  database: string,
  { idle, pid }: { idle: pg.Client; pid: number | undefined },
): Promise<boolean> {
  const known = notLent.get(connect.access) ?? new Set();
  if (known.has(database)) return false;
  const { client: second } = await openClient(connect, database, {});
  try {
    if ((await answered(holdProcess(second))) === pid) return true;
    for (let look = 0; look < LOOKS; look += 1) if ((await answered(processOf(idle))) !== pid) return true;
  } finally {
    // It may still wait for a session.
    second.connection.stream.destroy();
  }
  notLent.set(connect.access, known.add(database));
  return false;
}

async function holdProcess(client: pg.Client): Promise<number | undefined> {
  await client.query('BEGIN');
  return processOf(client);
}

async function processOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  return rows[0]?.pid;
}

/** Undefined where there is no response. */
async function answered<T>(asking: Promise<T>): Promise<T | undefined> {
  asking.catch(() => undefined);
  return Promise.race([asking, delay(ANSWER_MS, undefined, { ref: false })]);
}

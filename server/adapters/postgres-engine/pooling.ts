/**
 * Whether a session behind a pooler is one. A pooler that lends its sessions by the transaction (PgBouncer's
 * `pool_mode = transaction`) begins a dump with the settings of somebody else, and leaves ours, an empty `search_path`
 * above all, to an application (decision 14). The process at the server tells: it changes hands.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { ServerAccess } from '#provider/ports.ts';
import { openClient, type ConnectOptions } from './open-client.ts';

/** In a pool of one session that is not lent, the second client waits. */
const ANSWER_MS = 2_000;
/** On a busy pool somebody else may have had the session, and given it back. */
const LOOKS = 5;

/** Databases whose sessions are not lent, as far as was asked: by access, which lives as long as one piece of work. */
const notLent = new WeakMap<ServerAccess, Set<string>>();

/**
 * Whether `idle`, which is in no transaction and was last answered by the process `pid`, loses its session to others. A
 * second client comes and begins a transaction: where sessions are lent it is answered by that process, or `idle` by another.
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

/** Undefined where the answer does not come. */
async function answered<T>(asking: Promise<T>): Promise<T | undefined> {
  asking.catch(() => undefined);
  return Promise.race([asking, delay(ANSWER_MS, undefined, { ref: false })]);
}

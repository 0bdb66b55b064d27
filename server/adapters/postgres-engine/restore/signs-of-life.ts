/**
 * Whether a restore makes progress while no byte of the dump moves: indexes are built, tables read back and keys
 * checked for hours. The sessions in the unfinished databases are queried at an interval (decision 17).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { withServer, type Connection, type ConnectOptions } from '../connection.ts';
import type { ServerVersion } from '../facts.ts';

/** The shortest deadline that an operator can set is a minute. */
export const LOOK_MS = 20_000;

export interface Session {
  pid: number;
  /** When its statement began, as the server prints it. */
  since: string;
  /** The server's progress counter of the statement; null where it has none. */
  counted: string | null;
  /** Whether it is active, waits for nothing, and has run for less than a day. */
  isAtWork: boolean;
}

/**
 * Whether there was progress between two queries: another statement, or a higher counter of the server. A statement
 * without a counter (checking keys, filling materialized views) counts as progress while it is active, for a day at
 * most: code of the source may loop for ever.
 */
export const hasMoved = (before: readonly Session[], now: readonly Session[]): boolean =>
  now.some(({ pid, since, counted, isAtWork }) => {
    const known = before.find((each) => each.pid === pid);
    if (known === undefined) return false;
    return known.since !== since || known.counted !== counted || (counted === null && isAtWork);
  });

/**
 * Watches until `signal` is aborted, and calls `onMoving` at each progress. A server that cannot be queried shows none.
 */
export async function watchSessions(
  connect: ConnectOptions,
  { major }: Pick<ServerVersion, 'major'>,
  databases: readonly string[],
  { signal, everyMs, onMoving }: { signal: AbortSignal; everyMs: number; onMoving: () => void },
): Promise<void> {
  // A copy: the tools must get the address that others connected to.
  const own = { ...connect, access: { ...connect.access }, signal };
  let before: readonly Session[] = [];
  for (;;) {
    const isOver = await delay(everyMs, false, { signal }).catch(() => true);
    if (isOver) return;
    const now = await withServer(own, (connection) => sessionsIn(connection, major, databases)).catch(() => before);
    if (hasMoved(before, now)) onMoving();
    before = now;
  }
}

/** A session that waits for us, for a lock, or for a time to pass is not at work. */
const AT_WORK = `a.state OPERATOR(pg_catalog.=) 'active'
  AND (a.wait_event_type IS NULL
    OR a.wait_event_type OPERATOR(pg_catalog.=) ANY (ARRAY['IO', 'LWLock', 'IPC']::pg_catalog.text[]))
  AND a.query_start OPERATOR(pg_catalog.>) (pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) '1 day'::pg_catalog.interval)`;

const countsOf = (major: number): string =>
  [
    ...(major >= 12
      ? [
          `SELECT pid, pg_catalog.concat_ws(' ', phase, blocks_done, tuples_done, partitions_done) AS counted
           FROM pg_catalog.pg_stat_progress_create_index`,
        ]
      : []),
    ...(major >= 14
      ? [
          `SELECT pid, pg_catalog.concat_ws(' ', bytes_processed, tuples_processed) AS counted
           FROM pg_catalog.pg_stat_progress_copy`,
        ]
      : []),
    'SELECT NULL::pg_catalog.int4 AS pid, NULL::pg_catalog.text AS counted',
  ].join(' UNION ALL ');

const sessionsIn = (connection: Connection, major: number, databases: readonly string[]): Promise<Session[]> =>
  connection.query<Session>(
    `SELECT a.pid, a.query_start::pg_catalog.text AS since, p.counted, coalesce(${AT_WORK}, false) AS "isAtWork"
     FROM pg_catalog.pg_stat_activity a LEFT JOIN (${countsOf(major)}) p ON p.pid OPERATOR(pg_catalog.=) a.pid
     WHERE a.datname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[])
       AND a.backend_type OPERATOR(pg_catalog.=) 'client backend'`,
    [databases],
  );

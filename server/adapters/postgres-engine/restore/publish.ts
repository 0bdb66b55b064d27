/**
 * From complete databases under names of their own to the names that were asked for, and back (decision 13). At every
 * instant the old database has its name or the new one has: all names of a restore change in one transaction. What was
 * replaced is dropped only by `settle`, after the job has ended well.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { databaseExists } from '#provider/domain/restore-rules.ts';
import type { RestoreNames } from '#provider/ports.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { withTarget } from './target.ts';
import { databaseNamed, type DatabaseOnServer } from './databases.ts';
import { quoted } from '../../quoted.ts';
import { literal, marked, replaced, restorer, unfinished, unmarked } from './names.ts';
import { exclusively, inOneStep, sendAway } from './one-step.ts';
import { explained, restoreFaultOf } from './restore-faults.ts';
import { dropUnusedOwners } from './left-to.ts';
import { asMemberOf } from './memberships.ts';
import { dropRestorer, readLogin } from './restorer.ts';

/** What else a database gets in the step in which it gets its name: its owner and the grants on it. */
export type Finish = (connection: Connection, at: number, name: string, replacedOwner?: string) => Promise<void>;

/** Tries as often as it is told, or else for half a minute and more, where somebody is connected who cannot be sent away. */
export async function publish(
  connect: ConnectOptions,
  restore: RestoreNames,
  finish: Finish,
  tries?: number,
): Promise<void> {
  const { id, databases } = restore;
  const names = databases.flatMap(({ targetName }, at) => [targetName, unfinished(id, at)]);
  try {
    const steps = async (connection: Connection) => {
      for (const [at, { targetName, replace }] of databases.entries()) {
        const old = await databaseNamed(connection, targetName);
        if (old && !replace) throw databaseExists(targetName);
        if (old) {
          await rename(connection, targetName, replaced(id, at));
          await addMark(connection, replaced(id, at), id, old.comment);
        }
        await rename(connection, unfinished(id, at), targetName);
        await finish(connection, at, targetName, old?.owner);
      }
    };
    await inOneStep(connect, id, names, steps, tries);
  } catch (error) {
    // The server may have done it, and the connection ended before it could say so.
    if (!(await isRestored({ ...connect, signal: undefined }, restore).catch(() => false))) throw restoreFaultOf(error);
  }
}

/** Whether every database has its name. What is still on its way to that, from a portal that is gone, ends first. */
export async function isRestored(connect: ConnectOptions, { id, databases }: RestoreNames): Promise<boolean> {
  return withTarget(connect, async (connection) => {
    await connection.query('BEGIN');
    await exclusively(connection, id);
    for (const { targetName } of databases) {
      const found = await databaseNamed(connection, targetName);
      if (found === undefined || unmarked('made', id, found.comment) === undefined) return false;
    }
    return true;
  });
}

/** Drops what was replaced, and takes the marks off what was made. */
export async function settle(connect: ConnectOptions, { id, databases }: RestoreNames): Promise<void> {
  await withTarget(connect, async (connection) => {
    for (const [at, { targetName }] of databases.entries()) {
      const made = await databaseNamed(connection, targetName);
      const own = unmarked('made', id, made?.comment ?? null);
      if (made && own !== undefined)
        await asOwner(connect, connection, made, () => takeMarkOff(connection, targetName, 'made', id, own));
      const old = await databaseNamed(connection, replaced(id, at));
      if (old && made && unmarked('replaced', id, old.comment) !== undefined) await drop(connect, connection, old);
    }
    await dropRestorer(connection, id);
    await dropUnusedOwners(connection);
  });
}

/** Takes back what was made, under whichever name it is, and gives those that it replaced their names back. */
export async function discard(connect: ConnectOptions, { id, databases }: RestoreNames): Promise<void> {
  const places = databases.map(({ targetName }, at) => ({
    targetName,
    own: unfinished(id, at),
    old: replaced(id, at),
  }));
  const names = places.flatMap(({ targetName, own, old }) => [targetName, own, old]);
  if (await withTarget(connect, (connection) => isAnythingNamed(connection, id, places))) {
    await inOneStep(connect, id, names, async (connection) => {
      for (const { targetName, own, old } of places) await takeBack(connection, id, targetName, own, old);
    });
  }
  await withTarget(connect, async (connection) => {
    await connection.query('BEGIN');
    await exclusively(connection, id);
    await connection.query('COMMIT');
    await endMaking(connection, id);
    for (const { own } of places) {
      const left = await databaseNamed(connection, own);
      if (left && isOurs(left, id)) await drop(connect, connection, left);
    }
    await dropRestorer(connection, id);
    await dropUnusedOwners(connection);
  });
}

const MAKING_ENDS_MS = 10_000;
const ASK_AGAIN_MS = 100;

/**
 * A server goes on making a database although whoever asked for it has hung up: it would be there when everything has been
 * cleared up. Who makes one is sent away, and waited for.
 */
async function endMaking(connection: Connection, id: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < MAKING_ENDS_MS; waitedMs += ASK_AGAIN_MS) {
    const making = await connection.query<{ pid: number }>(
      `SELECT pid FROM pg_catalog.pg_stat_activity
       WHERE pg_catalog.strpos(query, $1) OPERATOR(pg_catalog.>) 0 AND pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()`,
      [`CREATE DATABASE "restoring_${id}_`],
    );
    if (making.length === 0) return;
    for (const { pid } of making) {
      await connection.query('SELECT pg_catalog.pg_terminate_backend($1)', [pid]).catch(() => undefined);
    }
    await delay(ASK_AGAIN_MS);
  }
}

interface Place {
  targetName: string;
  own: string;
  old: string;
}

/** Whether a name has changed hands: else nothing has to be taken back, and nobody is sent away. */
async function isAnythingNamed(connection: Connection, id: string, places: readonly Place[]): Promise<boolean> {
  for (const { targetName, old } of places) {
    const made = await databaseNamed(connection, targetName);
    if (unmarked('made', id, made?.comment ?? null) !== undefined) return true;
    if (await databaseNamed(connection, old)) return true;
  }
  return false;
}

async function takeBack(
  connection: Connection,
  id: string,
  targetName: string,
  own: string,
  old: string,
): Promise<void> {
  const made = await databaseNamed(connection, targetName);
  if (made && unmarked('made', id, made.comment) !== undefined) await rename(connection, targetName, own);
  const kept = await databaseNamed(connection, old);
  if (kept === undefined || (await databaseNamed(connection, targetName))) return;
  await rename(connection, old, targetName);
  const comments = unmarked('replaced', id, kept.comment);
  if (comments !== undefined) await takeMarkOff(connection, targetName, 'replaced', id, comments);
  // Restores of an earlier version closed what they replaced.
  await connection.query(`ALTER DATABASE ${quoted(targetName)} WITH ALLOW_CONNECTIONS true`);
}

/**
 * A server that died right after it had made the database left no mark yet, and what the source wrote may have overwritten
 * it: then the name and the owner have to do.
 */
const isOurs = ({ comment, owner, isOurs }: DatabaseOnServer, id: string): boolean =>
  unmarked('made', id, comment) !== undefined || owner === restorer(id) || (comment === null && isOurs);

async function rename(connection: Connection, from: string, to: string): Promise<void> {
  await connection.query(`ALTER DATABASE ${quoted(from)} RENAME TO ${quoted(to)}`);
}

const addMark = (connection: Connection, name: string, id: string, own: string | null): Promise<void> =>
  own === null || isAscii(own)
    ? comment(connection, name, marked('replaced', id, own))
    : rewrite(connection, name, `${literal(`${marked('replaced', id, null)}\n`)} || ${COMMENT}`);

const takeMarkOff = (
  connection: Connection,
  name: string,
  kind: 'made' | 'replaced',
  id: string,
  own: string | null,
): Promise<void> =>
  own === null || isAscii(own)
    ? comment(connection, name, own)
    : rewrite(connection, name, `pg_catalog.replace(${COMMENT}, ${literal(`${marked(kind, id, null)}\n`)}, '')`);

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;
const COMMENT = `pg_catalog.shobj_description(d.oid, 'pg_database')`;

/**
 * Within the server, and never through us: a comment is bytes of whatever encoding the session had that wrote it, and would
 * come back from here as something else.
 */
async function rewrite(connection: Connection, name: string, text: string): Promise<void> {
  const body = `DECLARE statement pg_catalog.text;
  BEGIN
    statement := (
      SELECT pg_catalog.format('COMMENT ON DATABASE %I IS %L', d.datname, ${text})
      FROM pg_catalog.pg_database d WHERE d.datname = ${literal(name)}
    );
    EXECUTE statement;
  END`;
  await connection.query(`DO LANGUAGE plpgsql ${literal(body)}`);
}

export async function comment(connection: Connection, name: string, text: string | null): Promise<void> {
  const [row] = await connection.query<{ sql: string }>(
    `SELECT pg_catalog.format('COMMENT ON DATABASE %I IS %L', $1::pg_catalog.text, $2::pg_catalog.text) AS sql`,
    [name, text],
  );
  await connection.query(row?.sql ?? '');
}

/** Whoever gave a database away may have to be a member of who got it. */
async function asOwner(
  connect: ConnectOptions,
  connection: Connection,
  database: DatabaseOnServer,
  work: () => Promise<void>,
): Promise<void> {
  await asMemberOf(connect, [database.owner], await readLogin(connection), work);
}

/**
 * Sessions are ended first, then the database goes with whoever came in between. A tool of a portal that is gone may still
 * be at work in it: it ends with the database, and finds none when it has not begun.
 */
async function drop(connect: ConnectOptions, connection: Connection, database: DatabaseOnServer): Promise<void> {
  await sendAway(connection, [database.oid]);
  await explained(asOwner(connect, connection, database, () => dropForced(connection, database.name)));
}

async function dropForced(connection: Connection, name: string): Promise<void> {
  // What was replaced may be a template, which no server drops.
  await connection.query(`ALTER DATABASE ${quoted(name)} IS_TEMPLATE false`).catch(() => undefined);
  await connection.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
}

/**
 * Renames complete databases from their temporary names to the requested names, and back (decision 13). All names of a
 * restore change in one transaction, so at every instant either the old or the new database has the name. Only `settle`
 * drops the replaced databases, after the job has succeeded.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { databaseExists } from '#provider/domain/restore-rules.ts';
import type { RestoreNames } from '#provider/ports.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { withTarget, withTargetDatabase } from './target.ts';
import { databaseNamed, type DatabaseOnServer } from './databases.ts';
import { quoted } from '../../quoted.ts';
import { literal, marked, replaced, restorer, unfinished, unmarked } from './names.ts';
import { exclusively, inOneStep, sendAway } from './one-step.ts';
import { explained, restoreFaultOf } from './restore-faults.ts';
import { dropUnusedOwners } from './left-to.ts';
import { asMemberOf } from './memberships.ts';
import { dropRestorer, readLogin } from './restorer.ts';

/** Gives a database its owner and grants in the step that gives it its name. */
export type Finish = (connection: Connection, at: number, name: string, replacedOwner?: string) => Promise<void>;

/** While a session cannot be ended, tries as often as `attempts` says, by default for half a minute or more. */
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
    // The server may have committed, and the connection ended before its response.
    if (!(await isRestored({ ...connect, signal: undefined }, restore).catch(() => false))) throw restoreFaultOf(error);
  }
}

/** Whether every database has its name. A pending transaction of a portal that is gone ends first. */
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

/** Drops the replaced databases, and removes the marks of the new ones. */
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

/** Drops the new databases, under either name, and gives the replaced ones their names back. */
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
      if (left && isOurs(left, id)) {
        await dropSubscriptions(connect, connection, left);
        await drop(connect, connection, left);
      }
    }
    await dropRestorer(connection, id);
    await dropUnusedOwners(connection);
  });
}

const MAKING_ENDS_MS = 10_000;
const RETRY_MS = 100;

/**
 * A server goes on creating a database after the client has disconnected, so it could appear after the clean-up. The
 * session that creates one is ended and waited for.
 */
async function endMaking(connection: Connection, id: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < MAKING_ENDS_MS; waitedMs += RETRY_MS) {
    const making = await connection.query<{ pid: number }>(
      `SELECT pid FROM pg_catalog.pg_stat_activity
       WHERE pg_catalog.strpos(query, $1) OPERATOR(pg_catalog.>) 0 AND pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()`,
      [`CREATE DATABASE "restoring_${id}_`],
    );
    if (making.length === 0) return;
    for (const { pid } of making) {
      await connection.query('SELECT pg_catalog.pg_terminate_backend($1)', [pid]).catch(() => undefined);
    }
    await delay(RETRY_MS);
  }
}

interface Place {
  targetName: string;
  own: string;
  old: string;
}

/** Whether a name has changed: otherwise nothing is undone, and no session is ended. */
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
  // An earlier version disallowed connections to the databases it replaced.
  await connection.query(`ALTER DATABASE ${quoted(targetName)} WITH ALLOW_CONNECTIONS true`);
}

/**
 * The mark may be missing: the server died right after it created the database, or code of the source overwrote the
 * comment. Then the name and the owner decide.
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
 * Copied within the server, never through this process: a comment has the encoding of the session that wrote it and
 * would be changed on the way.
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

/** After a database was given to a role, the login may have to be a member of that role. */
async function asOwner(
  connect: ConnectOptions,
  connection: Connection,
  database: DatabaseOnServer,
  work: () => Promise<void>,
): Promise<void> {
  await asMemberOf(connect, [database.owner], await readLogin(connection), work);
}

/**
 * Ends the sessions first, then drops the database together with sessions that connected in between. A tool of a portal
 * that is gone may still use it: it ends with the database, or does not find it.
 */
async function drop(connect: ConnectOptions, connection: Connection, database: DatabaseOnServer): Promise<void> {
  await sendAway(connection, [database.oid]);
  await explained(asOwner(connect, connection, database, () => dropForced(connection, database.name)));
}

/**
 * A server drops no database with a subscription. Restored ones are disabled, and hold the slot of the source by its
 * name only: it must stay at the publisher.
 */
async function dropSubscriptions(
  connect: ConnectOptions,
  connection: Connection,
  { oid, name }: DatabaseOnServer,
): Promise<void> {
  const found = await connection.query<{ name: string }>(
    `SELECT subname::pg_catalog.text AS name FROM pg_catalog.pg_subscription
     WHERE subdbid OPERATOR(pg_catalog.=) $1::pg_catalog.oid`,
    [oid],
  );
  if (found.length === 0) return;
  await withTargetDatabase(connect, name, async (within) => {
    for (const subscription of found.map((each) => quoted(each.name))) {
      await within.query(`ALTER SUBSCRIPTION ${subscription} DISABLE`);
      await within.query(`ALTER SUBSCRIPTION ${subscription} SET (slot_name = NONE)`);
      await within.query(`DROP SUBSCRIPTION ${subscription}`);
    }
  });
}

async function dropForced(connection: Connection, name: string): Promise<void> {
  // The replaced database may be a template, which no server drops.
  await connection.query(`ALTER DATABASE ${quoted(name)} IS_TEMPLATE false`).catch(() => undefined);
  await connection.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
}

/**
 * The role that a restore signs in as. A restore runs code of the source (checks, index expressions, generated
 * columns), so it must not run as a superuser. `SET ROLE` is not enough, since that code can reset it.
 */
import { randomBytes } from 'node:crypto';
import { DAY_MS } from '#protocol/time-units.ts';
import { EngineFault, type ServerAccess } from '#provider/ports.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { noteReached, reachedOf } from '../session.ts';
import { withTarget } from './target.ts';
import { quoted } from '../../quoted.ts';
import { literal, restorer } from './names.ts';
import { restoreFaultOf, stateOf } from './restore-faults.ts';

export interface Restorer {
  name: string;
  access: ServerAccess;
}

/** Longer than any restore: a role that is left behind cannot sign in for ever. */
const VALID_DAYS = 7;

/** The server is full or about to stop: the role could sign in later. */
const IS_NO_REFUSAL = /^5[37]/;

export interface LoginFacts {
  name: string;
  isSuperuser: boolean;
  mayCreateRoles: boolean;
}

export async function readLogin(connection: Connection): Promise<LoginFacts> {
  const [row] = await connection.query<LoginFacts>(
    `SELECT rolname::pg_catalog.text AS name, rolsuper AS "isSuperuser", rolcreaterole OR rolsuper AS "mayCreateRoles"
     FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) current_user`,
  );
  return row ?? { name: '', isSuperuser: false, mayCreateRoles: false };
}

/**
 * Creates the role and signs in as it once; undefined where the server allows neither. When the server is merely full,
 * the restore fails: nobody must be able to make the login run code of the source by filling the server.
 */
export async function makeRestorer(into: ConnectOptions, id: string, login: LoginFacts): Promise<Restorer | undefined> {
  if (!login.mayCreateRoles) return undefined;
  const name = restorer(id);
  const administratorLoginPassword = randomBytes(24).toString('hex');
  const access = { ...into.access, administratorLogin: name, administratorLoginPassword };
  try {
    await withTarget(into, async (connection) => {
      await dropRestorer(connection, id);
      await connection.query(
        `CREATE ROLE ${quoted(name)} LOGIN PASSWORD ${literal(administratorLoginPassword)}
           NOSUPERUSER NOCREATEROLE NOCREATEDB INHERIT VALID UNTIL '${validUntil()}'`,
      );
      // Error messages are parsed; only a superuser may choose their language.
      if (login.isSuperuser) await connection.query(`ALTER ROLE ${quoted(name)} SET lc_messages = 'C'`);
      else await actFor(connection, name, login.name);
    });
    await signIn({ ...into, access }, into.access);
    return { name, access };
  } catch (error) {
    into.signal?.throwIfAborted();
    await withTarget(into, (connection) => dropRestorer(connection, id)).catch(() => undefined);
    if (IS_NO_REFUSAL.test(stateOf(error) ?? '')) throw restoreFaultOf(error);
    return undefined;
  }
}

/** Refused only by the maintenance database, which the role does not need: the server has authenticated it by then. */
const KEPT_OUT = [
  'UserErrorDatabaseConnectDenied',
  'UserErrorServerDatabaseConnectionLimit',
  'UserErrorDatabaseClosed',
];

async function signIn(as: ConnectOptions, login: ServerAccess): Promise<void> {
  try {
    await withTarget(as, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof EngineFault) || !KEPT_OUT.includes(error.code)) throw error;
    // The tools must connect to the address that the driver connected to.
    const reached = reachedOf(login);
    if (reached) noteReached(as.access, { ...reached, isSuperuser: false });
  }
}

const validUntil = (): string => new Date(Date.now() + VALID_DAYS * DAY_MS).toISOString();

/** Makes the login a member of the role, to create databases for it and take over its objects. */
export async function actFor(connection: Connection, role: string, login: string): Promise<void> {
  const grant = `GRANT ${quoted(role)} TO ${quoted(login)}`;
  // From 16 on, the creator of a role may grant it, and must ask for SET and INHERIT explicitly.
  await connection.query(`${grant} WITH INHERIT TRUE, SET TRUE`).catch(() => connection.query(grant));
}

/** Disables the login of the role, ends its sessions and drops it. Safe to repeat. */
export async function dropRestorer(connection: Connection, id: string): Promise<void> {
  const name = restorer(id);
  const there = await connection.query(
    `SELECT 1 FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name`,
    [name],
  );
  if (there.length === 0) return;
  await connection.query(`ALTER ROLE ${quoted(name)} NOLOGIN`);
  const sessions = await connection.query<{ pid: number }>(
    `SELECT pid FROM pg_catalog.pg_stat_activity WHERE usename OPERATOR(pg_catalog.=) $1::pg_catalog.name`,
    [name],
  );
  for (const { pid } of sessions) {
    await connection.query('SELECT pg_catalog.pg_terminate_backend($1)', [pid]).catch(() => undefined);
  }
  await connection.query(`DROP ROLE ${quoted(name)}`);
}

export async function ownerOfPublic(connection: Connection): Promise<string | undefined> {
  const [row] = await connection.query<{ owner: string }>(
    `SELECT pg_catalog.pg_get_userbyid(nspowner)::pg_catalog.text AS owner FROM pg_catalog.pg_namespace
     WHERE nspname OPERATOR(pg_catalog.=) 'public'`,
  );
  return row?.owner;
}

export interface TakeOver {
  database: string;
  role: string;
  /** The database belongs to the login. */
  login: string;
  /** The objects in it belong to this role. */
  owner: string;
}

/**
 * Gives what the role made in the database to its owner, and revokes what was granted to it. Runs no code of the
 * source.
 */
export async function takeOver(connection: Connection, { database, role, login, owner }: TakeOver): Promise<void> {
  await connection.query(`ALTER DATABASE ${quoted(database)} OWNER TO ${quoted(login)}`);
  // Up to version 14 the role was given the schema; it belonged to the server before, and runs no code.
  if ((await ownerOfPublic(connection)) === role)
    await connection.query(`ALTER SCHEMA public OWNER TO ${quoted(login)}`);
  await takeOverRelations(connection, role, owner);
  await connection.query(`REASSIGN OWNED BY ${quoted(role)} TO ${quoted(owner)}`);
  await connection.query(`DROP OWNED BY ${quoted(role)}`);
}

const BATCH = 1000;
const GIVEN_AT_ONCE = 20;

/**
 * `REASSIGN OWNED` alone would lock every table with all its indexes in one transaction, more than a server with many
 * tables has room for. What cannot be given one by one is left to it.
 */
async function takeOverRelations(connection: Connection, role: string, owner: string): Promise<void> {
  for (let last = '0', isMore = true; isMore;) {
    // Sequences of a column go with their table.
    const found = await connection.query<{ oid: string; sql: string }>(
      `SELECT c.oid::pg_catalog.text AS oid,
         pg_catalog.format('ALTER TABLE %I.%I OWNER TO %I', n.nspname, c.relname, $2::pg_catalog.text) AS sql
       FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) c.relowner
       WHERE r.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND c.oid OPERATOR(pg_catalog.>) $3::pg_catalog.oid
         AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f', 'S']::pg_catalog."char"[])
         AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_depend d
           WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
             AND d.objid OPERATOR(pg_catalog.=) c.oid AND c.relkind OPERATOR(pg_catalog.=) 'S'
             AND d.deptype OPERATOR(pg_catalog.=) ANY (ARRAY['a', 'i']::pg_catalog."char"[])
         )
       ORDER BY c.oid LIMIT ${String(BATCH)}`,
      [role, owner, last],
    );
    for (let at = 0; at < found.length; at += GIVEN_AT_ONCE) {
      const statements = found.slice(at, at + GIVEN_AT_ONCE).map(({ sql }) => sql);
      await connection.query(statements.join(';')).catch(() => undefined);
    }
    last = found.at(-1)?.oid ?? last;
    isMore = found.length === BATCH;
  }
}

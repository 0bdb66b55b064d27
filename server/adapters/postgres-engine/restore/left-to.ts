/**
 * Decides who owns restored objects whose owner is not restored. That is the login, unless it is a superuser: code from
 * the source (index expressions, views, rules, functions that run as their owner) keeps running with its owner's rights
 * long after the restore. A superuser gives them to a role that may do nothing else (decision 16).
 */
import { RESTORED_OWNER } from '#protocol/restore.ts';
import { quoted } from '../../quoted.ts';
import type { Connection } from '../connection.ts';
import { literal } from './names.ts';
import { stateOf } from './restore-faults.ts';
import { takeOver, type LoginFacts } from './restorer.ts';

const TURNS = 3;
const NO_SUCH_OBJECT = '42704';
const EXISTS_ALREADY = ['42710', '23505'];

/** Gives what `role` or the login created in the database to the role that this returns. Runs no code of the source. */
export async function leaveToOwner(
  connection: Connection,
  database: string,
  login: LoginFacts,
  role: string | undefined,
): Promise<string> {
  for (let turn = 1; ; turn += 1) {
    const owner = login.isSuperuser ? await keptOwner(connection) : login.name;
    try {
      if (role !== undefined) await takeOver(connection, { database, role, login: login.name, owner });
      else if (owner !== login.name) await giveAway(connection, owner);
      return owner;
    } catch (error) {
      // Another restore ended in between and dropped the role, which owned nothing yet.
      if (turn === TURNS || stateOf(error) !== NO_SUCH_OBJECT) throw error;
    }
  }
}

/** Distinguishes the role from a person's role of the same name: that one is left alone, and the next name is used. */
const MARK = 'Owns what a superuser restored without its owners. Goes when nothing belongs to it any more.';
const NAMES = Array.from({ length: 99 }, (_, at) =>
  at === 0 ? RESTORED_OWNER : `${RESTORED_OWNER}_${String(at + 1)}`,
);

/** A role without login and members that may do nothing but own objects. */
const IS_OURS = `NOT (r.rolsuper OR r.rolcanlogin OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = r.oid OR m.member = r.oid)
  AND pg_catalog.shobj_description(r.oid, 'pg_authid') = ${literal(MARK)}`;

async function keptOwner(connection: Connection): Promise<string> {
  for (;;) {
    const present = await connection.query<{ name: string; isOurs: boolean }>(
      `SELECT r.rolname::pg_catalog.text AS name, COALESCE(${IS_OURS}, false) AS "isOurs" FROM pg_catalog.pg_roles r
       WHERE r.rolname = ANY ($1::pg_catalog.name[])`,
      [NAMES],
    );
    const name = NAMES.find((each) => present.every((role) => role.name !== each || role.isOurs));
    if (name === undefined) throw new Error(`All names from ${RESTORED_OWNER} on are taken by roles of other people.`);
    if (present.some((role) => role.name === name)) return name;
    try {
      await connection.query(
        `CREATE ROLE ${quoted(name)} NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
         COMMENT ON ROLE ${quoted(name)} IS ${literal(MARK)}`,
      );
      return name;
    } catch (error) {
      // Another restore was first.
      if (!EXISTS_ALREADY.includes(stateOf(error) ?? '')) throw error;
    }
  }
}

/** Runs at the end of a restore and when one is undone. A login that cannot drop roles has created none. */
export async function dropUnusedOwners(connection: Connection): Promise<void> {
  const unused = await connection.query<{ name: string }>(
    `SELECT r.rolname::pg_catalog.text AS name FROM pg_catalog.pg_roles r
     WHERE r.rolname = ANY ($1::pg_catalog.name[]) AND ${IS_OURS}
       AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_shdepend d
         WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.refobjid = r.oid
       )`,
    [NAMES],
  );
  // It may own something by now: then PostgreSQL refuses, and the role stays.
  for (const { name } of unused) await connection.query(`DROP ROLE ${quoted(name)}`).catch(() => undefined);
}

interface Catalogue {
  name: string;
  owner: string;
  /** Which of its rows, as `o`, have an owner of their own. */
  where?: string;
}

/**
 * The kinds that have an owner, except those that only a superuser may own (event triggers, data wrappers,
 * subscriptions) and large objects, which run no code.
 */
const CATALOGUES: readonly Catalogue[] = [
  { name: 'pg_namespace', owner: 'nspowner' },
  {
    name: 'pg_class',
    owner: 'relowner',
    // Sequences of a column go with their table.
    where: `o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT (o.relkind = 'S' AND EXISTS (
      SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = o.oid AND d.deptype IN ('a', 'i')
    ))`,
  },
  {
    name: 'pg_type',
    owner: 'typowner',
    where: `o.typtype IN ('b', 'c', 'd', 'e', 'r')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = o.typrelid AND c.relkind <> 'c')`,
  },
  {
    name: 'pg_proc',
    owner: 'proowner',
    // The functions of a range type are the server's.
    where: `NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        AND d.objid = o.oid AND d.deptype = 'i'
    )`,
  },
  { name: 'pg_operator', owner: 'oprowner' },
  { name: 'pg_opclass', owner: 'opcowner' },
  { name: 'pg_opfamily', owner: 'opfowner' },
  { name: 'pg_collation', owner: 'collowner' },
  { name: 'pg_conversion', owner: 'conowner' },
  { name: 'pg_ts_dict', owner: 'dictowner' },
  { name: 'pg_ts_config', owner: 'cfgowner' },
  { name: 'pg_statistic_ext', owner: 'stxowner' },
  { name: 'pg_foreign_server', owner: 'srvowner' },
  { name: 'pg_language', owner: 'lanowner' },
  { name: 'pg_publication', owner: 'pubowner' },
];

/** Kinds whose owner SQL cannot change by that name. */
const IN_SQL = `CASE i.type WHEN 'statistics object' THEN 'statistics' ELSE i.type END`;
const BATCH = 1000;
const GIVEN_AT_ONCE = 20;
const FIRST_OF_USERS = 16384;

/**
 * What the login itself created, one by one: `REASSIGN OWNED BY` the first superuser is refused, since the server
 * itself belongs to it. Members of extensions, and kinds that only a superuser may own, keep their owner.
 */
async function giveAway(connection: Connection, owner: string): Promise<void> {
  for (const catalogue of CATALOGUES) await giveAwayIn(connection, catalogue, owner);
}

async function giveAwayIn(connection: Connection, { name, owner: column, where = 'true' }: Catalogue, owner: string) {
  for (let last = String(FIRST_OF_USERS - 1), isMore = true; isMore;) {
    const found = await connection.query<{ oid: string; sql: string }>(
      `SELECT o.oid::pg_catalog.text AS oid, pg_catalog.format('ALTER %s %s OWNER TO %I', ${IN_SQL}, i.identity, $1::pg_catalog.text) AS sql
       FROM pg_catalog.${name} o
         CROSS JOIN pg_catalog.pg_identify_object('pg_catalog.${name}'::pg_catalog.regclass, o.oid, 0) i
       WHERE o.oid > $2::pg_catalog.oid AND pg_catalog.pg_get_userbyid(o.${column}) = current_user AND ${where}
         AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.${name}'::pg_catalog.regclass
             AND x.objid = o.oid AND x.deptype = 'e'
         )
       ORDER BY o.oid LIMIT ${String(BATCH)}`,
      [owner, last],
    );
    for (let at = 0; at < found.length; at += GIVEN_AT_ONCE) {
      const statements = found.slice(at, at + GIVEN_AT_ONCE).map(({ sql }) => sql);
      await connection.query(statements.join(';')).catch(() => eachAlone(connection, statements));
    }
    last = found.at(-1)?.oid ?? last;
    isMore = found.length === BATCH;
  }
}

async function eachAlone(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    await connection.query(sql).catch((error: unknown) => {
      if (stateOf(error) === NO_SUCH_OBJECT) throw error;
    });
  }
}

/**
 * Only a member of a role may give objects to it, so a login that is not a superuser becomes a member of the owners, as
 * far as it may, until the objects are given. One restore at a time: otherwise one that ends would revoke what another
 * is using.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { quoted } from '../../quoted.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { actFor, type LoginFacts } from './restorer.ts';
import { withTarget } from './target.ts';

const RETRY_MS = 200;

/** Lets `work` run while the login is a member of the roles, as far as it may be. Earlier memberships stay. */
export function asMemberOf<T>(
  connect: ConnectOptions,
  roles: readonly string[],
  login: LoginFacts,
  work: () => Promise<T>,
): Promise<T> {
  const others = roles.filter((role) => role !== login.name);
  if (login.isSuperuser || others.length === 0) return work();
  // A stop in between must not prevent that the memberships are revoked.
  return withTarget({ ...connect, signal: undefined }, async (connection) => {
    await waitForTurn(connection, login, connect.signal);
    const became = await join(connection, others, login);
    try {
      return await work();
    } finally {
      await leave(connection, became, login);
      await connection.query(`SELECT pg_catalog.pg_advisory_unlock(${TURN_OF_LOGIN})`, [login.name]);
    }
  });
}

const TURN_OF_LOGIN = `pg_catalog.hashtext('memberships of a restore'), pg_catalog.hashtext($1)`;

/** The lock goes with the session when the portal dies; a pooler releases it before it lends the session again. */
async function waitForTurn(connection: Connection, login: LoginFacts, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const [row] = await connection.query<{ isOurs: boolean }>(
      `SELECT pg_catalog.pg_try_advisory_lock(${TURN_OF_LOGIN}) AS "isOurs"`,
      [login.name],
    );
    if (row?.isOurs === true) return;
    await delay(RETRY_MS, undefined, { signal });
  }
}

/** Returns the new memberships. */
async function join(connection: Connection, roles: readonly string[], login: LoginFacts): Promise<string[]> {
  const became: string[] = [];
  for (const role of new Set(roles)) {
    const before = await standing(connection, role, login);
    if (before === undefined || before.isUsable) continue;
    await actFor(connection, role, login.name).catch(() => undefined);
    const after = await standing(connection, role, login);
    if (after !== undefined && after.count > before.count) became.push(role);
  }
  return became;
}

/** Undefined for a role that does not exist, or that only a superuser can make somebody a member of. */
async function standing(connection: Connection, role: string, login: LoginFacts) {
  const [row] = await connection.query<{ isUsable: boolean; count: number }>(
    `SELECT pg_catalog.pg_has_role(r.oid, 'USAGE') AS "isUsable", (
       SELECT pg_catalog.count(*)::pg_catalog.int4 FROM pg_catalog.pg_auth_members m
         JOIN pg_catalog.pg_roles l ON l.oid OPERATOR(pg_catalog.=) m.member
       WHERE m.roleid OPERATOR(pg_catalog.=) r.oid AND l.rolname OPERATOR(pg_catalog.=) $2::pg_catalog.name
     ) AS count
     FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND NOT r.rolsuper`,
    [role, login.name],
  );
  return row;
}

async function leave(connection: Connection, roles: readonly string[], login: LoginFacts): Promise<void> {
  for (const role of roles) {
    await connection.query(`REVOKE ${quoted(role)} FROM ${quoted(login.name)}`).catch(() => undefined);
  }
}

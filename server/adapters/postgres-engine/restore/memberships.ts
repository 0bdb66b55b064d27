/**
 * Only a member of a role may give things to it: a login without superuser becomes one of those that it may, for as long as
 * it takes. One restore at a time: else the one that ends would take away what another is using.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { quoted } from '../../quoted.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { actFor, type LoginFacts } from './restorer.ts';
import { withTarget } from './target.ts';

const ASK_AGAIN_MS = 200;

/** Lets `work` run while the login is a member of the roles, as far as it may be. What it was before, it stays. */
export function asMemberOf<T>(
  connect: ConnectOptions,
  roles: readonly string[],
  login: LoginFacts,
  work: () => Promise<T>,
): Promise<T> {
  const others = roles.filter((role) => role !== login.name);
  if (login.isSuperuser || others.length === 0) return work();
  // An abort in between must not keep the memberships from being taken back.
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

/** The lock goes with the session when the portal dies; a pooler that lends sessions frees it before it lends the next. */
async function waitForTurn(connection: Connection, login: LoginFacts, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const [row] = await connection.query<{ isOurs: boolean }>(
      `SELECT pg_catalog.pg_try_advisory_lock(${TURN_OF_LOGIN}) AS "isOurs"`,
      [login.name],
    );
    if (row?.isOurs === true) return;
    await delay(ASK_AGAIN_MS, undefined, { signal });
  }
}

/** Answers which memberships are new. */
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

/** Undefined for a role that nobody without superuser is made a member of, or that is not there. */
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

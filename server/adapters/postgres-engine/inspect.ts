/** What a backup with this login would meet at a server: read from its catalogues, without reading user data. */
import type { DatabaseFacts, LackingRight, LoginRights, NotCovered, ServerReport } from '#provider/ports.ts';
import { EngineFault } from '#provider/ports.ts';
import { toolEnvironment } from './access.ts';
import { requireOwnSession, withConnection, withServer, type Connection, type ConnectOptions } from './connection.ts';
import { mayReadRolePasswords, readDatabases, readServerFacts, readVersion, type ServerVersion } from './facts.ts';
import { readNotCovered, readNotCoveredIn } from './not-covered.ts';
import { outputOf } from './run-tool.ts';
import { reachedOf } from './session.ts';
import { toolPath, type Tools } from './tools.ts';

/** A person waits for the result: databases that were not inspected by then are listed separately. */
const CHECK_MS = 15_000;
const REHEARSAL_MS = 15_000;

export async function inspectServer(
  connect: ConnectOptions,
  chooseTools: (server: ServerVersion) => Promise<Tools>,
): Promise<ServerReport> {
  const { version, login, notCovered, ...facts } = await withServer(connect, async (connection) => ({
    ...(await readServerFacts(connection)),
    version: await readVersion(connection),
    databases: await readDatabases(connection),
    login: await readLogin(connection),
    notCovered: await readNotCovered(connection),
  }));
  const tools = await toolsFor(connect, facts.databases, () => chooseTools(version));
  const inside = await lookInto(connect, facts.databases, login, version);
  return {
    ...facts,
    version: String(version.major),
    tlsProtocol: reachedOf(connect.access)?.tlsProtocol,
    isPooled: reachedOf(connect.access)?.isPooled === true,
    tools,
    notCovered: [...notCovered, ...(await readNotCoveredIn(connect, 'template1')), ...inside.notCovered],
    login: {
      mayReadRolePasswords: login.mayReadRolePasswords,
      mayCreateDatabases: login.mayCreateDatabases,
      lacking: inside.lacking,
      notChecked: inside.notChecked,
    },
  };
}

interface Login {
  isSuperuser: boolean;
  mayReadRolePasswords: boolean;
  mayCreateDatabases: boolean;
}

async function readLogin(connection: Connection): Promise<Login> {
  const [row] = await connection.query<Omit<Login, 'mayReadRolePasswords'>>(
    `SELECT r.rolsuper AS "isSuperuser", r.rolsuper OR r.rolcreatedb AS "mayCreateDatabases"
     FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`,
  );
  return {
    isSuperuser: row?.isSuperuser ?? false,
    mayCreateDatabases: row?.mayCreateDatabases ?? false,
    mayReadRolePasswords: await mayReadRolePasswords(connection),
  };
}

async function toolsFor(
  connect: ConnectOptions,
  databases: readonly DatabaseFacts[],
  chooseTools: () => Promise<Tools>,
): Promise<ServerReport['tools']> {
  try {
    const tools = await chooseTools();
    if (reachedOf(connect.access)?.isPooled === true) await requireOwnSessions(connect, databases);
    await rehearse(connect, tools);
    return { version: tools.version };
  } catch (error) {
    connect.signal?.throwIfAborted();
    if (error instanceof EngineFault) return { fault: error };
    throw error;
  }
}

/** A pooler may treat each database differently. */
async function requireOwnSessions(connect: ConnectOptions, databases: readonly DatabaseFacts[]): Promise<void> {
  const until = Date.now() + CHECK_MS;
  await withServer(connect, () => Promise.resolve(), { ownSession: true });
  for (const { name } of databases) if (Date.now() < until) await requireOwnSession(connect, name);
}

/**
 * Runs the tool that a backup begins with, for the names of the roles only: it has its own code for sign-in and TLS, so
 * only a run shows whether it can connect as the driver did.
 */
async function rehearse({ access, files, signal }: ConnectOptions, tools: Tools): Promise<void> {
  const enough = AbortSignal.timeout(REHEARSAL_MS);
  const output = outputOf({
    path: toolPath(tools, 'pg_dumpall'),
    args: ['--roles-only', '--no-role-passwords', '--no-password'],
    env: toolEnvironment(access, 'postgres', files),
    signal: signal ? AbortSignal.any([signal, enough]) : enough,
    onBytes: () => undefined,
  });
  try {
    await drained(output);
  } catch (error) {
    // It has connected, and prints more roles than there is time for.
    if (!enough.aborted) throw error;
  }
}

async function drained(output: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = output[Symbol.asyncIterator]();
  while ((await chunks.next()).done !== true);
}

interface Inside extends Pick<LoginRights, 'lacking' | 'notChecked'> {
  notCovered: NotCovered[];
}

async function lookInto(
  connect: ConnectOptions,
  databases: readonly DatabaseFacts[],
  { isSuperuser }: Login,
  { major }: ServerVersion,
): Promise<Inside> {
  const inside: Inside = { lacking: [], notChecked: [], notCovered: [] };
  const until = Date.now() + CHECK_MS;
  for (const { name } of databases) {
    if (Date.now() > until) {
      inside.notChecked.push(name);
      continue;
    }
    // Nothing is hidden from a superuser.
    if (!isSuperuser) inside.lacking.push(...(await lackingIn(connect, name, major)));
    inside.notCovered.push(...(await readNotCoveredIn(connect, name)));
  }
  return inside;
}

/** The rights that a dump of the database would lack. */
export async function lackingIn(connect: ConnectOptions, database: string, major: number): Promise<LackingRight[]> {
  try {
    return await withConnection(connect, database, async (connection) => {
      const found = await connection.query<Omit<LackingRight, 'database' | 'example'> & { example: string | null }>(
        lackingQuery(major),
      );
      return found.map(({ example, ...right }) => ({ ...right, database, example: example ?? undefined }));
    });
  } catch (error) {
    const code = error instanceof EngineFault ? error.code : '';
    // Dropped since it was listed.
    if (code === 'UserErrorDatabaseNotFound') return [];
    if (!IS_KEPT_OUT.includes(code)) throw error;
    return [{ database, right: 'CONNECT', on: 'databases', count: 1, example: undefined }];
  }
}

const IS_KEPT_OUT = ['UserErrorDatabaseConnectDenied', 'UserErrorServerAccessNotAllowed', 'UserErrorServerTlsRequired'];

/**
 * The rights that pg_dump would lack. It locks every table, which needs USAGE on the schema and SELECT on the table,
 * reads every sequence and large object, and fails when it cannot see all rows. Of the members of
 * an extension only its configuration tables are dumped.
 */
const lackingQuery = (major: number): string => `
  WITH dumped AS (
    SELECT c.oid, c.relkind AS kind, n.oid AS schema_oid, n.nspname AS schema, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid
        WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
          AND c.oid <> ALL (COALESCE(x.extconfig, '{}'))
      )
  ), lacking ("right", "on", thing) AS (
    SELECT DISTINCT 'USAGE', 'schemas', pg_catalog.format('%I', schema) FROM dumped WHERE NOT pg_catalog.has_schema_privilege(schema_oid, 'USAGE')
    UNION ALL
    SELECT 'SELECT', CASE kind WHEN 'S' THEN 'sequences' ELSE 'tables' END, name FROM dumped
    WHERE NOT pg_catalog.has_table_privilege(oid, 'SELECT')
    UNION ALL
    SELECT 'BYPASSRLS', 'tables', name FROM dumped WHERE kind <> 'S' AND pg_catalog.row_security_active(oid)
    UNION ALL
    SELECT 'SELECT', 'large objects', NULL FROM pg_catalog.pg_largeobject_metadata o WHERE NOT ${mayReadLargeObject(major)}
  )
  SELECT "right", "on", pg_catalog.count(*)::pg_catalog.int4 AS count, pg_catalog.min(thing) AS example
  FROM lacking GROUP BY "right", "on" ORDER BY "right" DESC, "on" DESC`;

// The function is newer than the oldest supported server.
const mayReadLargeObject = (major: number): string =>
  major >= 18
    ? `pg_catalog.has_largeobject_privilege(o.oid, 'SELECT')`
    : `(pg_catalog.pg_has_role(o.lomowner, 'USAGE') OR EXISTS (
        SELECT FROM pg_catalog.aclexplode(o.lomacl) a
        WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE'))
      ))`;

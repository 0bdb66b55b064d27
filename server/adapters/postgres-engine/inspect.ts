/** What a backup with this login would meet at a server: asked of its catalogues, without reading a row of anyone's. */
import type { DatabaseFacts, LackingRight, LoginRights, ServerReport } from '#provider/ports.ts';
import { EngineFault } from '#provider/ports.ts';
import { withConnection, withServer, type Connection, type ConnectOptions } from './connection.ts';
import { readDatabases, readServerFacts, readVersion, type ServerVersion } from './facts.ts';
import type { Tools } from './tools.ts';

/** A person waits for the answer: databases that were not looked into by then are told apart. */
const CHECK_MS = 15_000;

export async function inspectServer(
  connect: ConnectOptions,
  chooseTools: (server: ServerVersion) => Promise<Tools>,
): Promise<ServerReport> {
  const { version, login, ...told } = await withServer(connect, async (connection) => ({
    ...(await readServerFacts(connection)),
    version: await readVersion(connection),
    databases: await readDatabases(connection),
    tlsProtocol: await readTlsProtocol(connection),
    login: await readLogin(connection),
  }));
  return {
    ...told,
    version: String(version.major),
    notCovered: [],
    tools: await toolsFor(version, chooseTools),
    login: {
      mayReadRolePasswords: login.mayReadRolePasswords,
      mayCreateDatabases: login.mayCreateDatabases,
      // Nothing is hidden from a superuser.
      ...(login.isSuperuser ? { lacking: [], notChecked: [] } : await lookInto(connect, told.databases, version)),
    },
  };
}

async function readTlsProtocol(connection: Connection): Promise<string | undefined> {
  const [row] = await connection.query<{ protocol: string | null }>(
    'SELECT version AS protocol FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl',
  );
  return row?.protocol ?? undefined;
}

interface Login {
  isSuperuser: boolean;
  mayReadRolePasswords: boolean;
  mayCreateDatabases: boolean;
}

async function readLogin(connection: Connection): Promise<Login> {
  const [row] = await connection.query<Login>(
    `SELECT rolsuper AS "isSuperuser", has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS "mayReadRolePasswords",
       rolsuper OR rolcreatedb AS "mayCreateDatabases"
     FROM pg_roles WHERE rolname = current_user`,
  );
  return row ?? { isSuperuser: false, mayReadRolePasswords: false, mayCreateDatabases: false };
}

async function toolsFor(
  version: ServerVersion,
  chooseTools: (server: ServerVersion) => Promise<Tools>,
): Promise<ServerReport['tools']> {
  try {
    return { version: (await chooseTools(version)).version };
  } catch (error) {
    if (error instanceof EngineFault) return { fault: error };
    throw error;
  }
}

async function lookInto(
  connect: ConnectOptions,
  databases: readonly DatabaseFacts[],
  { major }: ServerVersion,
): Promise<Pick<LoginRights, 'lacking' | 'notChecked'>> {
  const until = Date.now() + CHECK_MS;
  const lacking: LackingRight[] = [];
  const notChecked: string[] = [];
  for (const { name } of databases) {
    if (Date.now() > until) notChecked.push(name);
    else lacking.push(...(await lackingIn(connect, name, major)));
  }
  return { lacking, notChecked };
}

async function lackingIn(connect: ConnectOptions, database: string, major: number): Promise<LackingRight[]> {
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
    if (code !== 'UserErrorServerPermissionDenied' && code !== 'UserErrorServerAccessNotAllowed') throw error;
    return [{ database, right: 'CONNECT', on: 'databases', count: 1, example: undefined }];
  }
}

/**
 * What pg_dump would be refused: it locks every table, which takes USAGE on the schema and SELECT on the table, reads
 * every sequence and large object, and ends rather than dump fewer rows than there are. What belongs to an extension is
 * made by the extension.
 */
const lackingQuery = (major: number): string => `
  WITH dumped AS (
    SELECT c.oid, c.relkind AS kind, n.oid AS schema_oid, n.nspname AS schema, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      AND NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
      )
  ), lacking ("right", "on", thing) AS (
    SELECT DISTINCT 'USAGE', 'schemas', format('%I', schema) FROM dumped WHERE NOT has_schema_privilege(schema_oid, 'USAGE')
    UNION ALL
    SELECT 'SELECT', CASE kind WHEN 'S' THEN 'sequences' ELSE 'tables' END, name FROM dumped
    WHERE NOT has_table_privilege(oid, 'SELECT')
    UNION ALL
    SELECT 'BYPASSRLS', 'tables', name FROM dumped WHERE kind <> 'S' AND row_security_active(oid)
    UNION ALL
    SELECT 'SELECT', 'large objects', NULL FROM pg_largeobject_metadata o WHERE NOT ${mayReadLargeObject(major)}
  )
  SELECT "right", "on", count(*)::int AS count, min(thing) AS example
  FROM lacking GROUP BY "right", "on" ORDER BY "right" DESC, "on" DESC`;

// The function is younger than what it asks for.
const mayReadLargeObject = (major: number): string =>
  major >= 18
    ? `has_largeobject_privilege(o.oid, 'SELECT')`
    : `(pg_has_role(o.lomowner, 'USAGE') OR EXISTS (
        SELECT FROM aclexplode(o.lomacl) a
        WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE'))
      ))`;

/** What a server says of itself: version, size, databases, tables. */
import { SERVICE_DATABASES } from '#protocol/postgres.ts';
import type { DatabaseFacts, ServerFacts, TableFacts } from '#provider/ports.ts';
import type { Connection } from './connection.ts';

/** Owners of the databases that belong to Azure's service itself (contract 13). */
const SERVICE_OWNERS = ['azuresu', 'azure_pg_admin'];

/** The size of a database may be asked by those who may connect to it, or read all statistics. */
const SIZE = `CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER')
  THEN pg_database_size(d.oid) ELSE 0 END::float8`;

export interface ServerVersion {
  major: number;
  minor: string;
  /** Such as `16.4`. */
  version: string;
}

export async function readVersion(connection: Connection): Promise<ServerVersion> {
  const [row] = await connection.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  const number = row?.number ?? 0;
  const major = Math.floor(number / 10_000);
  const minor = String(number % 10_000);
  return { major, minor, version: `${major}.${minor}` };
}

export async function readServerFacts(connection: Connection): Promise<ServerFacts> {
  const { major, minor } = await readVersion(connection);
  const [row] = await connection.query<{ size: number; replica: boolean }>(
    `SELECT coalesce(sum(${SIZE}), 0) AS size, pg_is_in_recovery() AS replica FROM pg_database d WHERE d.datallowconn`,
  );
  return {
    version: String(major),
    minorVersion: minor,
    sizeInBytes: row?.size ?? 0,
    isReplica: row?.replica ?? false,
  };
}

export function readDatabases(connection: Connection): Promise<DatabaseFacts[]> {
  return connection.query<DatabaseFacts>(
    `SELECT d.datname AS name, pg_encoding_to_char(d.encoding) AS charset, d.datcollate AS collation,
       ${SIZE} AS "sizeInBytes"
     FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba
     WHERE d.datallowconn AND NOT d.datistemplate AND r.rolname <> ALL ($1) AND d.datname <> ALL ($2)
     ORDER BY d.datname COLLATE "C"`,
    [SERVICE_OWNERS, SERVICE_DATABASES],
  );
}

/**
 * Rows of every table whose rows a dump holds: tables and partitions, not what an extension brings along. For a server of
 * our own only: it reads whatever the tables are. What a dump of another server holds is read off the dump.
 */
export async function countRows(connection: Connection): Promise<TableFacts[]> {
  const tables = await connection.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       AND NOT EXISTS (
         SELECT FROM pg_depend e
         WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
       )
     ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  );
  const counted: TableFacts[] = [];
  for (const { schema, name } of tables) {
    const [row] = await connection.query<{ rows: number }>(
      `SELECT count(*)::float8 AS rows FROM ONLY ${quoted(schema)}.${quoted(name)}`,
    );
    counted.push({ schema, name, rows: row?.rows ?? 0 });
  }
  return counted;
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

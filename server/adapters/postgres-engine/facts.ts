/** Facts of a server: version, size, databases, tables. */
import type { DatabaseFacts, ServerFacts, TableFacts } from '#provider/ports.ts';
import type { Connection } from './connection.ts';
import { isCovered, readDatabaseList, type ListedDatabase } from './database-list.ts';
import { faultOf } from './faults.ts';
import { quoted } from '../quoted.ts';
import { serverFaults } from './server-faults.ts';

export interface ServerVersion {
  major: number;
  minor: string;
  /** Such as `16.4`. */
  version: string;
}

export async function readVersion(connection: Connection): Promise<ServerVersion> {
  const [row] = await connection.query<{ number: number }>(
    `SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS number`,
  );
  const number: unknown = row?.number;
  if (!isVersionNumber(number)) throw serverFaults.oddAnswer(new Error('Not the number of a version.'));
  const major = Math.floor(number / 10_000);
  const minor = String(number % 10_000);
  return { major, minor, version: `${major}.${minor}` };
}

/** As PostgreSQL counts its versions, with room for a hundred years of them. */
const isVersionNumber = (number: unknown): number is number =>
  Number.isInteger(number) && Number(number) >= 80_000 && Number(number) < 2_000_000;

export async function readServerFacts(connection: Connection): Promise<ServerFacts> {
  const { major, minor } = await readVersion(connection);
  const sizes = await readSizes(
    connection,
    (await readDatabaseList(connection)).filter(({ allowsConnections }) => allowsConnections),
  );
  const [row] = await connection.query<{ replica: boolean }>(`SELECT pg_catalog.pg_is_in_recovery() AS replica`);
  return {
    version: String(major),
    minorVersion: minor,
    sizeInBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    isReplica: row?.replica ?? false,
  };
}

/** The databases that a backup includes. */
export async function readDatabases(connection: Connection): Promise<DatabaseFacts[]> {
  const databases = (await readDatabaseList(connection)).filter(isCovered);
  const sizes = await readSizes(connection, databases);
  return databases.map(({ oid, name, charset, collation }) => ({
    name,
    charset,
    collation,
    sizeInBytes: sizes.get(oid) ?? 0,
  }));
}

/** Whether a backup can hold the passwords of the roles: managed servers keep pg_authid to themselves. */
export async function mayReadRolePasswords(connection: Connection): Promise<boolean> {
  const [row] = await connection.query<{ may: boolean }>(
    `SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS may`,
  );
  return row?.may ?? false;
}

/** By oid. A database whose files cannot be read has no size; the others do. */
async function readSizes(
  connection: Connection,
  databases: readonly Pick<ListedDatabase, 'oid' | 'mayAskSize'>[],
): Promise<Map<number, number>> {
  const oids = databases.filter(({ mayAskSize }) => mayAskSize).map(({ oid }) => oid);
  const ask = (some: readonly number[]) =>
    connection.query<{ oid: number; size: number }>(
      `SELECT d.oid, pg_catalog.pg_database_size(d.oid)::pg_catalog.float8 AS size
       FROM pg_catalog.pg_database d WHERE d.oid = ANY ($1::pg_catalog.oid[])`,
      [some],
    );
  const askOne = (oid: number) =>
    ask([oid]).catch((error: unknown) => {
      if (CONNECTION_IS_LOST.includes(faultOf(error).code)) throw error;
      return [];
    });
  const found = await ask(oids).catch(async () => {
    const each: { oid: number; size: number }[] = [];
    for (const oid of oids) each.push(...(await askOne(oid)));
    return each;
  });
  return new Map(found.map(({ oid, size }) => [oid, size]));
}

const CONNECTION_IS_LOST = ['UserErrorServerDisconnected', 'UserErrorServerTimedOut', 'BackupCancelled'];

/**
 * Counts the rows of every table that a dump includes: tables and partitions, without those of extensions. Only for our
 * own server, since it reads the tables. For other servers the rows are counted in the dump.
 */
export async function countRows(connection: Connection): Promise<TableFacts[]> {
  const tables = await connection.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_depend e
         WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
       )
     ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"`,
  );
  const counted: TableFacts[] = [];
  for (const { schema, name } of tables) {
    const [row] = await connection.query<{ rows: number }>(
      `SELECT pg_catalog.count(*)::pg_catalog.float8 AS rows FROM ONLY ${quoted(schema)}.${quoted(name)}`,
    );
    counted.push({ schema, name, rows: row?.rows ?? 0 });
  }
  return counted;
}

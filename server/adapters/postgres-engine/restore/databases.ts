/** What a restore reads about the databases of a server. */
import type { Connection } from '../connection.ts';

export interface DatabaseOnServer {
  oid: string;
  name: string;
  owner: string;
  comment: string | null;
  /** Whether the login may rename it. */
  isOurs: boolean;
}

const COLUMNS = `SELECT d.oid::pg_catalog.text AS oid, d.datname::pg_catalog.text AS name,
    pg_catalog.pg_get_userbyid(d.datdba)::pg_catalog.text AS owner,
    pg_catalog.shobj_description(d.oid, 'pg_database') AS comment,
    pg_catalog.pg_has_role(d.datdba, 'USAGE') AS "isOurs"
  FROM pg_catalog.pg_database d`;

export async function databaseNamed(connection: Connection, name: string): Promise<DatabaseOnServer | undefined> {
  const [found] = await connection.query<DatabaseOnServer>(
    `${COLUMNS} WHERE d.datname OPERATOR(pg_catalog.=) $1::pg_catalog.name`,
    [name],
  );
  return found;
}

/** The databases of a server, and which of them a backup includes. */
import { SERVICE_DATABASES } from '#protocol/postgres.ts';
import type { NotCovered } from '#provider/ports.ts';
import type { Connection } from './connection.ts';
import { asBytes, escapedName, hexOf, nameOf } from './raw-names.ts';
import { isTransient, MADE } from './restore/names.ts';
import { quoted } from '../quoted.ts';

export interface ListedDatabase {
  oid: number;
  /** Undefined when it is not valid in UTF-8. */
  name: string | undefined;
  /** A readable name, for any bytes. */
  shownName: string;
  owner: string;
  charset: string;
  collation: string;
  isTemplate: boolean;
  allowsConnections: boolean;
  /** An interrupted `DROP DATABASE`: newer minor versions mark the database and refuse connections. */
  isHalfDropped: boolean;
  mayAskSize: boolean;
  /** Created by a drill or an unfinished restore, which removes or renames it. */
  isTransient: boolean;
  /** Whether the server has a role of a cloud service that runs it. */
  isOfCloud: boolean;
}

/** Every database, by name. */
export async function readDatabaseList(connection: Connection): Promise<ListedDatabase[]> {
  const rows = await asBytes(connection, () =>
    connection.query<Omit<ListedDatabase, 'name' | 'shownName' | 'isTransient'> & { hex: string; isMarked: boolean }>(
      `SELECT d.oid, ${hexOf('d.datname')} AS hex, pg_catalog.pg_get_userbyid(d.datdba) AS owner,
         pg_catalog.pg_encoding_to_char(d.encoding) AS charset, d.datcollate AS collation,
         d.datistemplate AS "isTemplate", d.datallowconn AS "allowsConnections",
         d.datconnlimit = -2 AS "isHalfDropped",
         pg_catalog.has_database_privilege(d.oid, 'CONNECT')
           OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS "mayAskSize",
         COALESCE(pg_catalog.starts_with(pg_catalog.shobj_description(d.oid, 'pg_database'), $1), false) AS "isMarked",
         EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($2::pg_catalog.name[])) AS "isOfCloud"
       FROM pg_catalog.pg_database d
       ORDER BY d.datname COLLATE pg_catalog."C"`,
      [MADE, SERVICE_ROLES],
    ),
  );
  return rows.map(({ hex, isMarked, ...row }) => {
    const name = nameOf(hex);
    const isOurs = isMarked && name !== undefined && isTransient(name);
    return { ...row, name, shownName: name ?? escapedName(hex), isTransient: isOurs };
  });
}

/** Owners of the databases that belong to a cloud service itself (docs/reference/arm.md#13-limits). */
const SERVICE_OWNERS = ['azuresu', 'azure_pg_admin'];
/** Without any of them, a database that has only the name of a service's own is somebody's. */
export const SERVICE_ROLES = [...SERVICE_OWNERS, 'azure_superuser', 'rdsadmin', 'cloudsqladmin', 'alloydbadmin'];
/** New databases are copied from them; by default they are empty. */
const BUILT_IN = ['template0', 'template1'];

export const isCovered = (database: ListedDatabase): database is ListedDatabase & { name: string } =>
  database.name !== undefined &&
  !BUILT_IN.includes(database.name) &&
  !database.isTransient &&
  whyLeftOut(database) === undefined;

/** Why a backup leaves the database out; undefined when it does not, or when nobody would expect the database in it. */
export function whyLeftOut(database: ListedDatabase): NotCovered | undefined {
  const { oid, name, shownName, owner } = database;
  if (name !== undefined && BUILT_IN.includes(name)) return undefined;
  const because = (kind: NotCovered['kind'], reason: string, ...recommendedAction: string[]): NotCovered => ({
    kind,
    name: shownName,
    reason,
    recommendedAction,
  });
  if (SERVICE_OWNERS.includes(owner) || (database.isOfCloud && name !== undefined && SERVICE_DATABASES.includes(name)))
    return { ...because('database', 'It belongs to the cloud service that runs the server.'), onlyBeforehand: true };
  if (database.isHalfDropped)
    return because(
      'database',
      'Its DROP DATABASE was interrupted: nobody can connect to it any more.',
      ...(name === undefined ? [] : [`DROP DATABASE ${quoted(name)};`]),
    );
  if (name === undefined)
    return because(
      'database',
      'Its name is not valid in UTF-8, so that it cannot be passed to a tool.',
      `Give it a name in ASCII, as a superuser: UPDATE pg_catalog.pg_database SET datname = 'new_name' WHERE oid = ${String(oid)};`,
    );
  if (database.isTemplate)
    return because(
      'template',
      'It is marked as a template.',
      `If it holds data: ALTER DATABASE ${quoted(name)} IS_TEMPLATE false;`,
    );
  if (!database.allowsConnections)
    return because(
      'database',
      'It allows no connections, so that no dump can read it.',
      `ALTER DATABASE ${quoted(name)} ALLOW_CONNECTIONS true;`,
    );
  return undefined;
}

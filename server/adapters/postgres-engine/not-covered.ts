/** What a backup of a server does not include, each with its reason. */
import { EngineFault, type NotCovered } from '#provider/ports.ts';
import { withConnection, type Connection, type ConnectOptions } from './connection.ts';
import { readLostTexts } from './database-properties.ts';
import { readDatabaseList, whyLeftOut } from './database-list.ts';

/** What one session can read: databases, subscriptions, tablespaces, parameters. */
export async function readNotCovered(connection: Connection): Promise<NotCovered[]> {
  const databases = (await readDatabaseList(connection)).map(whyLeftOut).filter((each) => each !== undefined);
  return [
    ...databases,
    ...(await readSubscriptions(connection)),
    ...(await readTablespaces(connection)),
    ...(await readParameters(connection)),
    ...(await readTexts(connection)),
  ];
}

/** What must be read in each database: user mappings, tables of extensions, and in `template1` the added objects. */
export async function readNotCoveredIn(connect: ConnectOptions, database: string): Promise<NotCovered[]> {
  try {
    return await withConnection(connect, database, (connection) =>
      database === 'template1' ? readTemplate(connection) : readWithin(connection, database),
    );
  } catch (error) {
    // A database that refuses the connection is reported with the missing rights; its contents are unknown.
    if (error instanceof EngineFault && error.code !== 'BackupCancelled') return [];
    throw error;
  }
}

/** pg_dump reads the connection of a subscription as a superuser only, and leaves all of them out otherwise. */
async function readSubscriptions(connection: Connection): Promise<NotCovered[]> {
  const found = await connection.query<{ name: string; database: string }>(
    `SELECT s.subname AS name, d.datname AS database
     FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
     WHERE pg_catalog.current_setting('is_superuser') <> 'on'
     ORDER BY d.datname COLLATE pg_catalog."C", s.subname COLLATE pg_catalog."C"`,
  );
  return found.map(({ name, database }) => ({
    kind: 'subscription',
    name: `${database}: ${name}`,
    reason: 'Only a superuser may read the connection of a subscription: the whole subscription is left out.',
    recommendedAction: ['Keep its CREATE SUBSCRIPTION statement elsewhere, or back up with a superuser.'],
  }));
}

async function readTablespaces(connection: Connection): Promise<NotCovered[]> {
  const found = await connection.query<{ name: string }>(
    `SELECT t.spcname AS name FROM pg_catalog.pg_tablespace t
     WHERE t.spcname NOT IN ('pg_default', 'pg_global') ORDER BY t.spcname COLLATE pg_catalog."C"`,
  );
  return found.map(({ name }) => ({
    kind: 'tablespace',
    name,
    reason: 'A restore puts everything into the default tablespace: the locations of files belong to the machine.',
    recommendedAction: [],
    onlyBeforehand: true,
  }));
}

/** Only roles that may read all settings see where a setting comes from; without that, nothing is reported. */
async function readParameters(connection: Connection): Promise<NotCovered[]> {
  const found = await connection.query<{ name: string }>(
    `SELECT s.name FROM pg_catalog.pg_settings s
     WHERE pg_catalog.right(s.sourcefile, 20) = 'postgresql.auto.conf' ORDER BY s.name COLLATE pg_catalog."C"`,
  );
  if (found.length === 0) return [];
  return [
    {
      kind: 'parameter',
      name: namesOf(found.map(({ name }) => name)),
      reason: 'Parameters of the server (ALTER SYSTEM, configuration files) are not in any dump.',
      recommendedAction: ['Keep a copy of postgresql.conf, postgresql.auto.conf and pg_hba.conf.'],
      onlyBeforehand: true,
    },
  ];
}

async function readTexts(connection: Connection): Promise<NotCovered[]> {
  return (await readLostTexts(connection)).map(({ database, what, why }) => ({
    kind: 'parameter',
    name: `${database}: ${what}`,
    ...(why === 'length'
      ? {
          reason: 'It is longer than 64 kilobytes.',
          recommendedAction: ['Make it shorter, or keep a copy of it elsewhere.'],
        }
      : {
          reason: 'It is not valid text in the encoding of the database: a session of another encoding wrote it.',
          recommendedAction: ['Write it again from a session in that database, or keep a copy of it elsewhere.'],
        }),
  }));
}

/** As many as fit into a sentence. */
function namesOf(names: readonly string[]): string {
  const more = names.length - NAMES_TOLD;
  return names.slice(0, NAMES_TOLD).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

const NAMES_TOLD = 5;

/** pg_dump leaves out what it may not read of a user mapping. Whether it exists at all is hidden from us as well. */
async function readUserMappings(connection: Connection, database: string): Promise<NotCovered[]> {
  const found = await connection.query<{ server: string; role: string }>(
    `SELECT m.srvname AS server, m.usename AS role FROM pg_catalog.pg_user_mappings m
     WHERE m.umoptions IS NULL AND pg_catalog.current_setting('is_superuser') <> 'on'
     ORDER BY m.srvname COLLATE pg_catalog."C", m.usename COLLATE pg_catalog."C"`,
  );
  return found.map(({ server, role }) => ({
    kind: 'userMapping',
    name: `${database}: ${role} at ${server}`,
    reason:
      'The login may not read the options of the user mapping: if there are any, such as a password, they are left out.',
    recommendedAction: ['Keep its CREATE USER MAPPING statement elsewhere, or back up with a superuser.'],
  }));
}

const readWithin = async (connection: Connection, database: string): Promise<NotCovered[]> => [
  ...(await readUserMappings(connection, database)),
  ...(await readExtensionTables(connection, database)),
];

/**
 * `ALTER EXTENSION … ADD TABLE`: pg_dump then omits the table with its rows, and CREATE EXTENSION does not create it.
 * Tables that the extension created itself have the same transaction and command id as their membership; added ones do
 * not.
 */
async function readExtensionTables(connection: Connection, database: string): Promise<NotCovered[]> {
  const found = await connection.query<{ extension: string; relation: string; kind: string }>(
    `SELECT pg_catalog.format('%I', e.extname) AS extension, pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation,
       CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind
     FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
         AND d.objsubid = 0 AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
       JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
       JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tableoid'
     WHERE c.relkind IN ('r', 'p', 'm', 'S') AND c.oid <> ALL (COALESCE(e.extconfig, '{}'))
       AND NOT (a.xmin = d.xmin AND a.cmin = d.cmin)
     ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"`,
  );
  return found.map(({ extension, relation, kind }) => ({
    kind: 'extensionTable',
    name: `${database}: ${relation}`,
    reason: `It was added to the extension ${extension}: a dump leaves it out, with all its rows.`,
    recommendedAction: [
      `If it holds data of yours, in that database: ALTER EXTENSION ${extension} DROP ${kind} ${relation};`,
    ],
  }));
}

/** Objects of initdb have lower oids. Members of an extension are counted as the extension. */
async function readTemplate(connection: Connection): Promise<NotCovered[]> {
  const FIRST_OF_USERS = 16384;
  const [row] = await connection.query<{ count: number; example: string | null }>(
    `SELECT pg_catalog.count(*)::pg_catalog.int4 AS count, pg_catalog.min(o.name) AS example FROM (
       SELECT 'extension ' || e.extname AS name FROM pg_catalog.pg_extension e
       WHERE e.oid >= ${FIRST_OF_USERS} AND e.extname <> 'plpgsql'
       UNION ALL
       SELECT 'schema ' || n.nspname FROM pg_catalog.pg_namespace n
       WHERE n.oid >= ${FIRST_OF_USERS} AND pg_catalog.left(n.nspname, 3) <> 'pg_' AND NOT ${isOfExtension('pg_namespace', 'n')}
       UNION ALL
       SELECT 'relation ' || c.relname FROM pg_catalog.pg_class c
       WHERE c.oid >= ${FIRST_OF_USERS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
         AND NOT ${isOfExtension('pg_class', 'c')}
       UNION ALL
       SELECT 'function ' || p.proname FROM pg_catalog.pg_proc p
       WHERE p.oid >= ${FIRST_OF_USERS} AND NOT ${isOfExtension('pg_proc', 'p')}
     ) o`,
  );
  if (row === undefined || row.count === 0) return [];
  return [
    {
      kind: 'template',
      name: 'template1',
      reason: `Somebody put ${String(row.count)} ${row.count === 1 ? 'object' : 'objects'} into it, such as the ${row.example ?? ''}; a backup holds no templates.`,
      recommendedAction: ['If new databases depend on it, dump it by hand: pg_dump --format=custom template1'],
    },
  ];
}

const isOfExtension = (catalogue: 'pg_class' | 'pg_proc' | 'pg_namespace', alias: string): string =>
  `EXISTS (SELECT FROM pg_catalog.pg_depend x
     WHERE x.classid = 'pg_catalog.${catalogue}'::pg_catalog.regclass AND x.objid = ${alias}.oid AND x.deptype = 'e')`;

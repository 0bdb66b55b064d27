/** What a backup of a server does not include, each with its reason. */
import { EngineFault, type NotCovered } from '#provider/ports.ts';
import { withConnection, type Connection, type ConnectOptions } from './connection.ts';
import { readLostTexts } from './database-properties.ts';
import { readDatabaseList, SERVICE_ROLES, whyLeftOut } from './database-list.ts';

/** What one session can read: databases, subscriptions, tablespaces, parameters. */
export async function readNotCovered(connection: Connection): Promise<NotCovered[]> {
  const databases = (await readDatabaseList(connection)).map(whyLeftOut).filter((each) => each !== undefined);
  return [
    ...databases,
    ...(await readSubscriptions(connection)),
    ...(await readTablespaces(connection)),
    ...(await readParameters(connection)),
    ...(await readSettingsOfAll(connection)),
    ...(await readTexts(connection)),
    ...(await readLabels(connection)),
    ...(await readSlots(connection)),
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

/** pg_dumpall reads the settings of each role, and those of all roles nowhere. */
async function readSettingsOfAll(connection: Connection): Promise<NotCovered[]> {
  const found = await connection.query<{ name: string }>(
    `SELECT pg_catalog.split_part(c.setting, '=', 1) AS name
     FROM pg_catalog.pg_db_role_setting s CROSS JOIN pg_catalog.unnest(s.setconfig) WITH ORDINALITY AS c (setting, place)
     WHERE s.setdatabase = 0 AND s.setrole = 0 ORDER BY c.place`,
  );
  if (found.length === 0) return [];
  return [
    {
      kind: 'parameter',
      name: `${namesOf(found.map(({ name }) => name))} (ALTER ROLE ALL)`,
      reason: 'Settings of all roles together are not in any dump.',
      recommendedAction: ['Keep the statements elsewhere, or set them for each database: ALTER DATABASE … SET …;'],
      onlyBeforehand: true,
    },
  ];
}

/** Labels of roles are in the dump of the roles. */
async function readLabels(connection: Connection): Promise<NotCovered[]> {
  const found = await connection.query<{ database: string; provider: string }>(
    `SELECT d.datname AS database, l.provider FROM pg_catalog.pg_shseclabel l
       JOIN pg_catalog.pg_database d ON d.oid = l.objoid
     WHERE l.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
     ORDER BY d.datname COLLATE pg_catalog."C", l.provider COLLATE pg_catalog."C"`,
  );
  return found.map(({ database, provider }) => ({
    kind: 'parameter',
    name: `${database}: security label of the provider ${provider}`,
    reason: 'The dump of a database has the labels of what is in it, and not its own.',
    recommendedAction: ['Keep its SECURITY LABEL … ON DATABASE statement elsewhere.'],
  }));
}

async function readSlots(connection: Connection): Promise<NotCovered[]> {
  const found = await connection.query<{ name: string }>(
    `SELECT s.slot_name AS name FROM pg_catalog.pg_replication_slots s
     WHERE NOT s.temporary ORDER BY s.slot_name COLLATE pg_catalog."C"`,
  );
  if (found.length === 0) return [];
  return [
    {
      kind: 'replicationSlot',
      name: namesOf(found.map(({ name }) => name)),
      reason: 'A slot is a place in the log of this server: what reads from it has to begin anew at a restored one.',
      recommendedAction: ['Keep the statements that make them, and set up anew what reads from them after a restore.'],
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
  ...(await readSystemObjects(connection, database)),
  ...(await readInvalidIndexes(connection, database)),
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

/** Objects of initdb have lower oids. */
const FIRST_OF_USERS = 16384;

/** pg_dump leaves these two schemas to initdb. What a cloud service itself put there comes with its servers. */
async function readSystemObjects(connection: Connection, database: string): Promise<NotCovered[]> {
  const found = await connection.query<{ name: string }>(
    `SELECT x.name FROM (SELECT o.kind OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) pg_catalog.format('%I.%I', n.nspname, o.name) AS name FROM (
       SELECT 'relation' AS kind, c.relname AS name, c.relnamespace AS schema FROM pg_catalog.pg_class c
       WHERE ${isAdded('pg_class', 'c', 'relowner')} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       UNION ALL
       SELECT 'function', p.proname, p.pronamespace FROM pg_catalog.pg_proc p
       WHERE ${isAdded('pg_proc', 'p', 'proowner')}
       UNION ALL
       SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, t.typname, t.typnamespace FROM pg_catalog.pg_type t
       WHERE ${isAdded('pg_type', 't', 'typowner')} AND t.typtype IN ('b', 'd', 'e', 'r') AND t.typelem = 0
       UNION ALL
       SELECT 'operator', o.oprname, o.oprnamespace FROM pg_catalog.pg_operator o
       WHERE ${isAdded('pg_operator', 'o', 'oprowner')}
       UNION
       SELECT 'text search configuration', c.cfgname, c.cfgnamespace
       FROM pg_catalog.pg_ts_config c JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = c.oid
       WHERE c.oid < ${FIRST_OF_USERS} AND m.mapdict >= ${FIRST_OF_USERS}
     ) o JOIN pg_catalog.pg_namespace n ON n.oid = o.schema
     WHERE n.nspname IN ('pg_catalog', 'information_schema')) x
     ORDER BY x.name COLLATE pg_catalog."C"`,
    [SERVICE_ROLES],
  );
  return found.map(({ name }) => ({
    kind: 'systemObject',
    name: `${database}: ${name}`,
    reason:
      'A dump leaves out what is in pg_catalog and information_schema, and what was changed there; a restored server has its own.',
    recommendedAction: ['Make it in a schema of your own, or keep the statement that made or changed it elsewhere.'],
  }));
}

const isAdded = (catalogue: 'pg_class' | 'pg_proc' | 'pg_type' | 'pg_operator', alias: string, owner: string): string =>
  `${alias}.oid >= ${FIRST_OF_USERS} AND pg_catalog.pg_get_userbyid(${alias}.${owner}) <> ALL ($1::pg_catalog.name[])
     AND NOT ${isOfExtension(catalogue, alias)}`;

/** `CREATE INDEX CONCURRENTLY` leaves one when it fails. One that is being made is invalid as well, until it is ready. */
async function readInvalidIndexes(connection: Connection, database: string): Promise<NotCovered[]> {
  const found = await connection.query<{ index: string }>(
    `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS index
     FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.relid = i.indrelid)
     ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"`,
  );
  return found.map(({ index }) => ({
    kind: 'index',
    name: `${database}: ${index}`,
    reason: 'It is invalid, as CREATE INDEX CONCURRENTLY leaves it when it fails: a dump leaves it out.',
    recommendedAction: [`In that database: REINDEX INDEX CONCURRENTLY ${index}; or DROP INDEX ${index};`],
  }));
}

/** Members of an extension are counted as the extension. */
async function readTemplate(connection: Connection): Promise<NotCovered[]> {
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

const isOfExtension = (
  catalogue: 'pg_class' | 'pg_proc' | 'pg_namespace' | 'pg_type' | 'pg_operator',
  alias: string,
): string =>
  `EXISTS (SELECT FROM pg_catalog.pg_depend x
     WHERE x.classid = 'pg_catalog.${catalogue}'::pg_catalog.regclass AND x.objid = ${alias}.oid AND x.deptype = 'e')`;

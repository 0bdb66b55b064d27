/**
 * Restores databases into a server. Each is restored under a temporary name, and all get the requested names in one
 * step when every one is complete (decision 13).
 */
import type { UserFacingError } from '#protocol/errors.ts';
import { databaseNameProblem } from '#protocol/restore.ts';
import { databaseExists } from '#provider/domain/restore-rules.ts';
import type { RestoredDatabaseFacts, RestoreOptions, ServerRestore, ServerRestoreSummary } from '#provider/ports.ts';
import { readArchiveToc, type ArchiveToc, type TocEntry } from '../../postgres-archive/archive-toc.ts';
import { UnreadableArchive } from '../../postgres-archive/archive-bytes.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { explainRole } from '../acting-role.ts';
import { readVersion, type ServerVersion } from '../facts.ts';
import type { Tools } from '../tools.ts';
import { withTarget, withTargetDatabase } from './target.ts';
import {
  commentNotRestored,
  createDatabase,
  ownerStatements,
  propertiesUnknown,
  propertyNotRestored,
  runEach,
  settingStatements,
  type KnownProperties,
  type PropertyStatement,
  type Refused,
} from './as-it-was.ts';
import { accessMethodsLacking } from './access-methods.ts';
import { databaseNamed } from './databases.ts';
import { closeDefinerFunctions, definerFunctionsClosed } from './definer-functions.ts';
import { commentOnExtensions, makeExtensions } from './extensions.ts';
import { withoutMissingLibraries } from './libraries.ts';
import { quoted } from '../../quoted.ts';
import { marked, unfinished } from './names.ts';
import { asMemberOf } from './memberships.ts';
import { giveToOwners, ownersIn, ownersNotRestored } from './owners.ts';
import { runPgRestore } from './pg-restore.ts';
import { runPlainDump } from './plain-dump.ts';
import { comment, publish, type Finish } from './publish.ts';
import type { Filled, Filling } from './filling.ts';
import { fillDatabase, isEventTrigger, makeEventTriggers, USUAL_SEARCH_PATH } from './restore-database.ts';
import {
  explained,
  isSubscribed,
  mayNotCreate,
  mayNotReplace,
  nameNotAllowed,
  newDatabaseFault,
  notInDump,
  stateOf,
} from './restore-faults.ts';
import { restoreRoles } from './restore-roles.ts';
import { chooseRestoreTools } from './restore-tools.ts';
import { leaveToOwner } from './left-to.ts';
import { LOOK_MS, watchSessions } from './signs-of-life.ts';
import { dropRestorer, makeRestorer, ownerOfPublic, readLogin, type LoginFacts } from './restorer.ts';
import { missingFrom, selectEntries } from './selection.ts';
import { propertiesInToc } from './toc-properties.ts';
import { contentWarnings, replicationSlotsLost, restoredAsSuperuser } from './warnings.ts';

export interface RestoreInto extends ConnectOptions, RestoreOptions {
  signal: AbortSignal;
  restore: ServerRestore;
  findTools: () => Promise<Tools[]>;
  /** How often the server is queried for the progress of the restore. */
  lookEveryMs?: number | undefined;
  /** How often to try the renaming while sessions are connected; the default of `publish` when absent. */
  publishTries?: number | undefined;
}

/** The values shared by all databases of a restore. */
interface Ground {
  into: RestoreInto;
  server: ServerVersion;
  login: LoginFacts;
  /** The role that restores archives: one created for it, or the login. */
  as: Pick<ConnectOptions, 'access'> & { role: string | undefined };
}

/** Checks that the login may create databases and that pg_restore is installed. */
export async function checkTarget(connect: ConnectOptions, findTools: () => Promise<Tools[]>): Promise<void> {
  await withTarget(connect, async (connection) => {
    const [row] = await connection.query<{ may: boolean }>(
      `SELECT rolsuper OR rolcreatedb AS may FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) current_user`,
    );
    if (row?.may !== true) throw await explainRole(connection, mayNotCreate());
  });
  chooseRestoreTools(await findTools(), {});
}

export async function restoreInto(into: RestoreInto): Promise<ServerRestoreSummary> {
  const over = new AbortController();
  try {
    return await restoreWatched(into, over.signal);
  } finally {
    over.abort();
  }
}

async function restoreWatched(into: RestoreInto, over: AbortSignal): Promise<ServerRestoreSummary> {
  const { restore } = into;
  const { server, login } = await withTarget(into, async (connection) => {
    const facts = { server: await readVersion(connection), login: await readLogin(connection) };
    for (const database of restore.databases) await checkPlace(connection, database);
    return facts;
  });
  if (into.onMoving !== undefined) watch(into, server, over, into.onMoving);
  const warnings: UserFacingError[] = [];
  if (restore.ownersAndRoles)
    warnings.push(...(await restoreRoles(into, into.readRoles(), { isFull: restore.fullRoles === true })));
  const asAdministrator = restore.asAdministrator === true;
  const restorer = asAdministrator ? undefined : await makeRestorer(into, restore.id, login);
  const as = { access: restorer?.access ?? into.access, role: restorer?.name };
  if (restorer === undefined && login.isSuperuser) warnings.push(...restoredAsSuperuser(asAdministrator));

  const ground: Ground = { into, server, login, as };
  const databases: RestoredDatabaseFacts[] = [];
  const known: (KnownProperties | undefined)[] = [];
  for (const at of restore.databases.keys()) {
    const made = await restoreOne(ground, at).catch((error: unknown) => {
      throw newDatabaseFault(error);
    });
    known.push(made.properties);
    databases.push(made.facts);
    warnings.push(...made.warnings, ...contentWarnings(made.facts));
  }
  await withTarget(into, (connection) => dropRestorer(connection, restore.id));
  into.signal.throwIfAborted();
  return asMember(ground, known, async () => {
    warnings.push(...(await rehearse(ground, known)));
    const summary = { warnings, databases };
    await into.onReady?.(summary);
    into.signal.throwIfAborted();
    const finish: Finish = async (connection, at, name, replacedOwner) => {
      await runEach(connection, finishing(ground, known, at, name, replacedOwner));
    };
    await publish(into, restore, finish, into.publishTries);
    return summary;
  });
}

/** Reports progress, as long as the server shows progress, until the restore is over. */
function watch(into: RestoreInto, server: ServerVersion, over: AbortSignal, onMoving: () => void): void {
  const { restore, lookEveryMs = LOOK_MS } = into;
  const names = restore.databases.map((_, at) => unfinished(restore.id, at));
  const signal = AbortSignal.any([into.signal, over]);
  void watchSessions(into, server, names, { signal, everyMs: lookEveryMs, onMoving });
}

/** A database can only be given to a role that the login is a member of. */
function asMember<T>(
  { into, login }: Ground,
  known: readonly (KnownProperties | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  const owners = into.restore.ownersAndRoles ? known.flatMap((properties) => properties?.owner ?? []) : [];
  return asMemberOf(into, owners, login, work);
}

/** Checks at the beginning what would refuse the database at the end. */
async function checkPlace(
  connection: Connection,
  { targetName, replace }: ServerRestore['databases'][number],
): Promise<void> {
  const problem = databaseNameProblem(targetName);
  if (problem !== undefined) throw nameNotAllowed(problem);
  const old = await databaseNamed(connection, targetName);
  if (old === undefined) return;
  if (!replace) throw databaseExists(targetName);
  if (!old.isOurs) throw mayNotReplace(targetName, old.owner);
  const [row] = await connection.query<{ is: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_subscription WHERE subdbid OPERATOR(pg_catalog.=) $1::pg_catalog.oid)
       OR EXISTS (SELECT FROM pg_catalog.pg_prepared_xacts WHERE database OPERATOR(pg_catalog.=) $2::pg_catalog.name) AS is`,
    [old.oid, targetName],
  );
  if (row?.is === true) throw isSubscribed(targetName);
}

interface Made {
  facts: RestoredDatabaseFacts;
  warnings: UserFacingError[];
  properties: KnownProperties | undefined;
}

async function restoreOne(ground: Ground, at: number): Promise<Made> {
  const { into, as, server, login } = ground;
  const { restore } = into;
  const database = restore.databases[at] as ServerRestore['databases'][number];
  const name = unfinished(restore.id, at);
  const read = () => into.readDatabase(database.name);
  const { format, plain } = read();
  const toc = format === 'custom' ? await tocOf(plain) : undefined;
  if (database.only) {
    const missing = toc === undefined ? ['the table of contents'] : missingFrom(toc.entries, database.only);
    if (missing.length > 0) throw notInDump(database.name, missing);
  }
  const properties = database.properties ?? propertiesInToc(toc);
  const warnings: UserFacingError[] = properties === undefined ? [propertiesUnknown(database.targetName)] : [];
  await withTarget(into, async (connection) => {
    warnings.push(
      ...(await createDatabase(connection, { name, targetName: database.targetName }, as.role, properties, server)),
    );
    await comment(connection, name, marked('made', restore.id, properties?.comment ?? null));
  });

  const filling = format === 'custom' ? await fillingOf(ground, at, toc) : undefined;
  const filled = filling
    ? await fillArchive(ground, filling)
    : await runPlainDump({ ...into, access: as.access }, name, plain, 'contents');
  const owner = await within(ground, name, async (connection) => {
    const left = await leaveToOwner(connection, name, login, as.role);
    // Code of the source ran as the owner of the database and could change its comment. From here on it has its
    // encoding.
    const own = properties?.comment ?? null;
    try {
      await comment(connection, name, marked('made', restore.id, own));
    } catch (error) {
      if (own === null || stateOf(error) !== NOT_IN_THE_ENCODING) throw error;
      await comment(connection, name, marked('made', restore.id, null));
      warnings.push(commentNotRestored(database.targetName, own, error));
    }
    return left;
  });
  if (restore.ownersAndRoles && format === 'plain') await runPlainDump(into, name, read().plain, 'ownership');
  const given = restore.ownersAndRoles && toc !== undefined ? await giveOwners(ground, at, toc, read) : NOTHING_GIVEN;
  if (given.refused.length > 0) warnings.push(ownersNotRestored(database.targetName, given.refused, owner));
  // What the source gave to a role of that name already has its owner.
  const isLeft = given.refused.length > 0 && !given.owners.includes(owner);
  if (!restore.ownersAndRoles || isLeft) {
    const closed = await within(ground, name, (connection) => closeDefinerFunctions(connection, owner));
    if (closed.length > 0) warnings.push(definerFunctionsClosed(database.targetName, closed, owner));
  }
  const triggersNotMade = filling ? await makeEventTriggers(filling, restore.ownersAndRoles) : [];
  const facts = {
    targetName: database.targetName,
    ...filled,
    notMade: [...filled.notMade, ...triggersNotMade],
  };
  if (properties === undefined) return { facts, warnings, properties };
  const taken = await within(ground, name, (connection) =>
    withoutMissingLibraries(connection, database.targetName, properties),
  );
  warnings.push(...taken.warnings);
  const [own, others] = apartByEncoding(taken.properties);
  const statements = settingStatements(name, { settings: own }, restore.ownersAndRoles);
  if (statements.length > 0) {
    const refused = await within(ground, name, (connection) => inTransaction(connection, statements));
    warnings.push(...refused.map((each) => propertyNotRestored(database.targetName, name, each)));
  }
  if (toc !== undefined) {
    warnings.push(
      ...(await within(ground, name, (connection) =>
        accessMethodsLacking(connection, database.targetName, toc.entries),
      )),
    );
  }
  const left = { ...taken.properties, settings: others };
  return { facts, warnings, properties: left };
}

const NOT_IN_THE_ENCODING = '22P05';

/**
 * Settings are kept in the encoding of the session that writes them, and read in that of the database: where those differ,
 * a session in the database itself has to write them.
 */
function apartByEncoding({ encoding, settings = [] }: KnownProperties) {
  const isOwn = ({ name, value }: { name: string; value: string }) =>
    encoding !== 'UTF8' && Buffer.byteLength(name + value) !== (name + value).length;
  return [settings.filter(isOwn), settings.filter((each) => !isOwn(each))] as const;
}

async function inTransaction(connection: Connection, statements: readonly PropertyStatement[]): Promise<Refused[]> {
  await connection.query('BEGIN');
  const refused = await runEach(connection, statements);
  await connection.query('COMMIT');
  return refused;
}

/** The extensions of the archive exist then. */
async function fillingOf(ground: Ground, at: number, toc: ArchiveToc | undefined): Promise<Filling> {
  const { into, as, server, login } = ground;
  const database = into.restore.databases[at] as ServerRestore['databases'][number];
  const name = unfinished(into.restore.id, at);
  const role = as.role;
  const entries = chosenIn(database, toc);
  const done =
    role === undefined
      ? new Set<number>()
      : await within(ground, name, async (connection) => {
          await ownPublic(connection, role);
          return makeExtensions(connection, entries, role);
        });
  const setting = database.properties?.settings.find((each) => each.role === undefined && each.name === 'search_path');
  return {
    database,
    name,
    toc,
    tools: await toolsFor(into, toc),
    server,
    files: into.files,
    signal: into.signal,
    access: as.access,
    isLogin: role === undefined,
    hasSuperuser: login.isSuperuser,
    done,
    searchPath: setting?.value ?? USUAL_SEARCH_PATH,
    read: () => into.readDatabase(database.name),
  };
}

async function fillArchive(ground: Ground, filling: Filling): Promise<Filled> {
  const filled = await fillDatabase(filling);
  const entries = chosenIn(filling.database, filling.toc);
  await within(ground, filling.name, (connection) => commentOnExtensions(connection, entries));
  return filled;
}

function chosenIn({ only }: ServerRestore['databases'][number], toc: ArchiveToc | undefined): TocEntry[] {
  const chosen = toc && only && selectEntries(toc.entries, only);
  return (toc?.entries ?? []).filter(({ dumpId }) => chosen === undefined || chosen.has(dumpId));
}

const toolsFor = async ({ findTools, restore }: RestoreInto, toc: ArchiveToc | undefined): Promise<Tools> =>
  chooseRestoreTools(await findTools(), {
    formatMinor: toc === undefined ? undefined : Number(toc.version.split('.')[1]),
    dumpVersion: toc?.toolVersion ?? restore.dumpVersion,
  });

/** Undefined for an archive that only a newer pg_restore may know. */
export async function tocOf(plain: AsyncIterable<Uint8Array>): Promise<ArchiveToc | undefined> {
  try {
    return await readArchiveToc(plain);
  } catch (error) {
    if (error instanceof UnreadableArchive) return undefined;
    throw error;
  }
}

const within = <T>({ into }: Ground, name: string, use: (connection: Connection) => Promise<T>): Promise<T> =>
  withTargetDatabase(into, name, async (connection) => {
    await connection.query(`SET search_path = ''`);
    return explained(use(connection));
  });

/** Up to version 14, the schema `public` of a new database belongs to the server's first superuser. */
async function ownPublic(connection: Connection, role: string): Promise<void> {
  if ((await ownerOfPublic(connection)) !== DATABASE_OWNER)
    await connection.query(`ALTER SCHEMA public OWNER TO ${quoted(role)}`).catch(() => undefined);
}

const DATABASE_OWNER = 'pg_database_owner';

interface Given {
  /** Every role that was to be given something. */
  owners: string[];
  /** PostgreSQL's errors for what could not be given or granted. */
  refused: string[];
}
const NOTHING_GIVEN: Given = { owners: [], refused: [] };

/** Owners first, then grants, both as the login: neither runs code of the source. */
async function giveOwners(
  ground: Ground,
  at: number,
  toc: ArchiveToc,
  read: () => ReturnType<RestoreOptions['readDatabase']>,
): Promise<Given> {
  const { into, login } = ground;
  const name = unfinished(into.restore.id, at);
  const tools = await toolsFor(into, toc);
  const entries = chosenIn(into.restore.databases[at] as ServerRestore['databases'][number], toc).filter(
    (entry) => !isEventTrigger(entry),
  );
  // Not only the schema: large objects have owners, too, and count as data.
  const only = entries.filter(({ hasData }) => !hasData).map(({ dumpId }) => dumpId);
  const statements = await ownersIn({ tools, signal: into.signal, only }, toc.encoding, read().plain);
  const owners = [...new Set(statements.map(({ owner }) => owner))];
  const grants = entries.filter(({ desc }) => desc === 'ACL' || desc === 'DEFAULT ACL');
  return asMemberOf(into, owners, login, async () => {
    const refused = await within(ground, name, (connection) => giveToOwners(connection, statements));
    if (grants.length === 0) return { owners, refused };
    const { access, files, signal } = into;
    const complaints = await runPgRestore(
      { tools, access, files, database: name, signal, args: ['--no-owner'], only: grants.map(({ dumpId }) => dumpId) },
      read().plain,
    );
    return { owners, refused: [...refused, ...complaints.map(({ entry, error }) => `${entry}: ${error}`)] };
  });
}

/** What a database gets together with its name. */
function finishing(
  { into }: Ground,
  known: readonly (KnownProperties | undefined)[],
  at: number,
  name: string,
  replacedOwner: string | undefined,
) {
  const withRoles = into.restore.ownersAndRoles;
  const properties = known[at] ?? {};
  return [
    ...settingStatements(name, properties, withRoles),
    ...ownerStatements(name, properties, { withRoles, replacedOwner }),
  ];
}

/** Logical replication slots belong to the replaced database, and are dropped with it. */
async function slotsLost(connection: Connection, targetName: string): Promise<UserFacingError[]> {
  const slots = await connection.query<{ name: string }>(
    `SELECT slot_name::pg_catalog.text AS name FROM pg_catalog.pg_replication_slots
     WHERE database OPERATOR(pg_catalog.=) $1::pg_catalog.name ORDER BY 1`,
    [targetName],
  );
  return slots.length === 0
    ? []
    : [
        replicationSlotsLost(
          targetName,
          slots.map(({ name }) => name),
        ),
      ];
}

/** Tries everything that the last step will do, to learn what the target refuses, and rolls it back. */
async function rehearse(ground: Ground, known: readonly (KnownProperties | undefined)[]): Promise<UserFacingError[]> {
  const { into } = ground;
  const { id, databases } = into.restore;
  return withTarget(into, async (connection) => {
    const warnings: UserFacingError[] = [];
    await connection.query('BEGIN');
    for (const [at, { targetName }] of databases.entries()) {
      const old = await databaseNamed(connection, targetName);
      const name = unfinished(id, at);
      if (old) warnings.push(...(await slotsLost(connection, targetName)));
      const refused = await runEach(connection, finishing(ground, known, at, name, old?.owner));
      warnings.push(...refused.map((each) => propertyNotRestored(targetName, name, each)));
    }
    await connection.query('ROLLBACK');
    return warnings;
  });
}

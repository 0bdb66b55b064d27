/**
 * The ports of the provider. Two sets exist: in memory with a simulated engine (`memory/`), and real
 * (`server/adapters`). Nothing here knows Node, SQL or a file system.
 */
import type { PrincipalType } from '#protocol/authorization.ts';
import type { PointOrigin, VaultStorageFacts } from '#protocol/data-protection.ts';
import type { FaultDetails, UserFacingError } from '#protocol/errors.ts';
import type { ServerConnection } from '#protocol/postgres.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { StorageAccount } from '#protocol/storage.ts';
import type { AlertRule, RaisedAlert } from './domain/alert-rules.ts';
import type { WorkItem } from './work-items.ts';

export type { FaultDetails };

export interface Ports {
  store: Store;
  work: Work;
  engine: Engine;
  vaultStorage: VaultStorages;
  /** What a vault can be stored in, the server's own folder first. */
  vaultStorages: readonly VaultStorageFacts[];
  restoreTargets: RestoreTargets;
  /** Absent where no state is lost: nothing is written down beside the points then. */
  catalogue?: CatalogueStorage;
  directory: Directory;
  sealing: Sealing;
  clock: Clock;
  /** Absent where nobody is notified. */
  notifier?: Notifier;
  /** A new random GUID in lower case. */
  newId: () => string;
  log: Log;
}

/** Sends alerts and signs of life to destinations that the operator chose. */
export interface Notifier {
  /** Names are unique. No secrets. */
  destinations: readonly Destination[];
  heartbeats: { run: boolean; allDone: boolean };
  /**
   * Throws a `NotificationFault` when it was not delivered. The same notification may be sent again after a crash: it then carries the
   * same id.
   */
  send(notification: Notification, signal: AbortSignal): Promise<void>;
}

export interface Destination extends AlertRule {
  name: string;
  /** What kind of destination it is, in words. */
  type: string;
}

export type Notification = AlertNotification | Heartbeat;

export interface AlertNotification {
  kind: 'alerts';
  id: string;
  destination: string;
  alerts: RaisedAlert[];
  /** How many more there are that have no room in it. */
  more: number;
  isTest?: true;
}

/** A sign of life: its absence is the message. */
export interface Heartbeat {
  kind: 'heartbeat';
  id: string;
  /** `run`: a scheduled backup ended well. `allDone`: everything that was due has been done. */
  of: 'run' | 'allDone';
  /** The name of the backup instance that ran. */
  instance?: string;
}

/** Why a notification was not delivered, in words without secrets. */
export class NotificationFault extends Error {}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/**
 * One line for the operator. Never holds a password, a token or a connection string. Without a level, a line whose details have
 * an `error` is a warning, and any other information.
 */
export type Log = (event: string, details?: Record<string, unknown>, level?: LogLevel) => void;

/**
 * Documents by kind and key, with etags and transactions. A kind is declared once (`records.ts`) and says under which
 * words a document can be found and how a list of them is ordered.
 */
/**
 * What `Store.transact` throws when the state cannot be read or written: `away` when its database does not respond,
 * `full` when it has no room, `busy` when other changes got in between again and again. Nothing is wrong with the request; it can be made again. `message` says what happened, in
 * words for whoever operates the server.
 */
export class StoreUnavailable extends Error {
  readonly why: 'away' | 'full' | 'busy';

  constructor(why: 'away' | 'full' | 'busy', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
    this.why = why;
  }
}

export interface Store {
  /**
   * Runs `change` in one serializable transaction and returns its result. When another transaction got in between, the
   * store runs `change` again from the start: it must do nothing but read and write through `tx`.
   */
  transact<T>(change: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface Transaction {
  get<T>(kind: Kind<T>, key: string): Promise<Stored<T> | undefined>;
  /** In the order of the kind, at most `limit`, beginning after the document `after`. */
  list<T>(kind: Kind<T>, query?: Query): Promise<Stored<T>[]>;
  /** How many documents match; `limit` and `after` do not count. */
  count<T>(kind: Kind<T>, query?: Query): Promise<number>;
  /** Creates or replaces. Returns the new etag. */
  put<T>(kind: Kind<T>, key: string, value: T): Promise<string>;
  /** Whether there was something to delete. */
  delete<T>(kind: Kind<T>, key: string): Promise<boolean>;
  /** Hands a work item to the workers, if and when this transaction commits. */
  enqueue(item: WorkItem): Promise<void>;
}

export interface Kind<T> {
  name: string;
  /** The words under which the document is found by `Query.with`, such as `vault:/subscriptions/…` in lower case. */
  words?: (value: T) => string[];
  /** Text by which lists of this kind are ordered, ascending; the key when absent. */
  order?: (value: T, key: string) => string;
}

export interface Query {
  /** Only documents that have every one of these words. */
  with?: string[];
  /** Only keys that begin so. */
  keyPrefix?: string;
  /** Only documents whose order text is at least this. */
  from?: string;
  /** Only documents whose order text is below this. */
  to?: string;
  descending?: boolean;
  limit?: number;
  /** The document after which a page begins. */
  after?: { order: string; key: string };
}

export interface Stored<T> {
  key: string;
  value: T;
  etag: string;
  order: string;
}

/**
 * Durable work: an item that was enqueued is done at least once, also after a crash. Handlers are safe to repeat, and
 * do not run twice at the same time for one item.
 */
export interface Work {
  /** Begins to take items. `stop` waits for running handlers, or aborts them when they take longer than `graceMs`. */
  start(perform: Perform): Promise<{ stop: (graceMs?: number) => Promise<void> }>;
}

export type Perform = (item: WorkItem, taken: TakenWork) => Promise<void>;

export interface TakenWork {
  /** Aborted when the process stops, or has lost the item to another one. */
  signal: AbortSignal;
  /** 1 for the first time; more when an earlier attempt died or threw. */
  attempt: number;
  /**
   * Called when the work has stalled for a while, and when it moves again: others are started meanwhile (`lanes.ts`).
   */
  standsStill?: (isStill: boolean) => void;
}

/** Who is calling, and who exists. Managed identities of vaults are the provider's own and are not in here. */
export interface Directory {
  tenantId: string;
  /** The person or service that a bearer token speaks for; undefined when the token is wrong or has run out. */
  whoHolds(token: string): Promise<Principal | undefined>;
  find(objectId: string): Promise<Principal | undefined>;
  list(): Promise<Principal[]>;
  /** The object ids of the groups that somebody is in: their roles are that person's, too. No groups when absent. */
  groupsOf?(objectId: string): Promise<string[]>;
}

export interface Principal {
  objectId: string;
  /** Sign-in name, such as `operator@contoso.example`. */
  name: string;
  displayName: string;
  type: PrincipalType;
}

/** Texts that may hold secrets and have to be kept: encrypted with a key that is not in the store. */
export interface Sealing {
  /** `owner` is the key of the record that the text belongs to. */
  seal(plain: string, owner: string): string;
  /** Throws when the text was sealed with an unknown key or for another record, or was changed since. */
  open(sealed: string, owner: string): string;
}

/** Whatever waits, waits here, so that a test or the laboratory can move time. */
export interface Clock {
  /** Time is advanced by hand here, and what expires is deleted: a jump is expected. */
  isMovedOnPurpose?: boolean;
  now(): Date;
  /**
   * Rejects with the signal's reason when aborted. `isWatch` says that somebody else does the work meanwhile: whoever moves
   * time does not take the wait for the work's own.
   */
  sleep(ms: number, signal?: AbortSignal, isWatch?: boolean): Promise<void>;
}

/**
 * Requests that only query a server wait in its queue, and fail with `SERVER_BUSY` when it is too long; a job that has
 * begun goes ahead.
 */
export type Turn = 'inLine' | 'ahead';

export const SERVER_BUSY = 'UserErrorServerBusyWithRequests';

/** Takes the bytes of PostgreSQL servers. Everything it throws on purpose is an `EngineFault`. */
export interface Engine {
  /**
   * Seals what is needed to reach a server into a text that only this engine can open; the password in it is encrypted.
   */
  seal(access: ServerAccess): Promise<string>;
  /** What a server says of itself right now. */
  probe(sealed: string, signal?: AbortSignal, turn?: Turn): Promise<ServerFacts>;
  /** The same and more: what a backup with this login and the tools of this machine would meet. Takes seconds. */
  inspect(sealed: string, signal?: AbortSignal): Promise<ServerReport>;
  /** Every database that a backup would hold, by name. */
  listDatabases(sealed: string, signal?: AbortSignal, turn?: Turn): Promise<DatabaseFacts[]>;
  /**
   * Dumps the whole server into `sink`: globals first, then database by database. Resolves when every byte has been
   * handed over; nothing of it counts before the sink is committed.
   */
  backUp(sealed: string, sink: BackupSink, options: BackupOptions): Promise<BackupSummary>;
  /**
   * Takes a dump of one database that was made elsewhere, a file or folder of this machine, as a backup of it. Nothing in it
   * runs with any right on this machine. Throws an `EngineFault` that names the file when it is no dump, cannot be restored
   * whole, or holds other rows than came of it.
   */
  importDump(dump: DumpToImport, sink: BackupSink, options: BackupOptions): Promise<ImportedSummary>;
  /**
   * Reads the dump of a part to its end, and returns its contents as they were read when it was written (decision 11).
   * Asks no server. Throws what the stream throws.
   */
  readContents(part: BackupPart, plain: AsyncIterable<Uint8Array>): Promise<ReadContents>;
  /** Whether databases can be restored into the server, with this login and the tools of this machine. */
  checkTarget(sealed: string, signal?: AbortSignal, turn?: Turn): Promise<void>;
  /**
   * What a restore would end with warnings of, as far as the target's catalogues and the tables of contents of the
   * dumps show: with the restore's own messages. Changes nothing. Throws what would refuse the restore.
   */
  foreseeRestore(sealed: string, restore: ServerRestore, options: ForeseeOptions): Promise<UserFacingError[]>;
  /**
   * Restores databases into a server, each under a name of its own first. When every one is complete, all names change
   * hands in one step; databases that are replaced stay until `settleRestore`. Throws when one cannot be restored;
   * `discardRestore` then leaves the server as it was.
   */
  restore(sealed: string, restore: ServerRestore, options: RestoreOptions): Promise<ServerRestoreSummary>;
  /**
   * Whether every database of a restore that was interrupted stands under its name already. Ends what the interrupted
   * restore may still have on its way there, so that the result stays true.
   */
  isRestored(sealed: string, restore: RestoreNames, signal?: AbortSignal): Promise<boolean>;
  /**
   * Takes back what a restore that failed or died has made, by its id, whether it has its name or not, and gives the
   * databases that it replaced their names back; safe to repeat.
   */
  discardRestore(sealed: string, restore: RestoreNames, signal?: AbortSignal): Promise<void>;
  /**
   * Makes a restore final whose job has ended well: the replaced databases go, and the last traces of the restore; safe
   * to repeat.
   */
  settleRestore(sealed: string, restore: RestoreNames, signal?: AbortSignal): Promise<void>;
  /** Whether `startScratch` would find what it needs. Throws an `EngineFault` that says what is missing. */
  checkScratch(serverVersion: string): Promise<void>;
  /**
   * Starts a PostgreSQL server of this machine's own that a drill restores into: in a temporary folder, without network,
   * of the same major version as `serverVersion` or a newer one. Throws an `EngineFault` when the machine has none.
   */
  startScratch(serverVersion: string, signal: AbortSignal): Promise<ScratchServer>;
}

export interface ScratchServer {
  /** What `restore` takes to reach it. */
  sealed: string;
  /** Such as `16.4`. */
  version: string;
  /** Stops the server and removes its files; safe to repeat. */
  remove: () => Promise<void>;
}

/** Identifies a restore's databases on a server. */
export type RestoreNames = Pick<ServerRestore, 'id' | 'databases'>;

export interface ServerRestore {
  /** 32 hex digits that identify this restore's unfinished databases. */
  id: string;
  databases: DatabaseRestore[];
  /**
   * Whether roles come first and objects keep owners and grants. What has no owner then belongs to the administrator login;
   * where that is a superuser, to a role that may do nothing else.
   */
  ownersAndRoles: boolean;
  /**
   * Roles of the backup are made without SUPERUSER, CREATEROLE, REPLICATION, BYPASSRLS and LOGIN unless this is true. Counts only
   * with `ownersAndRoles`. Default false.
   */
  fullRoles?: boolean;
  /**
   * A restore runs what the owners of the source wrote. By default it does so as a role without superuser, made for it
   * and removed afterwards, where the login can make one; true runs it as the administrator login itself.
   */
  asAdministrator?: boolean;
  /** Of the tool that made the dumps, such as `16.4`: an older one cannot read them. */
  dumpVersion?: string;
  /** Of the server that was backed up, such as `16.4`. */
  sourceVersion?: string;
}

export interface DatabaseRestore {
  name: string;
  targetName: string;
  replace: boolean;
  /** What the database was at the source; one with the properties that the target gives when absent. */
  properties?: DatabaseProperties;
  /** What has to be in it afterwards: tables that differ make a warning. Not compared when absent. */
  contents?: PartContents;
  /** Only these schemas, and these tables, are restored; all when absent. */
  only?: { schemas: string[]; tables: { schema: string; name: string }[] };
}

export interface RestoreOptions {
  signal: AbortSignal;
  /** The roles of the server that was backed up, as SQL; read once, if at all. */
  readRoles: () => AsyncIterable<Uint8Array>;
  /**
   * Called and awaited when every database is complete and compared, before any name changes: the job's warnings are
   * then recorded even when the process dies before the end of the restore.
   */
  onReady?: (summary: ServerRestoreSummary) => Promise<void>;
  /** Says that it goes on although no dump is read: indexes are built for hours. */
  onMoving?: () => void;
  /** The dump of a database; each call reads it from its start. Throws an `EngineFault` when the stored bytes are not what was stored. */
  readDatabase: (name: string) => { format: BackupPart['format']; plain: AsyncIterable<Uint8Array> };
}

export interface ForeseeOptions extends Pick<RestoreOptions, 'readDatabase' | 'onMoving'> {
  signal?: AbortSignal;
  turn?: Turn;
}

export interface ServerRestoreSummary {
  /** Warnings; with any the job ends CompletedWithWarnings. */
  warnings: UserFacingError[];
  /** The created databases, in the order of the request. */
  databases: RestoredDatabaseFacts[];
}

/** What a restored database turned out to hold, held against what the recovery point says of it. */
export interface RestoredDatabaseFacts {
  targetName: string;
  /** Tables that were read back and compared, with the rows in them; none when the point does not record them. */
  tablesCompared: number;
  rowsCompared: number;
  /** Tables and large objects that are not what was backed up, in words such as `public.orders: 4 rows, 5 expected`. */
  differing: string[];
  /** Objects that could not be made, each with PostgreSQL's own error. */
  notMade: { object: string; error: string }[];
}

export interface ServerAccess extends ServerConnection {
  administratorLogin: string;
  administratorLoginPassword: string;
}

export interface ServerFacts {
  /** Major version, such as `16`. */
  version: string;
  /** What follows the major version, such as `4`. */
  minorVersion: string;
  sizeInBytes: number;
  isReplica: boolean;
}

export interface ServerReport extends ServerFacts {
  databases: DatabaseFacts[];
  /** Such as `TLSv1.3`; undefined when the connection is not encrypted. */
  tlsProtocol: string | undefined;
  /** Whether a connection pooler is in front of it. */
  isPooled?: boolean;
  /** The version of the tools that would read the server, or why none can. */
  tools: { version: string } | { fault: EngineFault };
  login: LoginRights;
  /** What a backup of the server will not hold, each with its reason. */
  notCovered: NotCovered[];
}

/** Something of a server that no backup of it holds. */
export interface NotCovered {
  kind:
    | 'database'
    | 'template'
    | 'subscription'
    | 'userMapping'
    | 'extensionTable'
    | 'systemObject'
    | 'index'
    | 'replicationSlot'
    | 'parameter'
    | 'rolePasswords'
    | 'tablespace';
  /** Its name, with the database where it has one. */
  name: string;
  /** A sentence: why it is not in a backup. */
  reason: string;
  recommendedAction: string[];
  /** Not expected in a backup: reported before the first one, and not a warning of every later one. */
  onlyBeforehand?: true;
}

/** The rights of the login, as far as a backup or a restore needs them. */
export interface LoginRights {
  mayReadRolePasswords: boolean;
  mayCreateDatabases: boolean;
  /** What a dump would fail at, database by database; empty when it can read everything. */
  lacking: LackingRight[];
  /** Databases that there was no time to look into. */
  notChecked: string[];
}

export interface LackingRight {
  database: string;
  right: 'CONNECT' | 'USAGE' | 'SELECT' | 'BYPASSRLS';
  /** The kind of what it is lacking on, in the plural, such as `tables`. */
  on: 'databases' | 'schemas' | 'tables' | 'sequences' | 'large objects';
  count: number;
  /** One of them by name; undefined when they have none. */
  example: string | undefined;
}

export interface DatabaseFacts {
  name: string;
  charset: string;
  collation: string;
  sizeInBytes: number;
}

export interface BackupOptions {
  signal: AbortSignal;
  /** Called often; the caller thins it out. Bytes are those of the plain dump so far. */
  onProgress: (progress: BackupProgress) => void;
}

export interface BackupProgress {
  /** What is being dumped: a database name, or undefined for the globals. */
  database: string | undefined;
  databasesDone: number;
  databasesTotal: number;
  plainBytes: number;
  /** Sum of the databases' sizes on the server: what `plainBytes` can be held against, roughly. */
  expectedBytes: number;
}

/** Takes one stream for each part of a backup. */
export interface BackupSink {
  /** Stores the stream to its end and returns what was stored, and what a `custom` archive turned out to hold. */
  write(part: BackupPart, plain: AsyncIterable<Uint8Array>): Promise<StoredPart & PartContents>;
}

export interface BackupPart {
  kind: 'globals' | 'database';
  /** The database; absent for the globals. */
  database?: string;
  /** `plain` is SQL for psql, `custom` an archive for pg_restore. */
  format: 'plain' | 'custom';
}

export interface StoredPart {
  /** Name of the file inside the recovery point's folder. */
  file: string;
  codec: 'zstd';
  /** What the compressed bytes are encrypted with; absent for those that are not. */
  encryption?: 'age';
  storedBytes: number;
  /** SHA-256 of the stored bytes, hex. */
  storedSha256: string;
  plainBytes: number;
  /** SHA-256 of the plain dump, hex. */
  plainSha256: string;
}

export interface BackupSummary {
  serverVersion: string;
  /** Tool name to version, such as `pg_dump: 16.4`. */
  tools: Record<string, string>;
  startedAt: string;
  endedAt: string;
  parts: SummaryPart[];
  /** Warnings; with any the job ends CompletedWithWarnings. */
  warnings: UserFacingError[];
  /**
   * What was to be in the backup and is not, because it failed. The other parts are whole; the point is incomplete, and
   * its job has failed. Absent or empty when nothing failed.
   */
  failures?: BackupFailure[];
}

export interface DumpToImport {
  /** Absolute. */
  path: string;
  /** The name of the database in the point; the one that the dump says when absent. */
  database?: string;
}

/** A backup that came of a dump. */
export interface ImportedSummary extends BackupSummary {
  imported: PointOrigin;
}

/** A part of a backup that failed while others went well. */
export interface BackupFailure {
  code: string;
  /** Begins with the database. */
  message: string;
  recommendedAction: string[];
  details: FaultDetails;
}

export type SummaryPart = BackupPart & StoredPart & PartContents & { properties?: DatabaseProperties };

/** What a dump holds, read off its own stream while it was written (decision 11). */
export interface PartContents {
  /** Absent when the archive could not be read; `contentsNotRead` then says why. */
  tables?: TableFacts[];
  largeObjects?: LargeObjectFacts;
  contentsNotRead?: string;
}

/** What a dump turned out to hold that was read back. */
export interface ReadContents extends PartContents {
  /** Dumps of this kind are not known here, which says nothing of the dump. */
  isUnknownKind?: true;
}

export interface TableFacts {
  schema: string;
  name: string;
  rows: number;
  /** Of the rows as COPY writes them, line ends included. */
  bytes?: number;
  /** Of the rows, in whatever order they come: 32 hex digits. */
  digest?: string;
}

export interface LargeObjectFacts {
  count: number;
  bytes: number;
  /** Of the objects with their ids: 32 hex digits. */
  digest: string;
}

/** What belongs to a database itself, and which no dump of its contents restores. */
export interface DatabaseProperties {
  /** Such as `UTF8`. */
  encoding: string;
  localeProvider: 'libc' | 'icu' | 'builtin';
  collate: string;
  ctype: string;
  /** Of ICU or the builtin provider. */
  locale?: string;
  icuRules?: string;
  owner: string;
  /** -1 means no limit. */
  connectionLimit: number;
  comment?: string;
  /** `ALTER DATABASE … SET`; with a role, `ALTER ROLE … IN DATABASE … SET`. */
  settings: { role?: string; name: string; value: string }[];
  /** Absent when nobody changed what PostgreSQL grants by itself. A grantee `''` is PUBLIC. */
  grants?: { grantee: string; privilege: string; isGrantable: boolean }[];
}

/**
 * Recovery points' bytes. A point exists once its manifest does, and not before
 * (docs/reference/architecture.md#recovery-points-on-disk). Whatever reads a point throws an `EngineFault` of the code
 * `RecoveryPointDamaged` when it is not what was written.
 */
export interface VaultStorage {
  /**
   * Begins a point. What an earlier attempt of the same point left is removed first. Throws an `EngineFault` when there is
   * no room for `expectedBytes`, those of the databases on their server.
   */
  begin(point: PointAddress, expectedBytes?: number): Promise<PointWriter>;
  /** Undefined when there is no such point. */
  manifest(point: PointAddress): Promise<Manifest | undefined>;
  /** Reads every stored byte again and compares sizes and digests with the manifest. Throws an `EngineFault`. */
  verify(point: PointAddress, signal?: AbortSignal, onBytes?: (count: number) => void): Promise<void>;
  /**
   * The plain dump of a part. It ends only when sizes and digests, stored and plain, are those of the manifest, and
   * throws an `EngineFault` otherwise. Whoever holds what comes of it against the manifest anyway needs the proof of what
   * is stored alone: then the dump has no digest taken, which costs a fifth of reading it. A piece is only there until the
   * next is asked for.
   */
  read(
    point: PointAddress,
    part: StoredPart,
    signal?: AbortSignal,
    proof?: 'dump' | 'stored',
  ): AsyncIterable<Uint8Array>;
  /** Removes the point, each copy of it, manifest first; safe to repeat. Also removes what a failed attempt left. */
  remove(point: PointAddress): Promise<void>;
  /**
   * Has the services that store the point retain it and its keys until then, whoever tries to remove them; safe to repeat, and
   * never for a shorter time than before. Returns whether one of them does: a folder cannot.
   */
  hold(point: PointAddress, until: Date): Promise<boolean>;
  /**
   * Removes what is left of a vault that is gone, its keys above all. Leaves all of it where the vault holds anything, also
   * what is being written: another vault of the same name may be there by now. `storage` is one that the vault named.
   */
  forget(vaultId: ResourceId, storage?: string): Promise<void>;
  /**
   * Throws an `EngineFault` when nothing can be written now: to the data folder, or to the storage of that name, of which only is
   * asked whether it responds and is the one of the vaults. Not asked where absent.
   */
  checkWritable?(storage?: string): Promise<void>;
  /** What a vault holds and may still hold; undefined where its storage cannot report it. May take minutes for many points. */
  room?(vaultId: ResourceId): Promise<VaultRoom | undefined>;
}

/** The storages of all vaults. What it does with a point concerns the first copy, or each where it says so. */
export interface VaultStorages extends VaultStorage {
  /**
   * Makes the copy of the point that `point.copy` names, of the other one, byte for byte; what lies beside the points goes with it. Resolves
   * when it was read back. Safe to repeat. Throws `RecoveryPointDamaged` when the other one is not what was written. `mayPublish` is asked
   * last, before the copy becomes a point: what it throws is thrown, and there is no copy.
   */
  copy(
    point: PointAddress,
    signal: AbortSignal,
    onBytes: (count: number) => void,
    mayPublish: () => Promise<void>,
  ): Promise<void>;
}

/** In bytes. */
export interface VaultRoom {
  used: number;
  /** Until the storage is full or the quota is reached; absent where nobody can tell. */
  free?: number;
}

/** Documents beside the points of a vault, from which the state can be made again (decision 45). */
export interface CatalogueStorage {
  /**
   * Keeps the text of a document in place of the one before, signed; with `undefined` none is kept. Safe to repeat. Throws an
   * `EngineFault` when the storage is away.
   */
  keep(address: DocumentAddress, text: string | undefined): Promise<void>;
  /** Removes all that the keeper has written of a vault that is gone; safe to repeat. */
  forget(address: DocumentAddress): Promise<void>;
}

export interface DocumentAddress {
  /** The storage that the vault names; undefined for the server's own folder. */
  storage: string | undefined;
  vaultId: ResourceId;
  /** The backup instance that it is about; the vault itself when absent. */
  instanceName?: string;
  /** The state that keeps it: one never replaces the documents of another, which it may know nothing of. */
  keeper: string;
  /** States whose documents have been taken over: theirs of the same subject go. */
  instead: readonly string[];
}

export interface PointAddress {
  vaultId: ResourceId;
  instanceName: string;
  recoveryPointId: string;
  /** The one in the vault's second storage (decision 44); the first one when absent. */
  copy?: 'second';
  /**
   * SHA-256 of the manifest, hex, as it is kept with the recovery point: any other manifest is refused. Absent for
   * points from before manifests were signed, and while a point is being made.
   */
  manifestSha256?: string;
}

export interface PointWriter extends BackupSink {
  /** Signs the manifest and publishes it atomically: from here on the point exists. Returns its SHA-256, hex. */
  commit(manifest: Manifest): Promise<string>;
  /** Removes what was written. Safe after `commit` failed. */
  abandon(): Promise<void>;
}

export interface Manifest extends BackupSummary {
  /** 2 is signed; what is committed always is. Points of before have 1. */
  formatVersion: 1 | 2;
  recoveryPointId: string;
  vaultId: ResourceId;
  instanceId: ResourceId;
  serverId: ResourceId;
  retentionTag: string;
  /** When the point's time is over, as its rule said when it was made; null when nothing ends it. Points of before lack it. */
  expiryTime?: string | null;
  /** Where it comes from, when it is no backup of its server. */
  imported?: PointOrigin;
}

/** Storage accounts and containers that restored files go into. On our server a container is a folder. */
export interface RestoreTargets {
  /** Every account; a few. */
  accounts(): Promise<TargetAccount[]>;
  /** Which of the names a container has already. Throws an `EngineFault` when the container cannot be written to. */
  taken(place: RestorePlace, names: readonly string[]): Promise<string[]>;
  /** Begins to write. What an earlier attempt of the same restore left is removed first. */
  begin(place: RestorePlace): Promise<RestoreWriter>;
  /** Removes everything that the restore wrote, published or not; safe to repeat. */
  discard(place: RestorePlace): Promise<void>;
  /** Forgets what `discard` would need: the files stay. Safe to repeat. */
  settle(place: RestorePlace): Promise<void>;
}

export interface TargetAccount {
  resource: StorageAccount;
  containers: TargetContainer[];
}

export interface TargetContainer {
  name: string;
  /** The folder that it is, where it is one. */
  folder?: string;
}

export interface RestorePlace {
  containerId: ResourceId;
  /** Identifies a restore in its container: the name of the job. */
  restoreId: string;
}

export interface RestoreWriter {
  /** Writes a file to its end. Nobody sees it under its name before `publish`. */
  write(name: string, plain: AsyncIterable<Uint8Array>): Promise<void>;
  /** Gives all files their names. Throws an `EngineFault`, and publishes none, when one of the names is taken. */
  publish(): Promise<void>;
}

/** Something that went wrong at a server, a tool or the storage, said so that a person can act on it. */
export class EngineFault extends Error {
  /** What PostgreSQL and its tools said, for the **Details** of a job. Holds no password. */
  details: FaultDetails = {};
  readonly code: string;
  /** A finer code, where the service's own documents name one (docs/reference/arm.md#32-service-codes). */
  readonly innerCode: string | undefined;
  readonly recommendedAction: string[];

  constructor(code: string, message: string, recommendedAction: string[], innerCode?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineFault';
    this.code = code;
    this.innerCode = innerCode;
    this.recommendedAction = recommendedAction;
  }
}

/**
 * Restoring: what `validateRestore` and `restore` take (docs/reference/arm.md#102-restore), the names of restored files
 * (docs/reference/arm.md#14-files), and our extension, restoring into a PostgreSQL server (docs/decisions/0006).
 */
import type { ProofOperation } from './proof.ts';
import type { Job, Resource } from './data-protection.ts';
import { RECOVERY_POINT_TYPE } from './data-protection.ts';
import type { ResourceId } from './resource-id.ts';

export interface RestoreRequest {
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest';
  sourceDataStoreType: 'VaultStore';
  /** 32 hex digits. */
  recoveryPointId: string;
  restoreTargetInfo: FilesTarget | ServerTarget;
}

export interface FilesTarget {
  objectType: 'RestoreFilesTargetInfo';
  recoveryOption: 'FailIfExists';
  restoreLocation: string;
  targetDetails: {
    restoreTargetLocationType: 'AzureBlobs';
    /** The address of the container. */
    url: string;
    filePrefix: string;
    /** The id of the container. */
    targetResourceArmId?: ResourceId;
  };
}

/** `objectType` of our extension. Azure does not have it. */
export const SERVER_TARGET = 'PostgreSqlServerRestoreTargetInfo';

/**
 * The role that owns what is restored without its owners where the administrator login is a superuser (docs/decisions/0016).
 * Where somebody else's role has the name, a number follows it.
 */
export const RESTORED_OWNER = 'restored_by_backup_portal';

export interface ServerTarget {
  objectType: typeof SERVER_TARGET;
  recoveryOption: 'FailIfExists';
  restoreLocation: string;
  /** A registered flexible server. */
  targetServerId: ResourceId;
  /** Which databases of the recovery point, and their names there. */
  databases: DatabaseTarget[];
  /**
   * Whether roles are restored first and objects keep owners and grants; else all belong to the administrator login, or to
   * `RESTORED_OWNER` where that is a superuser.
   */
  ownersAndRoles: boolean;
  /**
   * Whether roles come with SUPERUSER, CREATEROLE, REPLICATION, BYPASSRLS and LOGIN where they had it; else without. Counts only with
   * `ownersAndRoles`. False when absent.
   */
  fullRoles?: boolean;
  /**
   * Whether the restore runs as the administrator login. When false or absent, it runs as a temporary role without
   * superuser, because a restore runs what the owners of the source wrote.
   */
  asAdministrator?: boolean;
}

export interface DatabaseTarget {
  name: string;
  targetName: string;
  /** Replaces the database that has the name. Otherwise the restore fails when there is one. */
  replace: boolean;
  /** Only these schemas and tables, with what they need, into a new database; the whole database when absent. */
  only?: DatabasePart;
}

export interface DatabasePart {
  schemas: string[];
  tables: { schema: string; name: string }[];
}

/** The ways of restoring that a recovery point has, as `allowedRestoreTargetTypes` names them. */
export const RESTORE_AS_FILES = 'RestoreAsFiles';
export const RESTORE_TO_SERVER = 'RestoreToPostgreSqlServer';

export const POINT_CONTENTS_TYPE = `${RECOVERY_POINT_TYPE}/contents`;

/**
 * Our extension: what is in a recovery point, at `{recovery point}/contents/default`, and how it can be restored. A
 * back end that does not have it returns 404, and restores as files.
 */
export type PointContents = Resource<{
  allowedRestoreTargetTypes: string[];
  databases: PointDatabase[];
  /** How its bytes are encrypted at rest (decision 20); absent where the back end does not say. */
  encryption?: 'age' | 'None';
  /** How the point can be proven (decision 12); absent where the back end cannot. */
  proofs?: ProofWay[];
}>;

export interface ProofWay {
  operation: ProofOperation;
  /** Why it is not possible here and now, and what would help; absent when it is possible. */
  unavailable?: { code: string; message: string; recommendedAction: string[] };
}

export interface PointDatabase {
  name: string;
  /** `custom` is an archive for pg_restore, `plain` is SQL for psql. */
  format: 'plain' | 'custom';
  /** Bytes of the dump as it is restored. */
  plainBytes: number;
  /** Null when they were not counted. */
  tables: number | null;
  rows: number | null;
  /** The tables that hold rows of their own; fewer than `tables` where they are too many to be listed. */
  tableList?: { schema: string; name: string; rows: number }[];
}

const MAX_PREFIX_CHARACTERS = 50;

/** The prefix of restored files. Returns undefined when it is right, else a sentence for a person. */
export function filePrefixProblem(prefix: string): string | undefined {
  if (prefix === '') return 'Enter a prefix for the restored files.';
  return prefix.length <= MAX_PREFIX_CHARACTERS && /^[A-Za-z0-9][\w.-]*$/.test(prefix)
    ? undefined
    : `The prefix must start with a letter or a number, be at most ${String(MAX_PREFIX_CHARACTERS)} characters long and contain only letters, numbers, hyphens, underscores and periods.`;
}

/** A part of a recovery point: the roles of the server, or one database. */
interface Part {
  kind: 'globals' | 'database';
  database?: string;
}

/**
 * The names of the restored files, in the order of the parts (docs/reference/arm.md#14-files): `<prefix>_roles.sql` and
 * `<prefix>_database_<name>.sql`. What a file name cannot hold is percent-encoded, and names that differ in case alone
 * get different file names, so that each is one file on every disk.
 */
export function restoredFileNames(prefix: string, parts: readonly Part[]): string[] {
  const taken = new Set<string>();
  return parts.map((part) => {
    const plain = part.kind === 'globals' ? `${prefix}_roles` : `${prefix}_database_${encodeName(part.database ?? '')}`;
    let name = `${plain}.sql`;
    for (let turn = 2; taken.has(name.toLowerCase()); turn += 1) name = `${plain}~${String(turn)}.sql`;
    taken.add(name.toLowerCase());
    return name;
  });
}

const encodeName = (database: string): string =>
  [...new TextEncoder().encode(database)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w.-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** A file that a restore has made, as the job reports it. */
export interface RestoredFile {
  name: string;
  bytes: number;
  /** The database in it; absent for the roles. */
  database?: string;
  /** `custom` is for pg_restore although it ends in `.sql`, `plain` for psql. */
  format: 'plain' | 'custom';
}

/** A database that a restore has made, as the job reports it. */
export interface RestoredDatabase {
  name: string;
  targetName: string;
  replaced: boolean;
  /** What was read back and compared with the recovery point; absent when the point has nothing to compare with. */
  tablesCompared?: number;
  rowsCompared?: number;
}

export interface RestoreOutcome {
  /** What every file begins with; undefined for a restore into a server. */
  filePrefix: string | undefined;
  files: RestoredFile[];
  /** Where the files are on the server's disk; undefined when the storage account is a real one. */
  folder: string | undefined;
  databases: RestoredDatabase[];
  /** The server restored into. */
  serverId: ResourceId | undefined;
  /** How a restore ended that was interrupted by a stop of the portal; undefined when none was. */
  afterRestart?: string | undefined;
}

/**
 * The names under which a restore job reports more than the service's does, in `additionalDetails` of its last sub
 * task.
 */
export const RESTORE_DETAIL = {
  files: 'RestoredFiles',
  folder: 'Folder',
  databases: 'RestoredDatabases',
  afterRestart: 'AfterRestart',
} as const;
export const FILE_PREFIX_DETAIL = 'Restore File Prefix';
export const TARGET_SERVER_DETAIL = 'Restore Target Server Id';

export const isRestore = ({ properties }: Job): boolean => properties.operationCategory.toLowerCase() === 'restore';

/** What a restore job has made, as far as it reports it. */
export function restoreOutcome({ properties }: Job): RestoreOutcome {
  const info = properties.extendedInfo;
  const details = Object.assign({}, ...(info?.subTasks ?? []).map((task) => task.additionalDetails)) as Record<
    string,
    string | undefined
  >;
  return {
    filePrefix: info?.additionalDetails?.[FILE_PREFIX_DETAIL],
    files: listIn<RestoredFile>(details[RESTORE_DETAIL.files]),
    folder: details[RESTORE_DETAIL.folder],
    databases: listIn<RestoredDatabase>(details[RESTORE_DETAIL.databases]),
    serverId: info?.additionalDetails?.[TARGET_SERVER_DETAIL],
    afterRestart: details[RESTORE_DETAIL.afterRestart],
  };
}

/** Bytes that a restore has copied; a sub task has the number, not the job (docs/reference/arm.md#11-jobs). */
export function restoredBytes({ properties }: Job): number | undefined {
  const counts = properties.extendedInfo?.subTasks.map((task) => task.additionalDetails?.DataTransferredInBytes);
  const bytes = Number(counts?.find((text) => text !== undefined) ?? NaN);
  return properties.operationCategory === 'Restore' && !Number.isNaN(bytes) ? bytes : undefined;
}

function listIn<T>(text: string | undefined): T[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as T[]) : [];
  } catch {
    return [];
  }
}

/**
 * Why PostgreSQL cannot have a database of that name: too long in bytes, or not text. Undefined when the name is right.
 */
export function databaseNameProblem(name: string): string | undefined {
  if (name === '') return 'Enter a name for the database.';
  if (new TextEncoder().encode(name).length > 63) return 'The name can be at most 63 bytes long.';
  if (/\p{Cc}/u.test(name)) return 'The name must not hold control characters.';
  return ['postgres', 'template0', 'template1', 'azure_maintenance', 'azure_sys'].includes(name.toLowerCase())
    ? `The database '${name}' belongs to the server itself. Choose another name.`
    : undefined;
}

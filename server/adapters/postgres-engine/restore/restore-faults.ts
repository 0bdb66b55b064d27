/** The faults of a restore into a server, each with a message that a person can act on. */
import { faultBuild, type Build } from '#provider/domain/connection-faults.ts';
import { EngineFault } from '#provider/ports.ts';
import { errorCode } from '../../file-errors.ts';
import { faultOf, faultOfTool } from '../faults.ts';
import { serverFaults } from '../server-faults.ts';

const mayNotWrite = faultBuild(
  'UserErrorTargetServerPermissionDenied',
  'The administrator login of the target server may not do what the restore needs.',
  'Restore without owners and roles, or register the target server with a login that may create databases, extensions and roles.',
);
export const mayNotCreate = faultBuild(
  'UserErrorTargetServerPermissionDenied',
  'The administrator login of the target server may not create databases.',
  'Grant the login CREATEDB, or register the target server with another login.',
);

/** The server's own databases, and invalid names. */
export const nameNotAllowed = (problem: string): EngineFault =>
  new EngineFault('UserErrorDatabaseNameNotAllowed', problem, ['Restore under another name.']);
export const mayNotReplace = (name: string, owner: string): EngineFault =>
  new EngineFault(
    'UserErrorTargetServerPermissionDenied',
    `The administrator login of the target server may not replace the database '${name}', which belongs to '${owner}'.`,
    [`Grant the login membership in '${owner}', or restore under another name.`],
  );
export const isSubscribed = (name: string): EngineFault =>
  new EngineFault(
    'UserErrorDatabaseInUse',
    `The database '${name}' of the target server has a subscription or a prepared transaction and cannot be replaced.`,
    ['Drop the subscriptions in it and end its prepared transactions, or restore under another name.'],
  );
/** Details name the sessions that still held it. */
export function databaseInUse(holders: readonly string[], cause: unknown): EngineFault {
  const made = new EngineFault(
    'UserErrorDatabaseInUse',
    'The restore is complete, but its databases could not get their names: somebody is connected to one of them, and the administrator login may not end that session.',
    [
      'End the sessions of superusers, of a connection pooler and of prepared transactions in the databases named under Details, and restore again.',
    ],
    undefined,
    { cause },
  );
  made.details = { serverError: holders.slice(0, 20).join('; ') };
  return made;
}
export const cannotCreate = (name: string, cause: unknown): EngineFault => {
  const made = new EngineFault(
    'UserErrorDatabasePropertiesNotSupported',
    `The target server cannot make a database with the encoding of '${name}', and in another encoding its data could not be read.`,
    ['Restore into a server that has the encoding, or restore as files.'],
    undefined,
    { cause },
  );
  made.details = { database: name, serverError: wordsOf(cause) };
  return made;
};

/** `CREATE DATABASE` copies template0: nothing else of it can be missing or in use. Undefined for any other failure. */
export function templateFault(error: unknown): EngineFault | undefined {
  const build = { '3D000': noTemplate, '55006': templateInUse }[stateOf(error) ?? ''];
  return build && Object.assign(build(error), { details: { serverError: wordsOf(error) } });
}
const noTemplate = faultBuild(
  'UserErrorTargetServerTemplateMissing',
  'The target server has no database template0, which new databases are copied from.',
  'Make it again, as a superuser: CREATE DATABASE template0 TEMPLATE template1; with template1 as it was made, without anything added. Then ALTER DATABASE template0 IS_TEMPLATE true ALLOW_CONNECTIONS false;',
);
const templateInUse = faultBuild(
  'UserErrorDatabaseInUse',
  'Somebody is connected to the database template0 of the target server, which new databases are copied from.',
  'End the sessions in it, keep others out (ALTER DATABASE template0 ALLOW_CONNECTIONS false), and restore again.',
);

/**
 * pg_hba.conf may list databases by name: the maintenance database let the login in, the one that it has just made does
 * not. Any other fault is returned unchanged.
 */
export function newDatabaseFault(error: unknown): unknown {
  const isKeptOut =
    error instanceof EngineFault &&
    ['UserErrorServerTlsRequired', 'UserErrorServerAccessNotAllowed'].includes(error.code);
  return isKeptOut ? Object.assign(newDatabaseNotAllowed(error), { details: error.details }) : error;
}
const newDatabaseNotAllowed = faultBuild(
  'UserErrorServerAccessNotAllowed',
  'The target server lets nobody into a new database: its pg_hba.conf lists databases by name, and a database has the name restoring_… until it is complete.',
  'Let this machine into "all" databases for the time of the restore, in pg_hba.conf of the target server: both the administrator login and the roles restorer_….',
);

export const notInDump = (database: string, missing: readonly string[]): EngineFault =>
  new EngineFault(
    'UserErrorTableNotInRecoveryPoint',
    `The dump of the database '${database}' does not hold ${missing.map((name) => `'${name}'`).join(', ')}.`,
    ['Select schemas and tables that are in the recovery point.'],
  );

/** PostgreSQL's own error message. */
export function wordsOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error ? cause.message : String(cause);
}

/** The SQLSTATE of a failed query, however it is wrapped. */
export const stateOf = (error: unknown): string | undefined => errorCode(causeOf(error));

const causeOf = (error: unknown): unknown =>
  error instanceof EngineFault && error.cause !== undefined ? causeOf(error.cause) : error;

export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw restoreFaultOf(error);
  }
}

const BY_STATE: Readonly<Record<string, Build>> = {
  '42501': mayNotWrite,
  '25006': faultBuild(
    'UserErrorTargetServerReadOnly',
    'The target server takes no changes: it is a standby, or default_transaction_read_only is on for the login or the server.',
    'Select the primary server, or reset default_transaction_read_only for the login.',
  ),
  '53100': faultBuild(
    'UserErrorTargetServerFull',
    'The disk of the target server is full.',
    'Free space on the target server, or restore into a larger one.',
  ),
  '55006': faultBuild(
    'UserErrorDatabaseInUse',
    'A database of the target server is in use and could not be replaced.',
    'End the connections to the database and restore again.',
  ),
};

/** The messages of pg_restore and the server; the first match wins. The tools run with untranslated messages. */
const BY_TEXT: readonly (readonly [RegExp, Build])[] = [
  [/No space left on device|Disk quota exceeded/i, BY_STATE['53100'] as Build],
  [
    /extension ".*" is not (available|allow-listed)|could not open extension control file/is,
    faultBuild(
      'UserErrorExtensionNotAvailable',
      'The backup uses an extension that the target server does not have.',
      'Install the extension on the target server, or allow it there, and restore again.',
    ),
  ],
  [
    /role ".*" does not exist/is,
    faultBuild(
      'UserErrorRoleNotFound',
      'The backup gives objects to a role that the target server does not have.',
      'Restore without owners and roles, or create the role first.',
    ),
  ],
  [
    /unsupported version .* in file header/i,
    faultBuild(
      'UserErrorBackupToolsTooOld',
      'The backup was made with newer PostgreSQL client tools than this machine has.',
      'Install the newest PostgreSQL client tools on this machine and try again.',
    ),
  ],
  [/cannot execute .* in a read-only transaction|recovery is in progress/i, BY_STATE['25006'] as Build],
  [/permission denied|must be (superuser|owner|member)/i, mayNotWrite],
];

/** General faults of `faultOf` that a restore states more exactly. */
const OF_A_QUERY: ReadonlySet<string> = new Set([
  serverFaults.permissionDenied().code,
  serverFaults.unexpected().code,
  serverFaults.signInFailed().code,
]);

/** The fault of a failed query of a restore. */
export function restoreFaultOf(error: unknown): EngineFault {
  if (error instanceof EngineFault && stateOf(error) === undefined) return error;
  if (error instanceof EngineFault && !OF_A_QUERY.has(error.code)) return error;
  const cause = causeOf(error);
  const text = cause instanceof Error ? cause.message : '';
  const build = BY_STATE[errorCode(cause) ?? ''] ?? BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
  const known = faultOf(error);
  return build ? Object.assign(build(cause), { details: known.details }) : known;
}

/** The fault in pg_restore's last messages. */
export function restoreFaultOfTool(tool: string, stderr: string): EngineFault {
  const build = BY_TEXT.find(([pattern]) => pattern.test(stderr))?.[1];
  const known = faultOfTool(tool, stderr);
  if (build) return Object.assign(build(), { details: known.details });
  if (known.code !== 'UserErrorBackupToolFailed') return known;
  const fault = new EngineFault('UserErrorRestoreToolFailed', `${tool} could not restore the database to its end.`, [
    'Read what the tool said under Details of the job, and the log of the target server. Restoring as files and running the script of the job by hand shows every message.',
  ]);
  return Object.assign(fault, { details: known.details });
}

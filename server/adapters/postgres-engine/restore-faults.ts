/** What can go wrong while a server is restored into, told apart and said so that a person can act on it. */
import { EngineFault } from '#provider/ports.ts';
import { errorCode } from '../file-errors.ts';
import { faultOf, faultOfTool } from './faults.ts';

type Build = (cause?: unknown) => EngineFault;

const fault =
  (code: string, message: string, ...action: string[]): Build =>
  (cause) =>
    new EngineFault(code, message, action, undefined, cause === undefined ? undefined : { cause });

const mayNotWrite = fault(
  'UserErrorTargetServerPermissionDenied',
  'The administrator login of the target server may not do what the restore needs.',
  'Restore without owners and roles, or register the target server with a login that may create databases, extensions and roles.',
);
export const mayNotCreate = fault(
  'UserErrorTargetServerPermissionDenied',
  'The administrator login of the target server may not create databases.',
  'Grant the login CREATEDB, or register the target server with another login.',
);
export const databaseExists = (name: string): EngineFault =>
  new EngineFault('UserErrorDatabaseExists', `The target server already has a database '${name}'.`, [
    'Restore under another name, or choose to replace the database.',
  ]);

const BY_STATE: Readonly<Record<string, Build>> = {
  '42501': mayNotWrite,
  '53100': fault(
    'UserErrorTargetServerFull',
    'The disk of the target server is full.',
    'Free space on the target server, or restore into a larger one.',
  ),
  '55006': fault(
    'UserErrorDatabaseInUse',
    'A database of the target server is in use and could not be replaced.',
    'End the connections to the database and restore again.',
  ),
};

/** What pg_restore and the server say in words, first match wins. The tools run with untranslated messages. */
const BY_TEXT: readonly (readonly [RegExp, Build])[] = [
  [/No space left on device/i, BY_STATE['53100'] as Build],
  [
    /extension ".*" is not (available|allow-listed)|could not open extension control file/is,
    fault(
      'UserErrorExtensionNotAvailable',
      'The backup uses an extension that the target server does not have.',
      'Install the extension on the target server, or allow it there, and restore again.',
    ),
  ],
  [
    /role ".*" does not exist/is,
    fault(
      'UserErrorRoleNotFound',
      'The backup gives objects to a role that the target server does not have.',
      'Restore without owners and roles, or create the role first.',
    ),
  ],
  [
    /unsupported version .* in file header/i,
    fault(
      'UserErrorBackupToolsTooOld',
      'The backup was made with newer PostgreSQL client tools than this machine has.',
      'Install the newest PostgreSQL client tools on this machine and try again.',
    ),
  ],
  [/permission denied|must be (superuser|owner|member)/i, mayNotWrite],
];

/** What a failed query of a restore was about. */
export function restoreFaultOf(error: unknown): EngineFault {
  const cause = error instanceof EngineFault && error.cause !== undefined ? error.cause : error;
  const text = cause instanceof Error ? cause.message : '';
  const build = BY_STATE[errorCode(cause) ?? ''] ?? BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
  return build ? build(cause) : faultOf(error);
}

/** What pg_restore's last words were about. */
export function restoreFaultOfTool(tool: string, stderr: string): EngineFault {
  const build = BY_TEXT.find(([pattern]) => pattern.test(stderr))?.[1];
  if (build) return build();
  const known = faultOfTool(tool, stderr);
  if (known.code !== 'UserErrorBackupToolFailed') return known;
  return new EngineFault('UserErrorRestoreToolFailed', `${tool} could not restore the database to its end.`, [
    'Read the log of the target server at the time of the failure. Restoring as files and running the script of the job by hand shows every message.',
  ]);
}

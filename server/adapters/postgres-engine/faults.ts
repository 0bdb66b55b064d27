/**
 * What can go wrong between us and a PostgreSQL server, told apart and said so that a person can act on it. What the
 * server or a tool wrote itself is never passed on: it may hold names, addresses or SQL.
 */
import { EngineFault } from '#provider/ports.ts';
import { errorCode } from '../file-errors.ts';

type Build = (cause?: unknown) => EngineFault;

const fault =
  (code: string, message: string, ...action: string[]): Build =>
  (cause) =>
    new EngineFault(code, message, action, undefined, cause === undefined ? undefined : { cause });

const serverFaults = {
  refused: fault(
    'UserErrorServerConnectionRefused',
    'The server refused the connection: nothing listens at its address and port.',
    'Check that PostgreSQL is running and that host and port of its connection are right.',
    'Check that a firewall lets this machine through, then try again.',
  ),
  notFound: fault(
    'UserErrorServerHostNotFound',
    'The host name of the server cannot be resolved.',
    'Check the host name in the connection of the server, and the name resolution of this machine.',
  ),
  timedOut: fault(
    'UserErrorServerTimedOut',
    'The server did not answer in time.',
    'Check that the server is reachable from this machine, and that a firewall does not drop the connection.',
  ),
  signInFailed: fault(
    'UserErrorServerSignInFailed',
    'The server did not accept the user name and password.',
    'Enter the right user name and password in the connection of the server.',
  ),
  notAllowed: fault(
    'UserErrorServerAccessNotAllowed',
    'The server does not let this machine sign in (pg_hba.conf has no entry for it).',
    'Allow this machine, user and TLS mode in pg_hba.conf or in the firewall rules of the server.',
  ),
  tlsRequired: fault(
    'UserErrorServerTlsRequired',
    'The server accepts encrypted connections only.',
    'Choose TLS mode "require" or stricter in the connection of the server.',
  ),
  tlsUnavailable: fault(
    'UserErrorServerTlsUnavailable',
    'The server does not offer TLS, but the TLS mode of its connection asks for it.',
    'Turn on ssl at the server, or choose another TLS mode in its connection.',
  ),
  tlsFailed: fault(
    'UserErrorServerTlsFailed',
    'The TLS certificate of the server could not be verified.',
    'Check the certificate and the host name, or name its certificate authority in PGSSLROOTCERT.',
  ),
  notReady: fault(
    'UserErrorServerNotReady',
    'The server is starting up, shutting down or in recovery and takes no connections.',
    'Wait until the server is ready and try again.',
  ),
  tooManyConnections: fault(
    'UserErrorServerTooManyConnections',
    'The server has no free connection left.',
    'Raise max_connections or close other connections, then try again.',
  ),
  permissionDenied: fault(
    'UserErrorServerPermissionDenied',
    'The administrator login may not read everything that a backup needs.',
    'Grant the login read access to all schemas, tables, sequences and large objects, or use a login that owns them.',
  ),
  rowSecurity: fault(
    'UserErrorServerRowSecurity',
    'A table has row-level security that would hide rows from the administrator login.',
    'Grant the login BYPASSRLS, so that a backup holds every row.',
  ),
  locked: fault(
    'UserErrorServerObjectsLocked',
    'Another session holds a lock that a backup has to wait for, and did not release it within five minutes.',
    'End the session that holds the lock, or run the backup at another time.',
  ),
  disconnected: fault(
    'UserErrorServerDisconnected',
    'The server closed the connection while it was being read. It may have been stopped or restarted.',
    'Check that the server is running and read its log, then try again.',
  ),
  databaseMissing: fault(
    'UserErrorDatabaseNotFound',
    'A database disappeared while the server was being read.',
    'Try again.',
  ),
  unexpected: fault(
    'UserErrorServerFailed',
    'The server reported an unexpected error.',
    'Read the log of the PostgreSQL server at the time of the failure, then try again.',
  ),
} as const;

export const toolsMissing = (): EngineFault =>
  new EngineFault(
    'UserErrorBackupToolsNotFound',
    'The PostgreSQL client tools (pg_dump, pg_dumpall) are not installed on this machine.',
    [
      'Install the PostgreSQL client tools, on Debian and Ubuntu with "apt install postgresql-client", and try again. ' +
        'They are looked for on PATH and in the usual folders of each version.',
    ],
  );

export const serverNewerThanTools = (serverVersion: string, newestTool: string): EngineFault =>
  new EngineFault(
    'UserErrorServerNewerThanTools',
    `The server runs PostgreSQL ${serverVersion}, but the newest pg_dump on this machine is ${newestTool}, which cannot read it.`,
    [`Install the PostgreSQL ${serverVersion.split('.')[0]} client tools on this machine and try again.`],
  );

export const noScratchServer = (): EngineFault =>
  new EngineFault(
    'UserErrorNoScratchServer',
    'This machine has no PostgreSQL server programs (initdb, postgres) that a drill could restore into.',
    [
      'Install a PostgreSQL server of the same or a newer version, on Debian and Ubuntu with "apt install postgresql", or name a connected server in the settings of the vault.',
    ],
  );

export const invalidHost = (): EngineFault =>
  new EngineFault('UserErrorServerHostInvalid', 'The host of the server is not a host name or an address.', [
    'Give one host name, one IP address, or the folder of a Unix socket.',
  ]);

export const sealBroken = (): EngineFault =>
  new EngineFault('UserErrorServerAccessUnreadable', 'The stored access to the server cannot be opened any more.', [
    'The key of this installation has changed. Enter the password in the connection of the server again.',
  ]);

export const cancelled = (cause: unknown): EngineFault =>
  new EngineFault(
    'BackupCancelled',
    'The backup was stopped before it was complete.',
    ['Run the backup again.'],
    undefined,
    {
      cause,
    },
  );

/** SQLSTATE to what it means for us. */
const BY_STATE: Readonly<Record<string, Build>> = {
  '28P01': serverFaults.signInFailed,
  '28000': serverFaults.signInFailed,
  '3D000': serverFaults.databaseMissing,
  '42501': serverFaults.permissionDenied,
  '53300': serverFaults.tooManyConnections,
  '55P03': serverFaults.locked,
  '57P01': serverFaults.disconnected,
  '57P02': serverFaults.disconnected,
  '57P03': serverFaults.notReady,
};

const BY_SYSTEM_CODE: Readonly<Record<string, Build>> = {
  ECONNREFUSED: serverFaults.refused,
  ENOENT: serverFaults.refused,
  ENOTFOUND: serverFaults.notFound,
  EAI_AGAIN: serverFaults.notFound,
  EAI_NODATA: serverFaults.notFound,
  ETIMEDOUT: serverFaults.timedOut,
  EHOSTUNREACH: serverFaults.timedOut,
  ENETUNREACH: serverFaults.timedOut,
  ECONNRESET: serverFaults.disconnected,
  EPIPE: serverFaults.disconnected,
};

/** What the drivers and tools say in words, first match wins. The tools run with untranslated messages. */
const BY_TEXT: readonly (readonly [RegExp, Build])[] = [
  [
    /no pg_hba\.conf entry.*no encryption|SSL connection is required|SSL required|requires? (SSL|encryption)/is,
    serverFaults.tlsRequired,
  ],
  [/no pg_hba\.conf entry|pg_hba\.conf rejects/i, serverFaults.notAllowed],
  [/does not support SSL|server does not support SSL/i, serverFaults.tlsUnavailable],
  [/certificate|self[- ]signed|altname|tlsv1|ssl handshake|SSL error: (?!.*unexpected eof)/i, serverFaults.tlsFailed],
  [
    /password authentication failed|authentication failed|no password supplied|client password must be|role ".*" does not exist/i,
    serverFaults.signInFailed,
  ],
  [/row-level security/i, serverFaults.rowSecurity],
  [/lock timeout|canceling statement due to lock/i, serverFaults.locked],
  [/permission denied|must be (superuser|owner)/i, serverFaults.permissionDenied],
  [/could not translate host name/i, serverFaults.notFound],
  [/timeout expired|timed out|connection timeout/i, serverFaults.timedOut],
  [/the database system is (starting up|shutting down|in recovery|not yet accepting)/i, serverFaults.notReady],
  [/too many clients|remaining connection slots|too many connections/i, serverFaults.tooManyConnections],
  [
    /terminating connection|server closed the connection|connection to server was lost|unexpected eof|EOF detected|no connection to the server|Connection terminated|could not (receive data from|send data to) server|connection not open|SSL connection has been closed|could not import the requested snapshot/i,
    serverFaults.disconnected,
  ],
  [/connection refused|no such file or directory\s+is the server running/i, serverFaults.refused],
  [/database ".*" does not exist/is, serverFaults.databaseMissing],
];

/** What a failed connection or query was about. A fault stays what it is. */
export function faultOf(error: unknown): EngineFault {
  if (error instanceof EngineFault) return error;
  const code = errorCode(error) ?? '';
  const text = error instanceof Error ? error.message : String(error);
  // 28000 covers a wrong user, a closed pg_hba.conf and missing encryption: only its words tell.
  const build = (code === '28000' ? byText(text) : undefined) ?? BY_STATE[code] ?? BY_SYSTEM_CODE[code] ?? byText(text);
  return (build ?? serverFaults.unexpected)(error);
}

/** What a tool's last words on standard error were about. */
export function faultOfTool(tool: string, stderr: string): EngineFault {
  const build = byText(stderr);
  if (build) return build();
  return new EngineFault('UserErrorBackupToolFailed', `${tool} could not read the server to its end.`, [
    `Run ${tool} by hand against the server to see why it fails, and read the log of the PostgreSQL server.`,
  ]);
}

const byText = (text: string): Build | undefined => BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];

/** The faults between us and a PostgreSQL server, each with its cause and advice. */
import { connectionFaults, faultBuild } from '#provider/domain/connection-faults.ts';
import { SERVER_BUSY } from '#provider/ports.ts';

export const serverFaults = {
  ...connectionFaults,
  busyWithRequests: faultBuild(
    SERVER_BUSY,
    'Too many requests wait for this server: only a few run at a time, so that its connections stay free for others.',
    'Wait a minute, and try again. If it stays so, check who sends the requests, and whether the server responds.',
  ),
  notAllowed: faultBuild(
    'UserErrorServerAccessNotAllowed',
    'The server does not let this machine sign in (pg_hba.conf has no entry for it).',
    'Allow this machine, user and TLS mode in pg_hba.conf or in the firewall rules of the server.',
  ),
  databaseNotAllowed: faultBuild(
    'UserErrorServerAccessNotAllowed',
    'The server lets the administrator login into other databases, but not into this one (pg_hba.conf has no line for it, or one that rejects).',
    'Name the database in the line of pg_hba.conf that lets this login in, or "all". If its own line asks for TLS (hostssl), choose the TLS mode "verify-full" in the connection of the server.',
  ),
  tlsRequired: faultBuild(
    'UserErrorServerTlsRequired',
    'The server does not let this machine sign in without encryption (pg_hba.conf has no entry for it).',
    'Choose the TLS mode "verify-full" in the connection of the server, or "require" when its certificate cannot be verified.',
  ),
  tlsBroken: faultBuild(
    'UserErrorServerTlsFailed',
    'TLS could not be agreed on with the server.',
    'Check which versions and ciphers of TLS the server allows, and read its log.',
  ),
  clientCertificate: faultBuild(
    'UserErrorServerClientCertificateRequired',
    'The server asks for a client certificate, which Backup Portal does not have.',
    'Let this login in with a password: in pg_hba.conf, a "hostssl" line with "scram-sha-256" and without "clientcert" for it, before the other lines.',
  ),
  clearPassword: faultBuild(
    'UserErrorServerClearPassword',
    'The server asks for the password in clear over a connection that is not encrypted. It was not sent.',
    'Turn on ssl at the server and choose the TLS mode "verify-full", or let the server ask by scram-sha-256. Only the TLS mode "disable" sends a password in clear.',
  ),
  signInMethod: faultBuild(
    'UserErrorServerSignInMethodNotSupported',
    'The server asks to sign in by a method that Backup Portal does not know, such as GSSAPI.',
    'Let this login in with a password: in pg_hba.conf, a line with "scram-sha-256" for it, before the other lines.',
  ),
  scramRefused: faultBuild(
    'UserErrorServerSignInMethodNotSupported',
    'The server does not sign in by SCRAM as PostgreSQL does: it asks for more than 100,000 iterations, or its own proof of the password is wrong.',
    'Check that host and port in the connection of the server are those of a PostgreSQL server that you trust.',
    'If they are, lower scram_iterations there and set the password of the login anew.',
  ),
  loginDisabled: faultBuild(
    'UserErrorServerLoginDisabled',
    'The administrator login does not exist at the server, or may not log in.',
    'Enter the right user name in the connection of the server, or run ALTER ROLE … LOGIN there.',
  ),
  notReady: faultBuild(
    'UserErrorServerNotReady',
    'The server is starting up, shutting down or in recovery and takes no connections.',
    'Wait until the server is ready and try again.',
  ),
  notPostgres: faultBuild(
    'UserErrorServerNotPostgres',
    'The host does not speak the protocol of PostgreSQL.',
    'Check host and port in the connection of the server.',
  ),
  oddAnswer: faultBuild(
    'UserErrorServerNotPostgres',
    'The server answered something else than what it was asked, as no PostgreSQL server does.',
    'Check that host and port in the connection of the server are those of a PostgreSQL server that you trust.',
  ),
  answerTooLarge: faultBuild(
    'UserErrorServerAnswerTooLarge',
    'The server sent more than a PostgreSQL server sends for such a query. The connection was cut.',
    'Check that host and port in the connection of the server are those of a PostgreSQL server that you trust.',
  ),
  poolerForgets: faultBuild(
    'UserErrorServerPoolerNotSupported',
    'A connection pooler in front of the server does not keep the settings that a safe session needs.',
    'Connect to the PostgreSQL server itself, not to its pooler.',
  ),
  poolerRefuses: faultBuild(
    'UserErrorServerPoolerNotSupported',
    'A connection pooler in front of the server refuses a setting of the start packet.',
    'Connect to the host and port of the PostgreSQL server itself, or name the setting in ignore_startup_parameters of PgBouncer.',
  ),
  poolerLends: faultBuild(
    'UserErrorServerPoolerNotSupported',
    'A connection pooler in front of the server shares its sessions by transaction or statement. A backup and a restore need a session of their own, and would leave its settings to the applications that share the pool.',
    'Connect to the host and port of the PostgreSQL server itself. With PgBouncer, pool_mode = session for this login works, too (in [users], or for a separate database in [databases]).',
  ),
  tooManyConnections: faultBuild(
    'UserErrorServerTooManyConnections',
    'The server has no free connection left.',
    'Raise max_connections or close other connections, then try again.',
  ),
  roleLimit: faultBuild(
    'UserErrorServerRoleConnectionLimit',
    'The administrator login has as many connections as its CONNECTION LIMIT allows.',
    'Raise it (a backup takes three): ALTER ROLE … CONNECTION LIMIT 5; or close its other connections, then try again.',
  ),
  databaseLimit: faultBuild(
    'UserErrorServerDatabaseConnectionLimit',
    'A database has as many connections as its CONNECTION LIMIT allows.',
    'Raise it: ALTER DATABASE … CONNECTION LIMIT …; or close other connections to it, then try again.',
  ),
  permissionDenied: faultBuild(
    'UserErrorServerPermissionDenied',
    'The administrator login may not read everything that a backup needs.',
    'Grant the login read access to all schemas, tables, sequences and large objects, or use a login that owns them. Test connection of the server says what it lacks.',
  ),
  connectDenied: faultBuild(
    'UserErrorDatabaseConnectDenied',
    'The administrator login may not connect to a database that it needs.',
    'Grant it: GRANT CONNECT ON DATABASE … TO …; at least one of postgres and template1 is needed for the roles and the list of databases.',
  ),
  databaseClosed: faultBuild(
    'UserErrorDatabaseClosed',
    'A database does not accept connections.',
    'Open it: ALTER DATABASE … ALLOW_CONNECTIONS true; or drop it, if a DROP DATABASE was interrupted.',
  ),
  rowSecurity: faultBuild(
    'UserErrorServerRowSecurity',
    'A table has row-level security that would hide rows from the administrator login.',
    'Grant the login BYPASSRLS, so that a backup holds every row.',
  ),
  locked: faultBuild(
    'UserErrorServerObjectsLocked',
    'Another session holds a lock that a backup has to wait for, and did not release it within five minutes.',
    'End the session that holds the lock, or run the backup at another time.',
  ),
  lockTableFull: faultBuild(
    'UserErrorServerLockTableFull',
    'The lock table of the server is full: a dump locks every table of a database at once.',
    'Raise max_locks_per_transaction at the server, so that times max_connections it is well above the number of tables, and restart it.',
  ),
  ownerMissing: faultBuild(
    'UserErrorServerOwnerMissing',
    'An object in the database belongs to a role that no longer exists. The database cannot be dumped with it.',
    'Find it: SELECT relname, relowner FROM pg_catalog.pg_class WHERE relowner NOT IN (SELECT oid FROM pg_catalog.pg_roles); the same with pg_proc, pg_type, pg_namespace and pg_largeobject_metadata. Give it to a role: ALTER … OWNER TO …; in pg_default_acl, delete the rows of such a role.',
  ),
  outOfMemory: faultBuild(
    'UserErrorServerOutOfMemory',
    'The server ran out of memory.',
    'Read the log of the server, close other sessions or give it more memory, then try again.',
  ),
  diskFull: faultBuild(
    'UserErrorServerFull',
    'The disk of the server is full.',
    'Free space on the server, then try again.',
  ),
  valueTooLarge: faultBuild(
    'UserErrorServerValueTooLarge',
    'A row holds more than PostgreSQL can write out at once: as text, a row is limited to 1 GB, and a bytea takes twice its size.',
    'Store such values as large objects or in pieces, or as files outside of the database. No dump can hold them as they are.',
  ),
  damaged: faultBuild(
    'UserErrorServerDataDamaged',
    'The server found its own data damaged.',
    'Check the disks of the server and read its log. Restore the database from a recovery point that is good, and keep older ones until then.',
  ),
  catalogueDamaged: faultBuild(
    'UserErrorServerDataDamaged',
    'The catalogue of a database is damaged: an object in it refers to another that is gone. No dump can be made of the database as it is.',
    'Find what refers to it, by the number or the name in the message under Details, and repair or drop it as a superuser. What is left can be dumped by hand meanwhile (pg_dump --exclude-schema, --exclude-table). Keep older recovery points until then.',
  ),
  wraparound: faultBuild(
    'UserErrorServerWraparound',
    'The server takes no changes: a database of it has nearly used up its transaction numbers, and has to be vacuumed first.',
    'End old prepared transactions, long transactions and replication slots that nobody uses, then run VACUUM in the database with the greatest age: SELECT datname, pg_catalog.age(datfrozenxid), pg_catalog.mxid_age(datminmxid) FROM pg_catalog.pg_database ORDER BY 2 DESC; and try again.',
  ),
  readOnly: faultBuild(
    'UserErrorServerReadOnly',
    'The server takes no changes.',
    'If it is a standby, use its primary. Otherwise check whether default_transaction_read_only is on there.',
  ),
  statementCancelled: faultBuild(
    'UserErrorServerStatementCancelled',
    'The server ended a statement: it took longer than allowed, or somebody cancelled it.',
    'Try again when the server has less to do. If it stays so, read the log of the server.',
  ),
  disconnected: faultBuild(
    'UserErrorServerDisconnected',
    'The server closed the connection while it was being read. It may have been stopped or restarted.',
    'Check that the server is running and read its log, then try again.',
  ),
  databaseMissing: faultBuild(
    'UserErrorDatabaseNotFound',
    'A database disappeared while the server was being read.',
    'Try again.',
  ),
  libraryMissing: faultBuild(
    'UserErrorServerLibraryMissing',
    'The server lacks a library that a session, a function or an extension of the database needs.',
    'Install the package of the extension at the server, in the version of the server, or drop the extension.',
    'If it is named under serverError of the Details as soon as somebody connects, take it out of session_preload_libraries: ALTER ROLE … RESET, ALTER DATABASE … RESET, or both with IN DATABASE.',
  ),
  changedMeanwhile: faultBuild(
    'UserErrorServerObjectsChanged',
    'Tables were dropped or changed at the moment at which the dump began.',
    'Try again, or at a time when no job makes and drops tables.',
  ),
  unexpected: faultBuild(
    'UserErrorServerFailed',
    'The server reported an unexpected error.',
    'Read what the server said under Details of the job, and its log at the time of the failure, then try again.',
  ),
} as const;

/**
 * Finds the cause of a failure: by SQLSTATE and the place in PostgreSQL's source where available, by the message text
 * only otherwise.
 */
import type { Build } from '#provider/domain/connection-faults.ts';
import { serverFaults } from './server-faults.ts';

/** Maps SQLSTATE to the fault. */
const BY_STATE: Readonly<Record<string, Build>> = {
  '25006': serverFaults.readOnly,
  '28P01': serverFaults.signInFailed,
  '28000': serverFaults.signInFailed,
  '3D000': serverFaults.databaseMissing,
  '42501': serverFaults.permissionDenied,
  '53100': serverFaults.diskFull,
  '53200': serverFaults.outOfMemory,
  '53300': serverFaults.tooManyConnections,
  '54000': serverFaults.valueTooLarge,
  '55P03': serverFaults.locked,
  '57014': serverFaults.statementCancelled,
  '57P01': serverFaults.disconnected,
  '57P02': serverFaults.disconnected,
  '57P03': serverFaults.notReady,
  '58030': serverFaults.damaged,
  '58P01': serverFaults.libraryMissing,
  XX001: serverFaults.damaged,
  XX002: serverFaults.damaged,
};

/**
 * States with several causes, distinguished by the function of PostgreSQL's source that raised them: unlike the message
 * it is not translated.
 */
const BY_ROUTINE: Readonly<Record<string, Build>> = {
  '53300 InitializeSessionUserId': serverFaults.roleLimit,
  '53300 CheckMyDatabase': serverFaults.databaseLimit,
  '42501 CheckMyDatabase': serverFaults.connectDenied,
  '55000 CheckMyDatabase': serverFaults.databaseClosed,
  '55000 InitPostgres': serverFaults.databaseClosed,
  '28000 InitializeSessionUserId': serverFaults.loginDisabled,
  '54000 GetNewTransactionId': serverFaults.wraparound,
  '54000 GetNewMultiXactId': serverFaults.wraparound,
};

const BY_SYSTEM_CODE: Readonly<Record<string, Build>> = {
  ECONNREFUSED: serverFaults.refused,
  ENOENT: serverFaults.refused,
  ENOTFOUND: serverFaults.notFound,
  EAI_AGAIN: serverFaults.notFound,
  EAI_NODATA: serverFaults.notFound,
  // Of a name server.
  ETIMEOUT: serverFaults.notFound,
  ETIMEDOUT: serverFaults.timedOut,
  EHOSTUNREACH: serverFaults.timedOut,
  ENETUNREACH: serverFaults.timedOut,
  ECONNRESET: serverFaults.disconnected,
  EPIPE: serverFaults.disconnected,
  ERR_TLS_CERT_ALTNAME_INVALID: serverFaults.tlsFailed,
  CERT_HAS_EXPIRED: serverFaults.tlsFailed,
  CERT_NOT_YET_VALID: serverFaults.tlsFailed,
  CERT_UNTRUSTED: serverFaults.tlsFailed,
  CERT_REVOKED: serverFaults.tlsFailed,
  INVALID_PURPOSE: serverFaults.tlsFailed,
  DEPTH_ZERO_SELF_SIGNED_CERT: serverFaults.tlsFailed,
  SELF_SIGNED_CERT_IN_CHAIN: serverFaults.tlsFailed,
  UNABLE_TO_GET_ISSUER_CERT: serverFaults.tlsFailed,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: serverFaults.tlsFailed,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: serverFaults.tlsFailed,
};

/** A file of the server's own data, quoted as in any language. */
const OWN_FILE = /["»«„'](?:base|global|pg_tblspc|pg_xact|pg_multixact)\/\w/;

/**
 * Messages of drivers, tools and, through them, the server; the first match wins. The server's message is matched from
 * its beginning: names of tables and columns come later in it.
 */
const BY_TEXT: readonly (readonly [RegExp, Build])[] = [
  [/^unsupported startup parameter/, serverFaults.poolerRefuses],
  [/^transaction blocks not allowed in statement pooling mode/, serverFaults.poolerLends],
  [/max_locks_per_transaction/, serverFaults.lockTableFull],
  // Larger than any memory: the length of a value in a damaged page.
  [/^invalid memory alloc request size \d{15,}/, serverFaults.damaged],
  [
    /^invalid memory alloc request size|^string buffer exceeds|Cannot enlarge string buffer/,
    serverFaults.valueTooLarge,
  ],
  [/^role with OID \d+ does not exist/, serverFaults.ownerMissing],
  [/^out of memory/, serverFaults.outOfMemory],
  [/^could not (access file|load library)/, serverFaults.libraryMissing],
  [
    /^(relation|schema) ".*" does not exist|^could not open relation with OID|^cache lookup failed/,
    serverFaults.changedMeanwhile,
  ],
  [
    /^(invalid page in block|could not read block|missing chunk number|unexpected chunk|could not access status of transaction|compressed \w+ data is corrupt|MultiXactId \d+ (does not exist|has not been created))/,
    serverFaults.damaged,
  ],
  // Of pg_dump itself, which joins what it has read of the catalogues in one snapshot.
  [
    /^(schema|function|table|type|extension) with OID \d+ (does not exist|not found)|^invalid column numbering in table|^failed sanity check, /,
    serverFaults.catalogueDamaged,
  ],
  [/^database is not accepting commands/, serverFaults.wraparound],
  [
    /^no pg_hba\.conf entry.*no encryption|^SSL (connection is )?required|requires? encryption/i,
    serverFaults.tlsRequired,
  ],
  [/pg_hba\.conf/i, serverFaults.notAllowed],
  [/does not support SSL/i, serverFaults.tlsUnavailable],
  [
    /requires a valid client certificate|certificate required|certificate authentication failed/i,
    serverFaults.clientCertificate,
  ],
  [
    /certificate verify failed|^server certificate for|does not match host name|root certificate file|self[- ]signed certificate|altname/i,
    serverFaults.tlsFailed,
  ],
  [/SSL error: (?!.*unexpected eof)|ssl handshake|tlsv1/i, serverFaults.tlsBroken],
  [
    /establishing an SSL connection|received invalid response|invalid response to SSL negotiation/i,
    serverFaults.notPostgres,
  ],
  [/^SASL: SCRAM-SERVER-(FIRST|FINAL)-MESSAGE: (?!client password|server returned)/, serverFaults.scramRefused],
  [/authentication method \d+ not supported|GSSAPI|SSPI/, serverFaults.signInMethod],
  [/authentication method requirement .* failed/i, serverFaults.clearPassword],
  [/^role ".*" (does not exist|is not permitted to log in)/i, serverFaults.loginDisabled],
  [/authentication failed|no password supplied|client password must be/i, serverFaults.signInFailed],
  [/^query would be affected by row-level security/i, serverFaults.rowSecurity],
  [/^canceling statement due to lock timeout|^could not obtain lock/i, serverFaults.locked],
  [/^canceling statement due to (statement timeout|user request)/i, serverFaults.statementCancelled],
  [/^permission denied for database/i, serverFaults.connectDenied],
  [/^permission denied|^must be (superuser|owner)/i, serverFaults.permissionDenied],
  [/could not translate host name/i, serverFaults.notFound],
  [/timeout expired|timed out|connection timeout/i, serverFaults.timedOut],
  [/^the database system is (starting up|shutting down|in recovery|not yet accepting)/i, serverFaults.notReady],
  [/^too many connections for role/i, serverFaults.roleLimit],
  [/^too many connections for database/i, serverFaults.databaseLimit],
  [/too many clients|^remaining connection slots|too many connections/i, serverFaults.tooManyConnections],
  [/not currently accepting connections|^cannot connect to invalid database/i, serverFaults.databaseClosed],
  [/^cannot execute .* in a read-only transaction|^cannot execute .* during recovery/i, serverFaults.readOnly],
  [/^could not (write|extend) .*(No space left on device|Disk quota exceeded)/i, serverFaults.diskFull],
  [OWN_FILE, serverFaults.damaged],
  [
    /^terminating connection|server closed the connection|connection to server was lost|unexpected eof|EOF detected|no connection to the server|Connection terminated|could not (receive data from|send data to) server|connection not open|SSL connection has been closed|could not import the requested snapshot/i,
    serverFaults.disconnected,
  ],
  [/connection refused|no such file or directory\s+is the server running/i, serverFaults.refused],
  [/^database ".*" does not exist/is, serverFaults.databaseMissing],
];

export interface Symptoms {
  /** An SQLSTATE, or the code of a system call or of TLS. */
  code?: string | undefined;
  /** The function of PostgreSQL's source. */
  routine?: string | undefined;
  /** Messages, details and hints, without their prefixes. */
  texts: readonly string[];
}

/** Undefined when the cause is unknown. */
export function causeOf({ code = '', routine = '', texts }: Symptoms): Build | undefined {
  const precise = BY_ROUTINE[`${code} ${routine}`];
  if (precise) return precise;
  const byText = BY_TEXT.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
  // Names of files and settings distinguish these, in every language.
  if (code === '53200') return byText ?? serverFaults.outOfMemory;
  if (code === '58P01' && texts.some((text) => OWN_FILE.test(text))) return serverFaults.damaged;
  if (code === '28000')
    return byText ?? (routine === 'ClientAuthentication' ? serverFaults.clientCertificate : serverFaults.signInFailed);
  return BY_STATE[code] ?? BY_SYSTEM_CODE[code] ?? byText;
}

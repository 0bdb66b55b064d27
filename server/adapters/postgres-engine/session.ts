/**
 * The settings of a session at a server of somebody else, the same for the driver and for the tools (decision 14). They go
 * with the start packet, which beats what `ALTER ROLE` and `ALTER DATABASE … SET` say: from the first statement on, no
 * name of ours means something that a tenant made, and nobody else decides how long we wait.
 */
import type { ServerAccess } from '#provider/ports.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The catalogues of a server with 100,000 tables, and the files of one with 10,000 databases, take a few seconds. */
export const READ_TIMEOUT_MS = 2 * MINUTE;
/** Who reads catalogues waits for locks only where somebody rewrites a catalogue: not for long, then. */
const READ_LOCK_TIMEOUT_MS = 30 * SECOND;
/** A restore waits for others as long as a dump does (`--lock-wait-timeout`). */
const WRITE_LOCK_TIMEOUT_MS = 5 * MINUTE;
/** A portal that hangs must not hold the locks of a restore for ever; the bytes of a step may take their time. */
const WRITE_IDLE_TIMEOUT_MS = 60 * MINUTE;
const READ_IDLE_TIMEOUT_MS = 5 * MINUTE;
const CLIENT_CHECK_MS = 5 * SECOND;
const NEVER = 0;

/** What a server turned out to be when the driver reached it: what the tools are told to expect. */
export interface Reached {
  /** Such as `TLSv1.3`; undefined when the connection is not encrypted. */
  tlsProtocol: string | undefined;
  /** How it asked for the password; `none` when it did not. */
  authentication: 'none' | 'clear' | 'md5' | 'scram';
  /** Whether settings of the start packet hold; poolers refuse them, or take them and forget them. */
  takesOptions: boolean;
  /** Whether the process that answers is another than the one that let us in: a pooler stands in between. */
  isPooled: boolean;
  isSuperuser: boolean;
  /** 0 when it did not say. */
  major: number;
  /** Other systems cannot see whether a client is still there, and do not let in who asks for it. */
  isLinux: boolean;
}

/**
 * By access, which lives as long as one backup, restore or test: each asks the server before it starts a tool, and the
 * tool must meet what the driver met.
 */
const reachedServers = new WeakMap<ServerAccess, Reached>();
export const noteReached = (access: ServerAccess, reached: Reached): void => void reachedServers.set(access, reached);
export const reachedOf = (access: ServerAccess): Reached | undefined => reachedServers.get(access);

export interface SessionNeeds {
  /** Whether it changes something; a session that does not say so cannot. */
  writes?: boolean | undefined;
  /** Whether a pooler in between must not lend it to others; one that writes is never lent. */
  ownSession?: boolean;
}

type Settings = Record<string, string>;

/** Of the driver's sessions. */
export function sessionSettings({ writes = false }: SessionNeeds, reached: Reached | undefined): Settings {
  const idle = String(writes ? WRITE_IDLE_TIMEOUT_MS : READ_IDLE_TIMEOUT_MS);
  return {
    ...alwaysSet(writes, reached),
    // Making and dropping a database, or an index of a plain dump, takes what it takes.
    statement_timeout: String(writes ? NEVER : READ_TIMEOUT_MS),
    lock_timeout: String(writes ? WRITE_LOCK_TIMEOUT_MS : READ_LOCK_TIMEOUT_MS),
    idle_in_transaction_session_timeout: idle,
    // A role that a restore makes has to be let in, and the other way is not accepted everywhere.
    ...(writes && { password_encryption: 'scram-sha-256' }),
    ...(since(14, reached) && { idle_session_timeout: idle }),
  };
}

/**
 * Of the tools'. pg_dump and pg_restore set time-outs of their own once they are connected; these hold for pg_dumpall, and
 * for the others until then. None while idle: a tool waits for whoever takes or brings the bytes, and the portal has its
 * own deadline for work that does not move.
 */
export function toolSettings({ writes = false }: SessionNeeds, reached: Reached | undefined): Settings {
  return {
    ...alwaysSet(writes, reached),
    statement_timeout: String(writes ? NEVER : READ_TIMEOUT_MS),
    lock_timeout: String(writes ? WRITE_LOCK_TIMEOUT_MS : READ_LOCK_TIMEOUT_MS),
    idle_in_transaction_session_timeout: String(NEVER),
    ...(since(14, reached) && { idle_session_timeout: String(NEVER) }),
    // What an archive has as NULL in an array is not the word.
    array_nulls: 'on',
    transform_null_equals: 'off',
    // Who waits for a lock would hold the others that it has for minutes after the tool has died.
    ...(since(14, reached) &&
      reached?.isLinux === true && { client_connection_check_interval: String(CLIENT_CHECK_MS) }),
    // `faults.ts` reads what the server says through them, and they cannot show its SQLSTATE. Only a superuser may.
    ...(reached?.isSuperuser === true && { lc_messages: 'C' }),
  };
}

const alwaysSet = (writes: boolean, reached: Reached | undefined): Settings => ({
  search_path: '',
  default_transaction_read_only: writes ? 'off' : 'on',
  default_transaction_isolation: 'read committed',
  // Rather an error than fewer rows than there are.
  row_security: 'off',
  standard_conforming_strings: 'on',
  // A database's owner may name libraries that are then loaded into our session.
  local_preload_libraries: '',
  ...(since(17, reached) && { transaction_timeout: String(NEVER) }),
  // A trigger on login would run with our rights; only a superuser has the rights that are worth it, and may say no.
  ...(since(17, reached) && reached?.isSuperuser === true && { event_triggers: 'off' }),
});

// A server does not let in who sets what it does not know: what is younger than 13 waits until its version is known.
const since = (major: number, reached: Reached | undefined): boolean => reached !== undefined && reached.major >= major;

/** As the start packet and `PGOPTIONS` carry them: words between spaces, where a backslash takes the next letter as it is. */
export const asOptions = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');

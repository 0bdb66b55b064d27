/**
 * The settings of a session at a foreign server, the same for the driver and for the tools (decision 14). They are in
 * the start packet, which overrides `ALTER ROLE` and `ALTER DATABASE … SET`: from the first statement on, our names
 * cannot resolve to a tenant's objects, and only we set the time-outs.
 */
import type { ServerAccess } from '#provider/ports.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The catalogues of a server with 100,000 tables, and the files of one with 10,000 databases, take a few seconds. */
export const READ_TIMEOUT_MS = 2 * MINUTE;
/** Catalogue queries wait for locks only while a catalogue is rewritten, so not for long. */
const READ_LOCK_TIMEOUT_MS = 30 * SECOND;
/** A restore waits for others as long as a dump does (`--lock-wait-timeout`). */
const WRITE_LOCK_TIMEOUT_MS = 5 * MINUTE;
/** A hanging portal must not hold the locks of a restore for ever; the bytes of a step may take long. */
const WRITE_IDLE_TIMEOUT_MS = 60 * MINUTE;
const READ_IDLE_TIMEOUT_MS = 5 * MINUTE;
const CLIENT_CHECK_MS = 5 * SECOND;
const NEVER = 0;

/** What the driver found at the server, which the tools must find too. */
export interface Reached {
  /** Such as `TLSv1.3`; undefined when the connection is not encrypted. */
  tlsProtocol: string | undefined;
  /** How it requested the password; `none` when it did not. */
  authentication: 'none' | 'clear' | 'md5' | 'scram';
  /** Whether settings of the start packet apply; poolers refuse them, or accept and ignore them. */
  takesOptions: boolean;
  /** Whether the serving process differs from the one that authenticated us: then there is a pooler in between. */
  isPooled: boolean;
  isSuperuser: boolean;
  /** 0 when it is unknown. */
  major: number;
  /** Other systems cannot check whether a client is still connected, and refuse the setting for it. */
  isLinux: boolean;
}

/**
 * By access, which lives as long as one backup, restore or test: each queries the server before it starts a tool, and
 * the tool must find what the driver found.
 */
const reachedServers = new WeakMap<ServerAccess, Reached>();
export const noteReached = (access: ServerAccess, reached: Reached): void => void reachedServers.set(access, reached);
export const reachedOf = (access: ServerAccess): Reached | undefined => reachedServers.get(access);

export interface SessionNeeds {
  /** Whether it changes something; without this a session is read-only. */
  writes?: boolean | undefined;
  /** Whether a pooler must not share it; a session that writes is never shared. */
  ownSession?: boolean;
}

type Settings = Record<string, string>;

/** The settings of the driver's sessions. */
export function sessionSettings({ writes = false }: SessionNeeds, reached: Reached | undefined): Settings {
  const idle = String(writes ? WRITE_IDLE_TIMEOUT_MS : READ_IDLE_TIMEOUT_MS);
  return {
    ...alwaysSet(writes, reached),
    // Creating and dropping a database, or an index of a plain dump, has no time limit.
    statement_timeout: String(writes ? NEVER : READ_TIMEOUT_MS),
    lock_timeout: String(writes ? WRITE_LOCK_TIMEOUT_MS : READ_LOCK_TIMEOUT_MS),
    idle_in_transaction_session_timeout: idle,
    // A role that a restore creates must be able to sign in, and the other method is not accepted everywhere.
    ...(writes && { password_encryption: 'scram-sha-256' }),
    ...(since(14, reached) && { idle_session_timeout: idle }),
  };
}

/**
 * The settings of the tools' sessions. pg_dump and pg_restore set time-outs of their own once they are connected; these
 * hold for pg_dumpall, and for the others until then. No time-out while idle: a tool waits for the other end of its
 * pipe, and the portal has its own deadline for stalled work.
 */
export function toolSettings({ writes = false }: SessionNeeds, reached: Reached | undefined): Settings {
  return {
    ...alwaysSet(writes, reached),
    statement_timeout: String(writes ? NEVER : READ_TIMEOUT_MS),
    lock_timeout: String(writes ? WRITE_LOCK_TIMEOUT_MS : READ_LOCK_TIMEOUT_MS),
    idle_in_transaction_session_timeout: String(NEVER),
    ...(since(14, reached) && { idle_session_timeout: String(NEVER) }),
    // NULL in an array of an archive is not the word.
    array_nulls: 'on',
    transform_null_equals: 'off',
    // A backend that waits for a lock would keep its other locks for minutes after the tool has died.
    ...(since(14, reached) &&
      reached?.isLinux === true && { client_connection_check_interval: String(CLIENT_CHECK_MS) }),
    // `faults.ts` parses the server's messages, and the tools do not show the SQLSTATE. Only a superuser may set it.
    ...(reached?.isSuperuser === true && { lc_messages: 'C' }),
  };
}

const alwaysSet = (writes: boolean, reached: Reached | undefined): Settings => ({
  search_path: '',
  default_transaction_read_only: writes ? 'off' : 'on',
  default_transaction_isolation: 'read committed',
  // An error is better than missing rows.
  row_security: 'off',
  standard_conforming_strings: 'on',
  // A database's owner may set libraries to be loaded into our session.
  local_preload_libraries: '',
  ...(since(17, reached) && { transaction_timeout: String(NEVER) }),
  // A login trigger would run with our rights. Only a superuser can switch it off, and only a superuser's rights
  // matter.
  ...(since(17, reached) && reached?.isSuperuser === true && { event_triggers: 'off' }),
});

// A server refuses a session with an unknown setting: settings newer than 13 wait until its version is known.
const since = (major: number, reached: Reached | undefined): boolean => reached !== undefined && reached.major >= major;

/** The format of the start packet and `PGOPTIONS`: words separated by spaces, with a backslash as escape. */
export const asOptions = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');

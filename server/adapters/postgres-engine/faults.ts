/**
 * The faults of the engine, with messages that a person can act on. Text from the server may hold names, addresses or
 * SQL: it goes into the details of a fault, never into its message.
 */
import { EngineFault } from '#provider/ports.ts';
import { errorCode } from '../file-errors.ts';
import { causeOf } from './fault-causes.ts';
import { serverFaults } from './server-faults.ts';
import { detailsOf, wordsOfError, wordsOfTool } from './server-words.ts';

const toolsNotFound = (what: string): EngineFault =>
  new EngineFault('UserErrorBackupToolsNotFound', `${what} not installed on this machine.`, [
    'Install the PostgreSQL client tools, on Debian and Ubuntu with "apt install postgresql-client", and try again. ' +
      'They are looked for on PATH and in the usual folders of each version.',
  ]);
export const toolsMissing = (): EngineFault => toolsNotFound('The PostgreSQL client tools (pg_dump, pg_dumpall) are');
export const restoreToolsMissing = (): EngineFault => toolsNotFound('pg_restore is');

export const serverNewerThanTools = (serverVersion: string, newestTool: string): EngineFault =>
  new EngineFault(
    'UserErrorServerNewerThanTools',
    `The server runs PostgreSQL ${serverVersion}, but the newest pg_dump on this machine is ${newestTool}, which cannot read it.`,
    [`Install the PostgreSQL ${serverVersion.split('.')[0]} client tools on this machine and try again.`],
  );

/** `newest` is the newest version that the machine has, when it has one. */
export const noScratchServer = (newest?: string, serverVersion = ''): EngineFault => {
  const major = Number.parseInt(serverVersion, 10);
  const wanted = Number.isNaN(major) ? '' : ` ${String(major)} or newer`;
  return new EngineFault(
    'UserErrorNoScratchServer',
    newest === undefined
      ? 'This machine has no PostgreSQL server programs (initdb, postgres) that a drill could restore into.'
      : `A drill needs the server programs of PostgreSQL${wanted}, and the newest on this machine is ${newest}.`,
    [
      `Install the server of PostgreSQL${wanted}, on Debian and Ubuntu with "apt install postgresql", or name a connected server in the proof settings of the vault.`,
    ],
  );
};

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

/** The fault of a failed connection or query. A fault is returned unchanged. */
export function faultOf(error: unknown): EngineFault {
  if (error instanceof EngineFault) return error;
  const words = wordsOfError(error);
  const build = causeOf({ code: errorCode(error), routine: words.routine, texts: words.texts });
  return detailed((build ?? serverFaults.unexpected)(error), words);
}

/** The same, unless it failed because it was stopped: for a reason that is a fault, or by somebody. */
export function explained(error: unknown, signal: AbortSignal | undefined): EngineFault {
  if (signal?.aborted !== true) return faultOf(error);
  return signal.reason instanceof EngineFault ? signal.reason : cancelled(signal.reason);
}

/** The fault in a tool's last messages on standard error. */
export function faultOfTool(tool: string, stderr: string): EngineFault {
  const words = wordsOfTool(stderr);
  const build = causeOf(words);
  // pg_dump ends its wait for a lock by a statement time-out.
  const isLock = build === serverFaults.statementCancelled && words.statement?.startsWith('LOCK TABLE') === true;
  return detailed((isLock ? serverFaults.locked : build)?.() ?? toolFailed(tool), words);
}

const toolFailed = (tool: string): EngineFault =>
  new EngineFault('UserErrorBackupToolFailed', `${tool} could not read the server to its end.`, [
    'Read what the tool said under Details of the job, and the log of the PostgreSQL server.',
  ]);

function detailed(fault: EngineFault, words: Parameters<typeof detailsOf>[0]): EngineFault {
  fault.details = detailsOf(words);
  return fault;
}

/**
 * Finds why a tool failed when the server's messages are in another language: only a superuser may change that, and a
 * tool does not show the SQLSTATE. So the catalogues are queried for possible causes.
 */
import type { EngineFault } from '#provider/ports.ts';
import { withServer, type ConnectOptions } from './connection.ts';
import { readVersion } from './facts.ts';
import { lackingIn } from './inspect.ts';
import { isAnyLocked } from './locks.ts';
import { serverFaults } from './server-faults.ts';

/** A more exact fault where one is found, with the tool's message; else the same fault. */
export async function explainTranslated(
  connect: ConnectOptions,
  database: string | undefined,
  fault: EngineFault,
): Promise<EngineFault> {
  if (fault.code !== 'UserErrorBackupToolFailed' || database === undefined) return fault;
  const found = await causeIn(connect, database, fault).catch(() => undefined);
  if (found === undefined) return fault;
  found.details = fault.details;
  return found;
}

/** The text before the statement is the tool's own, in English. */
const WAS_LOCKING = /query was: LOCK TABLE/i;

async function causeIn(
  connect: ConnectOptions,
  database: string,
  fault: EngineFault,
): Promise<EngineFault | undefined> {
  const { major } = await withServer(connect, readVersion);
  const lacking = await lackingIn(connect, database, major);
  if (lacking.some(({ right }) => right !== 'BYPASSRLS')) return serverFaults.permissionDenied(fault);
  if (lacking.length > 0) return serverFaults.rowSecurity(fault);
  const { toolOutput = '' } = fault.details;
  return WAS_LOCKING.test(toolOutput) && (await isAnyLocked(connect, database))
    ? serverFaults.locked(fault)
    : undefined;
}

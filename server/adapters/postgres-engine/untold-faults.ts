/**
 * Why a tool failed whose server speaks another language than we read: only a superuser may make it speak ours, and a tool
 * does not show the SQLSTATE. So the catalogues are asked for what would have stopped it.
 */
import type { EngineFault } from '#provider/ports.ts';
import { withServer, type ConnectOptions } from './connection.ts';
import { readVersion } from './facts.ts';
import { lackingIn } from './inspect.ts';
import { isAnyLocked } from './locks.ts';
import { serverFaults } from './server-faults.ts';

/** The fault that fits where one is found, with what the tool said; else the same. */
export async function explainUntold(
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

/** The words before the statement are the tool's own, in English. */
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

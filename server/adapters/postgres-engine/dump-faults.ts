/** What pg_dump and pg_dumpall failed of, where their own words tell more than those of any program that reads a server. */
import { EngineFault } from '#provider/ports.ts';
import { faultOfTool, serverFaults } from './faults.ts';

/** pg_dump waits for a lock with a statement timeout, whatever its option is called. */
const LOCK_NOT_GOT =
  /(?:statement timeout|lock timeout)[^]*was: LOCK TABLE|was: LOCK TABLE[^]*(?:statement timeout|lock timeout)/;

/** A relation was in the list of tables, and dropped before it was locked or looked at. */
const VANISHED =
  /relation "[^]*" does not exist[^]*was: LOCK TABLE|could not open relation with OID|cache lookup failed for |relation with OID \d+ does not exist|schema with OID \d+ does not exist/;

/** As `faultOfTool`, for tools that dump. */
export function dumpFaultOf(tool: string, stderr: string): EngineFault {
  if (LOCK_NOT_GOT.test(stderr)) return serverFaults.locked();
  if (VANISHED.test(stderr)) return objectsVanished();
  return faultOfTool(tool, stderr);
}

const objectsVanished = (): EngineFault =>
  new EngineFault(
    'UserErrorServerObjectsVanished',
    'Tables were dropped while the dump was beginning, twice in a row.',
    ['Run the backup at a time when fewer tables are created and dropped.'],
  );

/** Chooses the pg_restore for an archive, by the archive's format and not by the target server. */
import { EngineFault } from '#provider/ports.ts';
import { restoreToolsMissing } from '../faults.ts';
import type { Tools } from '../tools.ts';

/** The oldest tools that read an archive of that format (the second number of its version), oldest format first. */
const READ_BY: readonly (readonly [minor: number, major: number])[] = [
  [14, 12],
  [15, 16],
  [16, 17],
];
const NEWEST_FORMAT = 16;

/**
 * The oldest tools that are not older than those that wrote it, else the newest that know the format. Newer ones begin
 * with settings that an older server does not have.
 */
export function chooseRestoreTools(
  found: readonly Tools[],
  archive: { formatMinor?: number | undefined; dumpVersion?: string | undefined },
): Tools {
  const byVersion = [...found].sort((one, other) => one.major - other.major);
  const newest = byVersion.at(-1);
  if (newest === undefined) throw restoreToolsMissing();
  const wroteIt = Number.parseInt(archive.dumpVersion ?? '0', 10);
  const { formatMinor = 0 } = archive;
  const needed =
    formatMinor > NEWEST_FORMAT ? wroteIt : (READ_BY.findLast(([minor]) => minor <= formatMinor)?.[1] ?? 0);
  const chosen = byVersion.find(({ major }) => major >= Math.max(wroteIt, needed)) ?? newest;
  if (chosen.major < needed) throw restoreToolsTooOld(needed, chosen.version);
  return chosen;
}

const restoreToolsTooOld = (needed: number, newest: string): EngineFault =>
  new EngineFault(
    'UserErrorBackupToolsTooOld',
    `The backup is in a format that pg_restore reads from version ${String(needed)} on, and the newest on this machine is ${newest}.`,
    [`Install the PostgreSQL ${String(needed)} client tools, or newer ones, on this machine and try again.`],
  );

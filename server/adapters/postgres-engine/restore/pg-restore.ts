/** Runs pg_restore over an archive, or over some of its entries, and reports what it could not create. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerAccess } from '#provider/ports.ts';
import { toolEnvironment, type AccessFiles } from '../access.ts';
import { feed } from '../run-tool.ts';
import { toolPath, type Tools } from '../tools.ts';
import { isFatal, readComplaints, type Complaint } from './complaints.ts';
import { restoreFaultOfTool } from './restore-faults.ts';
import { withSearchPath } from './search-path.ts';

export interface ArchiveRun {
  tools: Tools;
  access: ServerAccess;
  files: AccessFiles;
  database: string;
  signal: AbortSignal;
  /** In addition to those of every run. */
  args: readonly string[];
  /** Only these entries of the archive, in its own order; all when absent. */
  only?: readonly number[];
  /** The search_path for every statement, instead of the empty one. */
  searchPath?: string;
  /** Called with the table that is about to be filled. */
  onRows?: (table: string) => void;
  /** Called when it has its session, and when it has ended, with whether it failed. */
  onConnected?: () => void;
  onEnded?: (isBroken: boolean) => void;
}

/** Resolves when the tool has finished. Throws when it did not, or when the bytes are not those that were stored. */
export async function runPgRestore(run: ArchiveRun, plain: AsyncIterable<Uint8Array>): Promise<Complaint[]> {
  return withList(run.only, async (list) => {
    const reader = readComplaints(run);
    const outcome = { hasFailed: false };
    try {
      await feed(
        {
          path: toolPath(run.tools, 'pg_restore'),
          // Only then does it say which entry of the archive it was at.
          args: ['--verbose', ...list, ...run.args, '--no-password', '--no-tablespaces', `--dbname=${run.database}`],
          env: toolEnvironment(run.access, run.database, run.files, { writes: true }),
          signal: run.signal,
          onBytes: () => undefined,
          onErrorText: reader.push,
          onClosed: (status) =>
            run.onEnded?.((status !== 0 && !reader.cameToEnd()) || reader.complaints().some(isFatal)),
          faultOf: (tool, stderr) => {
            outcome.hasFailed = true;
            return restoreFaultOfTool(tool, stderr);
          },
        },
        run.searchPath === undefined ? plain : withSearchPath(plain, run.searchPath),
      );
    } catch (error) {
      if (!outcome.hasFailed || !reader.cameToEnd()) throw error;
    }
    const fatal = reader.complaints().find(isFatal);
    if (fatal) throw restoreFaultOfTool('pg_restore', fatal.error);
    return reader.complaints();
  });
}

/** Entries of an archive as pg_restore takes them with `--use-list`. */
export const listOf = (dumpIds: readonly number[]): string => dumpIds.map((dumpId) => `${String(dumpId)};\n`).join('');

/** The list of entries is passed in a file: standard input is the archive. */
async function withList<T>(only: readonly number[] | undefined, use: (args: string[]) => Promise<T>): Promise<T> {
  if (only === undefined) return use([]);
  const folder = await mkdtemp(join(tmpdir(), 'bp-restore-list-'));
  try {
    const file = join(folder, 'list');
    await writeFile(file, listOf(only));
    return await use([`--use-list=${file}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** PostgreSQL's client tools on this machine: their folders, their versions, and which one can read a server. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, glob, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { serverNewerThanTools, toolsMissing } from './faults.ts';

/** The tools of one version, in one folder. */
export interface Tools {
  folder: string;
  major: number;
  /** As the tool prints it, such as `16.4`. */
  version: string;
}

/** Where packages and installers put each version, in addition to PATH. */
const USUAL_FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/local/pgsql/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/opt/homebrew/opt/libpq/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/usr/local/opt/libpq/bin',
  '/Library/PostgreSQL/*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  'C:/Program Files/PostgreSQL/*/bin',
];

const exe = process.platform === 'win32' ? '.exe' : '';
const run = promisify(execFile);

export type ToolName = 'pg_dump' | 'pg_dumpall' | 'pg_restore' | 'psql';

export const toolPath = (tools: Tools, name: ToolName): string => join(tools.folder, name + exe);

/** The folders to search; for equal versions the first wins. */
export async function toolFolders(path = process.env.PATH ?? ''): Promise<string[]> {
  const usual: string[] = [];
  for (const pattern of USUAL_FOLDERS) {
    for await (const folder of glob(pattern)) usual.push(folder);
  }
  return [...usual, ...path.split(delimiter).filter((folder) => folder !== '')];
}

const READ_A_SERVER = ['pg_dump', 'pg_dumpall'] as const;

/** Every version with the tools, once each; by default those for reading a server. */
export async function findTools(
  folders: readonly string[],
  names: readonly [ToolName, ...ToolName[]] = READ_A_SERVER,
): Promise<Tools[]> {
  const found = await Promise.all([...new Set(folders)].map((folder) => toolsIn(folder, names)));
  return found.filter((tools) => tools !== undefined);
}

async function toolsIn(folder: string, names: readonly [ToolName, ...ToolName[]]): Promise<Tools | undefined> {
  try {
    const first = join(folder, names[0] + exe);
    await Promise.all(names.map((name) => access(join(folder, name + exe), constants.X_OK)));
    // Debian's wrapper chooses a version by its own rules; the real ones are in their own folders.
    if ((await realpath(first)).endsWith('pg_wrapper')) return undefined;
    const { stdout } = await run(first, ['--version'], { env: { LC_ALL: 'C' }, timeout: 10_000 });
    const [, version, major] = /\(PostgreSQL\) ((\d+)\S*)/.exec(stdout) ?? [];
    return version === undefined ? undefined : { folder, version, major: Number(major) };
  } catch {
    // Missing, not executable, or broken: treated as absent.
    return undefined;
  }
}

/** The lowest version that is not older than the server: closest to what will read the backup later. */
export function chooseTools(found: readonly Tools[], server: { major: number; version: string }): Tools {
  const byVersion = [...found].sort((one, other) => one.major - other.major);
  const newest = byVersion.at(-1);
  if (newest === undefined) throw toolsMissing();
  const fitting = byVersion.find((tools) => tools.major >= server.major);
  if (fitting === undefined) throw serverNewerThanTools(server.version, newest.version);
  return fitting;
}

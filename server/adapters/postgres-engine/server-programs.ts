/** PostgreSQL's server programs on this machine, and the user that can run them: they refuse root. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { noScratchServer } from './faults.ts';

export interface ServerPrograms {
  /** The folder of `initdb` and `postgres`. */
  folder: string;
  major: number;
  /** As the program prints it, such as `16.4`. */
  version: string;
}

/** The owner of the process and its files; empty for our own user. */
export interface Owner {
  uid?: number;
  gid?: number;
}

const exe = process.platform === 'win32' ? '.exe' : '';
const run = promisify(execFile);

export const programPath = ({ folder }: ServerPrograms, name: 'initdb' | 'postgres'): string =>
  join(folder, name + exe);

/** Root drops its rights: to the user that the packages create for the server, else to `nobody`. */
export async function serverOwner(): Promise<Owner> {
  if (userInfo().uid !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)),
      );
      if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
    } catch {
      // There is no such user.
    }
  }
  throw noScratchServer();
}

/** The programs of the lowest version that is not older than the server's, and can be run by `owner`. Throws when there are none. */
export async function chooseServerPrograms(
  folders: readonly string[],
  owner: Owner,
  serverVersion: string,
): Promise<ServerPrograms> {
  const found = (await Promise.all([...new Set(folders)].map((folder) => programsIn(folder, owner))))
    .filter((programs) => programs !== undefined)
    .sort((one, other) => one.major - other.major);
  const wanted = Number.parseInt(serverVersion, 10);
  const fitting = found.find(({ major }) => Number.isNaN(wanted) || major >= wanted);
  if (fitting) return fitting;
  throw noScratchServer(found.at(-1)?.version, serverVersion);
}

async function programsIn(folder: string, owner: Owner): Promise<ServerPrograms | undefined> {
  try {
    await Promise.all(['initdb', 'postgres'].map((name) => access(join(folder, name + exe), constants.X_OK)));
    // Run as that user: a folder below a home may be closed to others.
    const { stdout } = await run(join(folder, `postgres${exe}`), ['--version'], {
      ...owner,
      env: { LC_ALL: 'C' },
      cwd: '/',
      timeout: 10_000,
    });
    const [, version, major] = /\(PostgreSQL\) ((\d+)\S*)/.exec(stdout) ?? [];
    return version === undefined ? undefined : { folder, version, major: Number(major) };
  } catch {
    // Missing, not executable, or broken: treated as absent.
    return undefined;
  }
}

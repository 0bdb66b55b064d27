/**
 * Data folders of throwaway PostgreSQL servers. initdb works for half a second of a processor each time; here it makes
 * one folder for each version and administrator, in the folder of temporary files, and every server gets a copy.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The program user of the server, and what else its programs are started with. */
export interface RunAs {
  uid?: number;
  gid?: number;
  cwd: string;
  env: Record<string, string>;
}

export interface DataFolderOptions {
  /** Of initdb and postgres. */
  binFolder: string;
  major: number;
  /** The administrator, whom initdb makes. */
  user: string;
  /** Letters and digits. */
  password: string;
  as: RunAs;
}

const SETTINGS = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];

/** Puts a data folder that no server has used yet at `data`; the administrator has the password. */
export async function makeDataFolder(data: string, options: DataFolderOptions): Promise<void> {
  await run('cp', ['-R', await preparedFolder(options), data], options.as);
  await setPassword(data, options);
}

/** The first process creates it; one at the same time creates one too, and uses the first. */
async function preparedFolder({ binFolder, major, user, as }: DataFolderOptions): Promise<string> {
  const settings = createHash('sha256')
    .update([user, ...SETTINGS].join())
    .digest('hex')
    .slice(0, 8);
  const prepared = join(tmpdir(), `bp-data-${major}-${settings}-of-${userInfo().uid}`);
  if (existsSync(prepared)) return prepared;
  const draft = await mkdtemp(`${prepared}-`);
  if (as.uid !== undefined) await chown(draft, as.uid, as.gid ?? as.uid);
  const [data, passwordFile] = [join(draft, 'data'), join(draft, 'password')];
  // One that nobody knows; each server gets its own.
  await writeFile(passwordFile, randomBytes(12).toString('hex'), { mode: 0o644 });
  await run(join(binFolder, 'initdb'), ['-D', data, '-U', user, `--pwfile=${passwordFile}`, ...SETTINGS], as);
  await rename(data, prepared).catch((error: unknown) => {
    if (!existsSync(prepared)) throw error;
  });
  await rm(draft, { recursive: true, force: true });
  return prepared;
}

/** Without a server: one that is up might let nobody in who has none, by its settings. */
async function setPassword(data: string, { binFolder, user, password, as }: DataFolderOptions): Promise<void> {
  const alone = ['--single', '-F', '-D', data, '-c', 'exit_on_error=on', 'postgres'];
  const running = run(join(binFolder, 'postgres'), alone, as);
  const { stdin } = running.child;
  // Where it ends early, its exit status and messages show why.
  stdin?.on('error', () => undefined);
  stdin?.end(`ALTER ROLE "${user}" PASSWORD '${password}'\n`);
  await running;
}

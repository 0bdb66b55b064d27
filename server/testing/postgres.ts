/**
 * A throwaway PostgreSQL server, in a temporary folder: from the system's packages, or of another major version from
 * `server/testing/servers`. It refuses to run as root: started by
 * root, it runs as the user that the packages made for it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, glob, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeDataFolder } from './prepared-data.ts';

export interface TestPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
  major: number;
  /** The folder of the system's `psql`, `pg_restore` and the rest. */
  binFolder: string;
  url(database: string): string;
  /** Ends the server without a goodbye, as a crash would; `start` brings it back. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and removes its files. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const OTHER_SERVERS = join(import.meta.dirname, 'servers', 'node_modules');
const LOCATIONS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/local/pgsql/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
];

/** The newest server of the system's packages; undefined where there is none. */
async function findSystemServer(): Promise<string | undefined> {
  const folders: string[] = [];
  for (const location of LOCATIONS) {
    for await (const file of glob(`${location}/initdb`)) folders.push(file.slice(0, -'/initdb'.length));
  }
  return folders.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
}

/** Major versions that a test can run against on this machine, oldest first. */
export async function serverVersions(): Promise<number[]> {
  const found = [await systemMajor()];
  for await (const folder of glob(join(OTHER_SERVERS, 'postgres-[0-9]*'))) found.push(Number(folder.split('-').at(-1)));
  return [...new Set(found)].sort((one, other) => one - other);
}

/** Of the system's server, and so of its tools. */
export async function systemMajor(): Promise<number> {
  const folder = await systemFolder();
  const { stdout } = await run(join(folder, 'postgres'), ['--version']);
  return Number(/\) (\d+)/.exec(stdout)?.[1]);
}

async function systemFolder(): Promise<string> {
  const folder = await findSystemServer();
  if (folder === undefined) throw new Error('No PostgreSQL server is installed. On Debian: apt install postgresql');
  return folder;
}

/** Where initdb and pg_ctl of that version are; those of the system when the version is the system's or not said. */
async function serverFolder(major: number): Promise<string> {
  if (major === (await systemMajor())) return systemFolder();
  const installed = join(OTHER_SERVERS, `postgres-${major}`, 'native');
  return join(await readableFolder(installed, major), 'bin');
}

/** The folder itself, or a copy where the user that the server runs as cannot read it: below root's home, for example. */
async function readableFolder(installed: string, major: number): Promise<string> {
  const runs = (folder: string) =>
    run(join(folder, 'bin', 'postgres'), ['--version'], { ...serverUser(), cwd: '/' }).then(
      () => true,
      () => false,
    );
  if (await runs(installed)) return installed;
  const copy = join(tmpdir(), `bp-postgres-${major}-of-${userInfo().uid}`);
  if (!(await runs(copy))) {
    const making = await mkdtemp(`${copy}-`);
    await cp(installed, making, { recursive: true, verbatimSymlinks: true });
    await chmod(making, 0o755);
    // The first one created it; the next finds it.
    await rename(making, copy).catch(() => rm(making, { recursive: true, force: true }));
  }
  return copy;
}

export interface TestPostgresOptions {
  /** Major version; the system's when absent. */
  major?: number;
  port?: number;
  user?: string;
  settings?: Record<string, string>;
  /** What its processes find in their environment beside `PATH`. */
  env?: Record<string, string>;
  /** What `pg_hba.conf` shall hold instead of what initdb writes. */
  hba?: string;
  /** The folder that its own is made in, for a disk of its own; that of temporary files when absent. */
  parent?: string;
}

export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const binFolder = await systemFolder();
  const { user = 'pgadmin', major = await systemMajor() } = options;
  const serverBin = await serverFolder(major);
  const owner = serverUser();
  const folder = await mkdtemp(join(options.parent ?? tmpdir(), 'bp-postgres-'));
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid ?? owner.uid);
  const as = { ...owner, cwd: folder, env: { LC_ALL: 'C', PATH: process.env.PATH ?? '', ...options.env } };
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const port = options.port ?? (await freePort());

  await makeDataFolder(data, { binFolder: serverBin, major, user, password, as });
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    fsync: 'off',
    max_wal_size: '4GB',
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  await writeFile(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`);

  if (options.hba !== undefined) await writeFile(join(data, 'pg_hba.conf'), options.hba);

  const control = (...args: string[]) =>
    run(join(serverBin, 'pg_ctl'), ['-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), ...args], as);
  const start = async () => void (await control('start'));
  const crash = async () => void (await control('stop', '-m', 'immediate').catch(() => undefined));
  await start();
  return {
    host: '127.0.0.1',
    port,
    major,
    user: user,
    password,
    binFolder,
    url: (database) => `postgres://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    crash,
    start,
    remove: async () => {
      await crash();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nobody in particular when we are not root: then the server runs as we do. */
export function serverUser(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * A throwaway PostgreSQL server from the system's packages, in a temporary folder. It refuses to run as root: started by
 * root, it runs as the user that the packages made for it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, glob, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface TestPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
  /** The folder of `psql`, `pg_restore` and the rest, of the server's own version. */
  binFolder: string;
  url(database: string): string;
  /** Ends the server without a goodbye, as a crash would; `start` brings it back. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and removes its files. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const LOCATIONS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/local/pgsql/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
];

/** The newest server on this machine; undefined where there is none. */
async function findPostgresServer(): Promise<string | undefined> {
  const folders: string[] = [];
  for (const location of LOCATIONS) {
    for await (const file of glob(`${location}/initdb`)) folders.push(file.slice(0, -'/initdb'.length));
  }
  return folders.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
}

export async function startPostgres(
  options: { port?: number; user?: string; settings?: Record<string, string> } = {},
): Promise<TestPostgres> {
  const binFolder = await findPostgresServer();
  if (binFolder === undefined) throw new Error('No PostgreSQL server is installed. On Debian: apt install postgresql');
  const { user = 'pgadmin' } = options;
  const owner = serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'bp-postgres-'));
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid ?? owner.uid);
  const as = { ...owner, cwd: folder, env: { LC_ALL: 'C', PATH: process.env.PATH ?? '' } };
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const port = options.port ?? (await freePort());

  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o644 });
  await run(
    join(binFolder, 'initdb'),
    [
      '-D',
      data,
      '-U',
      user,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    as,
  );
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

  const control = (...args: string[]) =>
    run(join(binFolder, 'pg_ctl'), ['-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), ...args], as);
  const start = async () => void (await control('start'));
  const crash = async () => void (await control('stop', '-m', 'immediate').catch(() => undefined));
  await start();
  return {
    host: '127.0.0.1',
    port,
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
function serverUser(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

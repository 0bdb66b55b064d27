/** PgBouncer before a test's server: the real one, where the system has it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, serverUser, type TestPostgres } from './postgres.ts';

const PROGRAMS = [
  '/usr/sbin/pgbouncer',
  '/usr/bin/pgbouncer',
  '/usr/local/bin/pgbouncer',
  '/opt/homebrew/bin/pgbouncer',
];

const findPgBouncer = (): string | undefined => PROGRAMS.find((path) => existsSync(path));

export interface TestPgBouncer {
  host: string;
  port: number;
  stop(): Promise<void>;
}

/** Of its section `[pgbouncer]`, and one line of `[databases]`: what is not there goes to the database of the same name. */
export interface PgBouncerSettings {
  pool_mode: 'session' | 'transaction' | 'statement';
  database?: string;
  [setting: string]: string | undefined;
}

/** Lets everybody in whom the server lets in, unless `auth_user` is set to nobody. */
export async function startPgBouncer(
  postgres: TestPostgres,
  { database = '', ...settings }: PgBouncerSettings,
): Promise<TestPgBouncer> {
  const program = findPgBouncer();
  if (program === undefined) throw new Error('PgBouncer is not installed. On Debian: apt install pgbouncer');
  const owner = serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'bp-pgbouncer-'));
  const port = await freePort();
  const users = join(folder, 'users.txt');
  const file = join(folder, 'pgbouncer.ini');
  const all: Record<string, string | undefined> = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: users,
    auth_user: postgres.user,
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value ?? ''}`);
  const [name, differs] = database.split(' = ');
  const server = `host=127.0.0.1 port=${postgres.port}`;
  const databases = [`* = ${server}`, ...(differs === undefined ? [] : [`${name} = ${server} ${differs}`])];
  await writeFile(users, `"${postgres.user}" "${postgres.password}"\n`);
  await writeFile(file, `[databases]\n${databases.join('\n')}\n[pgbouncer]\n${lines.join('\n')}\n`);
  for (const path of [folder, users, file]) {
    await chmod(path, path === folder ? 0o700 : 0o600);
    if (owner.uid !== undefined) await chown(path, owner.uid, owner.gid ?? owner.uid);
  }
  const child = spawn(program, [file], { ...owner, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const said: string[] = [];
  const isUp = new Promise<boolean>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('process up')) resolve(true);
    });
    child.once('exit', () => resolve(false));
  });
  if (!(await isUp)) throw new Error(`PgBouncer did not start: ${said.join('\n')}`);
  return {
    host: '127.0.0.1',
    port,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

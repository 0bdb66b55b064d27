/** Real scratch servers: their properties, that nobody else can reach them, and that nothing of them is left. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineFault, type ServerAccess } from '#provider/ports.ts';
import { systemMajor } from '../../testing/postgres.ts';
import { ownProcess } from '../process-facts.ts';
import { checkScratch, startScratch, sweepScratch } from './scratch-server.ts';
import { toolFolders } from './tools.ts';

const TIMEOUT_MS = 60_000;
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bp-roots-'));
  // The server's user passes through.
  await promisify(execFile)('chmod', ['711', root]);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = async (signal = new AbortController().signal, serverVersion = '') => {
  const { sealed, version, remove } = await startScratch({
    folders: toolFolders,
    root,
    serverVersion,
    signal,
    seal: (access) => JSON.stringify(access),
  });
  return { access: JSON.parse(sealed) as ServerAccess, version, remove };
};

async function ask({ host, port, administratorLogin, administratorLoginPassword }: ServerAccess, sql: string) {
  const client = new pg.Client({
    ...{ host, port, user: administratorLogin, password: administratorLoginPassword, database: 'postgres' },
  });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

const serversIn = async (folder: string): Promise<string[]> => {
  const running: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(folder) && line.includes('postgres')) running.push(pid);
  }
  return running;
};

describe('a scratch server', () => {
  it(
    'is a complete PostgreSQL without network, run by an unprivileged user, with its own password',
    async () => {
      const { access, version, remove } = await start();
      expect(version).toMatch(new RegExp(`^${String(await systemMajor())}\\.`));
      const facts = await ask(
        access,
        `SELECT current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync,
           (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS super`,
      );
      expect(facts).toMatchObject({ addresses: '', fsync: 'off', super: true });
      await expect(ask({ ...access, administratorLoginPassword: 'guessed' }, 'SELECT 1')).rejects.toThrow(/password/);
      expect((await stat(access.host)).mode & 0o777).toBe(0o700);
      if (userInfo().uid === 0) expect((await stat(access.host)).uid).not.toBe(0);
      await remove();
      await remove();
      expect(await readdir(root)).toEqual([]);
      expect(await serversIn(root)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'has a socket even where the path of its folder is too long for one',
    async () => {
      const outer = root;
      root = join(root, 'a'.repeat(90));
      await mkdir(root, { mode: 0o711 });
      const { access, remove } = await start();
      expect(access.host).toMatch(/^\/tmp\//);
      expect(await ask(access, 'SELECT 1 AS one')).toEqual({ one: 1 });
      await remove();
      expect(existsSync(access.host)).toBe(false);
      root = outer;
    },
    TIMEOUT_MS,
  );

  it(
    'ends with the process that started it, even when that was killed',
    async () => {
      const program = `
        import { startScratch } from ${JSON.stringify(join(import.meta.dirname, 'scratch-server.ts'))};
        import { toolFolders } from ${JSON.stringify(join(import.meta.dirname, 'tools.ts'))};
        const { sealed } = await startScratch({
          folders: toolFolders, root: ${JSON.stringify(root)}, serverVersion: '',
          signal: new AbortController().signal, seal: () => 'started',
        });
        console.log(sealed);
        setInterval(() => undefined, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      expect(await serversIn(root)).not.toEqual([]);
      child.kill('SIGKILL');
      await expect.poll(() => readdir(root), { timeout: 20_000 }).toEqual([]);
      expect(await serversIn(root)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'stops starting on an abort',
    async () => {
      const stop = new AbortController();
      const starting = start(stop.signal);
      setTimeout(() => stop.abort(new Error('enough')), 300);
      await expect(starting).rejects.toMatchObject({ code: 'BackupCancelled' });
      expect(await readdir(root)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('of a version that the machine does not have says what to install', async () => {
    await expect(start(undefined, '99.1')).rejects.toMatchObject({
      code: 'UserErrorNoScratchServer',
      message: expect.stringContaining('PostgreSQL 99 or newer') as string,
    });
    await expect(checkScratch({ folders: () => Promise.resolve([]) }, '16.4')).rejects.toBeInstanceOf(EngineFault);
    await checkScratch({ folders: toolFolders }, '13.1');
  });
});

describe('what a power failure has left', () => {
  const left = async (name: string, owner: unknown): Promise<string> => {
    const folder = join(root, `bp-scratch-${name}`);
    await mkdir(join(folder, 'data'), { recursive: true });
    if (owner !== undefined) await writeFile(join(folder, 'owner.json'), JSON.stringify(owner));
    return folder;
  };

  it('is removed, and nothing of a process that still runs or is only beginning', async () => {
    await left('dead', { pid: 2 ** 22 - 1, started: '1' });
    await left('reborn', { ...(await ownProcess()), started: '1' });
    await left('alive', await ownProcess());
    await left('fresh', undefined);
    const old = await left('old', undefined);
    await utimes(old, 1, 1);
    await writeFile(join(root, 'bp-scratch-file'), '');
    await mkdir(join(root, 'something-else'));
    await sweepScratch(root);
    expect((await readdir(root)).sort()).toEqual([
      'bp-scratch-alive',
      'bp-scratch-file',
      'bp-scratch-fresh',
      'something-else',
    ]);
  });

  it('never ends a process that is not its server', async () => {
    const folder = await left('dead', { pid: 2 ** 22 - 1, started: '1' });
    const other = spawn('sleep', ['60']);
    await writeFile(join(folder, 'data', 'postmaster.pid'), `${String(other.pid)}\n`);
    await sweepScratch(root);
    expect(existsSync(folder)).toBe(false);
    expect(other.exitCode).toBeNull();
    other.kill();
  });
});

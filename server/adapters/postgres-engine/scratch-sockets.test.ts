/**
 * The folder of the socket that lies outside of the scratch folder, because its path would be too long: it is removed
 * as well.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startScratch, sweepScratch } from './scratch-server.ts';

const TIMEOUT_MS = 60_000;
let outer = '';
let root = '';
let before: string[] = [];
const sockets = async () =>
  (await readdir('/tmp')).filter((name) => name.startsWith('bp-scratch-') && !before.includes(name));
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'bp-roots-'));
  root = join(outer, `with space ${'a'.repeat(90)}`);
  await mkdir(root);
  await promisify(execFile)('chmod', ['711', outer, root]);
  before = await readdir('/tmp');
});
afterEach(() => rm(outer, { recursive: true, force: true }));

it(
  'when the process that started the server is killed',
  async () => {
    const program = `
      import { startScratch } from ${JSON.stringify(join(import.meta.dirname, 'scratch-server.ts'))};
      import { toolFolders } from ${JSON.stringify(join(import.meta.dirname, 'tools.ts'))};
      console.log((await startScratch({
        folders: toolFolders, root: ${JSON.stringify(root)}, serverVersion: '',
        signal: new AbortController().signal, seal: ({ host }) => host,
      })).sealed);
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [host] = (await once(child.stdout, 'data')) as [Buffer];
    const name = host.toString().trim().slice('/tmp/'.length);
    expect(await sockets()).toContain(name);
    // A running server's folder is never removed, at any age.
    await utimes(join('/tmp', name), 1, 1);
    await sweepScratch('/tmp');
    expect(await sockets()).toContain(name);
    child.kill('SIGKILL');
    await expect.poll(sockets, { timeout: 20_000 }).not.toContain(name);
    await expect.poll(() => readdir(root), { timeout: 20_000 }).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  'when the server could not be created',
  async () => {
    const broken = join(outer, 'programs');
    await mkdir(broken);
    await chmod(broken, 0o755);
    const script = (name: string, body: string) =>
      writeFile(join(broken, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    await script('postgres', 'echo "postgres (PostgreSQL) 99.1"');
    await script('initdb', 'echo "initdb: error: no space left" >&2; exit 1');
    const starting = startScratch({
      folders: () => Promise.resolve([broken]),
      root,
      serverVersion: '99.1',
      signal: new AbortController().signal,
      seal: () => '',
    });
    await expect(starting).rejects.toMatchObject({ code: 'UserErrorScratchServerFailed' });
    expect(await sockets()).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  },
  TIMEOUT_MS,
);

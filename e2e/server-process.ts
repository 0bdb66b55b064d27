/** Our server as a process of its own, on a free port and an empty folder. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { SHORT_LIVED } from '../server/testing/short-lived.ts';
import type { Person } from './person.ts';

const run = promisify(execFile);

export interface RunningServer {
  origin: string;
  dataDir: string;
  /** A new one-time link for a person, as `npm run link` prints it; the operator's first is the one of the start. */
  link(person: Person): Promise<string>;
  /** A bearer token for a person, as `npm run token` prints it. */
  token(person: Person): Promise<string>;
  /** Ends it as Ctrl+C does, and removes its folder unless `keepData` is set. */
  stop(options?: { keepData?: boolean }): Promise<void>;
}

/**
 * The folder of a server that was started once and stopped: creating a fresh one takes seconds, copying it does not.
 */
export async function freshDataDir(): Promise<string> {
  const server = await startServer();
  await server.stop({ keepData: true });
  return server.dataDir;
}

export async function startServer(copyOf?: string): Promise<RunningServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'backup-portal-e2e-'));
  // Two thousand small files: the program copies them several times as fast as `fs.cp`.
  if (copyOf !== undefined) await run('cp', ['-R', `${copyOf}/.`, dataDir]);
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, HOST: '127.0.0.1' };
  const args = [...SHORT_LIVED, 'server/host/main.ts'];
  const server = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let unusedLink: string | undefined = await ready(server);

  const print = async (command: string, person: Person) => {
    const { stdout } = await run(process.execPath, [`server/host/${command}.ts`, '--as', person], { env });
    return stdout.trim();
  };
  return {
    origin: `http://localhost:${port}`,
    dataDir,
    link: (person) => {
      if (person !== 'operator' || unusedLink === undefined) return print('link', person);
      const link = unusedLink;
      unusedLink = undefined;
      return Promise.resolve(link);
    },
    token: (person) => print('token', person),
    stop: async ({ keepData = false } = {}) => {
      await ended(server);
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const READY = 'Backup Portal ready at ';

/** Waits for the line with the server's address, and returns its link; fails with the server's output instead. */
function ready(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  server.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}:\n${said.join('')}`)));
    if (server.stdout === null) throw new Error('The server has no standard output.');
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.startsWith(READY)) resolve(line.slice(READY.length));
    });
  });
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGINT');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

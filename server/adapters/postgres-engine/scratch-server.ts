/**
 * A local PostgreSQL server for a drill: created in a temporary folder, reached by a socket in it that only we can
 * open, removed afterwards. A watcher ends it when this process is gone; what a power failure left is removed before
 * the next one is created.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EngineFault, type ScratchServer, type ServerAccess } from '#provider/ports.ts';
import { isAlive, ownProcess, type ProcessFacts } from '../process-facts.ts';
import { cancelled } from './faults.ts';
import type { WatchedServer } from './scratch-watcher.ts';
import { chooseServerPrograms, programPath, serverOwner, type Owner, type ServerPrograms } from './server-programs.ts';

export interface ScratchOptions {
  /** The folders of the server programs. */
  folders: () => Promise<string[]>;
  /** The folder for scratch servers; the system's folder for temporary files when absent. */
  root?: string | undefined;
}

interface ScratchStart extends ScratchOptions {
  serverVersion: string;
  signal: AbortSignal;
  seal: (access: ServerAccess) => string;
}

const PREFIX = 'bp-scratch-';
const WATCHER = fileURLToPath(new URL('./scratch-watcher.ts', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const LOGIN = 'drill';
/** What was told to stop may write a little longer. */
const ALL_OF_IT = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };

/** The socket has its own folder, so the port is free. */
const PORT = 5432;
/** A Unix socket's path has room for 107 bytes; including `.s.PGSQL.5432` and the suffix of its lock. */
const MAX_SOCKET_FOLDER_BYTES = 85;
/** A folder whose path is always short enough. */
const SHORT = '/tmp';
const run = promisify(execFile);

/** No durability, no network, and enough locks for a large schema. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(PORT),
  unix_socket_permissions: '0700',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  max_connections: '20',
  max_locks_per_transaction: '1024',
  shared_buffers: '128MB',
  maintenance_work_mem: '256MB',
  autovacuum: 'off',
  jit: 'off',
  // Libraries named by the source's databases are not loaded.
  session_preload_libraries: '',
};

/** Checks that a server could be started. Throws an `EngineFault` that says what is missing. */
export async function checkScratch({ folders }: ScratchOptions, serverVersion: string): Promise<void> {
  await chooseServerPrograms(await folders(), await serverOwner(), serverVersion);
}

export async function startScratch(start: ScratchStart): Promise<ScratchServer> {
  const { signal, root = tmpdir() } = start;
  const owner = await serverOwner();
  const programs = await chooseServerPrograms(await start.folders(), owner, start.serverVersion);
  await sweepScratch(root, owner);
  throwIfStopped(signal);
  const folder = await mkdtemp(join(root, PREFIX));
  try {
    return await startIn(folder, { start, owner, programs });
  } catch (error) {
    await rm(folder, ALL_OF_IT);
    throwIfStopped(signal);
    throw error instanceof EngineFault ? error : couldNotStart(programs, lastWordsOf(error));
  }
}

interface Plan {
  start: ScratchStart;
  owner: Owner;
  programs: ServerPrograms;
}

async function startIn(folder: string, plan: Plan): Promise<ScratchServer> {
  await writeOwner(folder);
  // The server's user may traverse the folder and owns its own files; we write nothing where that user could put a
  // link.
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  const sockets = await socketFolder(folder);
  try {
    return await startWith(folder, data, sockets, plan);
  } catch (error) {
    await rm(sockets, ALL_OF_IT);
    throw error;
  }
}

async function startWith(folder: string, data: string, sockets: string, plan: Plan): Promise<ScratchServer> {
  const { start, owner, programs } = plan;
  for (const own of [data, sockets]) await give(own, owner);
  const password = randomBytes(24).toString('base64url');
  await initialize(folder, data, password, plan);

  const settings = { ...SETTINGS, unix_socket_directories: sockets };
  const server: WatchedServer = {
    program: programPath(programs, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    folders: [sockets, folder],
    ...owner,
  };
  const watcher = spawn(process.execPath, [WATCHER, JSON.stringify(server)], {
    // In its own process session: signals of the terminal do not reach it.
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = once(watcher, 'exit').catch(() => undefined);
  const remove = async (): Promise<void> => {
    watcher.stdin.destroy();
    await exited;
    await rm(sockets, ALL_OF_IT);
    await rm(folder, ALL_OF_IT);
  };
  try {
    await ready(folder, watcher, start.signal, programs);
  } catch (error) {
    await remove();
    throw error;
  }
  const access: ServerAccess = {
    host: sockets,
    port: PORT,
    tlsMode: 'disable',
    administratorLogin: LOGIN,
    administratorLoginPassword: password,
  };
  return { sealed: start.seal(access), version: programs.version, remove };
}

/** Below the folder, or in a separate short one where the path of the socket would be too long. */
async function socketFolder(folder: string): Promise<string> {
  const inside = join(folder, 's');
  if (Buffer.byteLength(inside) > MAX_SOCKET_FOLDER_BYTES) {
    const outside = await mkdtemp(join(SHORT, PREFIX));
    // Other processes remove folders there too.
    await writeOwner(outside);
    return outside;
  }
  await mkdir(inside, { mode: 0o700 });
  return inside;
}

async function give(path: string, { uid, gid }: Owner): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

async function initialize(
  folder: string,
  data: string,
  password: string,
  { start, owner, programs }: Plan,
): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await give(passwordFile, owner);
  await run(
    programPath(programs, 'initdb'),
    [
      ...['-D', data, '-U', LOGIN, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    ],
    // `PATH` for the shell that initdb runs `postgres` with.
    { ...owner, cwd: folder, env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '' }, signal: start.signal },
  );
  await rm(passwordFile);
}

/** Waits until the server accepts connections, which the last line of its pid file shows. */
async function ready(
  folder: string,
  watcher: ChildProcess,
  signal: AbortSignal,
  programs: ServerPrograms,
): Promise<void> {
  for (const startedAt = Date.now(); Date.now() - startedAt < START_TIMEOUT_MS;) {
    throwIfStopped(signal);
    const pidFile = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
    if (pidFile.split('\n')[7]?.trim() === 'ready') return;
    if (watcher.exitCode !== null || watcher.signalCode !== null) break;
    const log = await logOf(folder);
    if (/\bFATAL:|could not (?:execute|load)/.test(log)) break;
    await delay(50);
  }
  throw couldNotStart(programs, await logOf(folder));
}

const logOf = (folder: string): Promise<string> => readFile(join(folder, 'log'), 'utf8').catch(() => '');

const lastWordsOf = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : String(error);

function couldNotStart({ version, folder }: ServerPrograms, words: string): EngineFault {
  const fault = new EngineFault(
    'UserErrorScratchServerFailed',
    `The PostgreSQL ${version} of this machine could not be started as a scratch server.`,
    [
      `Read what it said in the details of the job, and whether the disk of the folder for temporary files is full. The programs are in ${folder}.`,
    ],
  );
  fault.details = { toolOutput: words.slice(-4000) };
  return fault;
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal.reason);
}

/** The file in each scratch folder that names its owner process. */
const OWNER_FILE = 'owner.json';

/**
 * Ends and removes scratch servers whose owner is gone and that their watcher did not remove. Others are left alone.
 */
export async function sweepScratch(root = tmpdir(), owner?: Owner): Promise<void> {
  for (const one of new Set([root, SHORT])) await sweep(one, owner);
}

const writeOwner = async (folder: string): Promise<void> =>
  writeFile(join(folder, OWNER_FILE), JSON.stringify(await ownProcess()), { mode: 0o600 });

async function sweep(root: string, owner: Owner | undefined): Promise<void> {
  const uids = [process.getuid?.(), (owner ?? (await serverOwner().catch((): Owner => ({})))).uid];
  for (const name of await readdir(root).catch(() => [] as string[])) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(root, name);
    try {
      const facts = await lstat(folder);
      if (!facts.isDirectory() || !uids.includes(facts.uid)) continue;
      const text = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => undefined);
      // Just created: its owner file is not written yet.
      if (text === undefined && Date.now() - facts.mtimeMs < FRESH_MS) continue;
      if (text !== undefined && (await isAlive(JSON.parse(text) as ProcessFacts))) continue;
      await endServer(folder);
      await rm(folder, ALL_OF_IT);
    } catch {
      // Another process is removing it, or we may not.
    }
  }
}

const FRESH_MS = 10 * 60_000;

/** Only a process that really serves this folder: process ids are reused. */
async function endServer(folder: string): Promise<void> {
  const data = join(folder, 'data');
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  const isServer = async () =>
    (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')).split('\0').includes(data);
  if (!(await isServer())) return;
  process.kill(pid, 'SIGQUIT');
  for (let turn = 0; turn < 100 && (await isServer()); turn += 1) await delay(50);
}

/** The `Engine` port for PostgreSQL servers: queries them with `pg`, dumps them with PostgreSQL's own tools. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, ServerAccess, Turn } from '#provider/ports.ts';
import { readContents } from '../postgres-archive/archive-contents.ts';
import type { Sealing } from '../sealing.ts';
import { SERVICE_FILE, checkHost, trustedAuthorities, type AccessFiles } from './access.ts';
import { backUpServer, LOCK_WAIT_MS } from './back-up.ts';
import { withServer, type ConnectOptions } from './connection.ts';
import { readDatabases, readServerFacts, type ServerVersion } from './facts.ts';
import { sealBroken } from './faults.ts';
import { importDump } from './import-dump.ts';
import { inspectServer } from './inspect.ts';
import { lackingAt, readWishes } from './restore/foresight.ts';
import { discard, isRestored, settle } from './restore/publish.ts';
import { checkTarget, restoreInto } from './restore/restore-into.ts';
import { checkScratch, startScratch, type ScratchOptions } from './scratch-server.ts';
import { serverFaults } from './server-faults.ts';
import { createServerLine } from './server-line.ts';
import { chooseTools, findTools, toolFolders, type Tools } from './tools.ts';

export interface PostgresEngineOptions {
  sealing: Sealing;
  /** A folder for the files that the tools read; created when missing. */
  folder: string;
  /** The folders of the tools; the usual ones when absent. */
  toolFolders?: () => Promise<string[]>;
  /** Folders of PostgreSQL's server programs, searched before the usual ones. */
  serverFolders?: readonly string[];
  /** The folder for scratch servers; the system's folder for temporary files when absent. */
  scratchRoot?: string | undefined;
  /** How long a dump waits for the lock of a table; five minutes when absent. */
  lockWaitMs?: number;
  /** For how long somebody may ask a server; five minutes when absent. */
  askMs?: number;
  /** How often a server is queried for the progress of a restore; three times a minute when absent. */
  lookEveryMs?: number;
  /** How often a restore tries to replace a database with connected sessions; six times when absent. */
  publishTries?: number;
}

/** However many questions it takes, each of which has a time of its own: somebody waits for the answer. */
const ASK_MS = 5 * 60_000;

export async function createPostgresEngine(options: PostgresEngineOptions): Promise<Engine> {
  const files = await prepareFiles(options.folder);
  const { sealing } = options;

  const open = (sealed: string): ServerAccess => {
    try {
      return JSON.parse(sealing.open(sealed)) as ServerAccess;
    } catch {
      throw sealBroken();
    }
  };
  const sealed = ({ host, port, tlsMode, administratorLogin, administratorLoginPassword }: ServerAccess): string => {
    checkHost(host);
    const access: ServerAccess = { host, port, tlsMode, administratorLogin, administratorLoginPassword };
    return sealing.seal(JSON.stringify(access));
  };
  const line = createServerLine();
  const asked = async <T>(
    sealed: string,
    signal: AbortSignal | undefined,
    turn: Turn | undefined,
    ask: (connect: ConnectOptions) => Promise<T>,
  ): Promise<T> => {
    const connect: ConnectOptions = { access: open(sealed), files, signal };
    if (turn === 'ahead') return ask(connect);
    return line.turn(connect.access, signal, async (opened) => {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(serverFaults.timedOut()), options.askMs ?? ASK_MS);
      const ending = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
      try {
        return await ask({ ...connect, signal: ending, opened });
      } finally {
        clearTimeout(timer);
      }
    });
  };
  // Searched again for each backup: the tools may have been installed since.
  const chooseFor = async (server: ServerVersion): Promise<Tools> =>
    chooseTools(await findTools(await (options.toolFolders ?? toolFolders)()), server);
  // A restore needs no pg_dump.
  const findRestoreTools = async (): Promise<Tools[]> =>
    findTools(await (options.toolFolders ?? toolFolders)(), ['pg_restore']);

  const serverFolders = async () => [...(options.serverFolders ?? []), ...(await toolFolders())];
  const scratch: ScratchOptions = { folders: serverFolders, root: options.scratchRoot };
  return {
    seal: (access) => Promise.try(() => sealed(access)),
    probe: async (sealed, signal, turn) =>
      asked(sealed, signal, turn, (connect) => withServer(connect, readServerFacts)),
    inspect: async (sealed, signal) => asked(sealed, signal, 'inLine', (connect) => inspectServer(connect, chooseFor)),
    listDatabases: async (sealed, signal, turn) =>
      asked(sealed, signal, turn, (connect) => withServer(connect, readDatabases)),
    backUp: async (sealed, sink, { signal, onProgress }) =>
      backUpServer({
        ...{ access: open(sealed), files, signal, sink, onProgress, chooseTools: chooseFor },
        lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
      }),
    importDump: async (dump, sink, { signal, onProgress }) =>
      importDump({
        ...{ dump, sink, signal, onProgress, files, open, chooseTools: chooseFor, tools: await findRestoreTools() },
        startScratch: (serverVersion, ending) =>
          startScratch({ ...scratch, serverVersion, signal: ending, seal: sealed }),
      }),
    readContents,
    checkTarget: async (sealed, signal, turn) =>
      asked(sealed, signal, turn, (connect) => checkTarget(connect, findRestoreTools)),
    foreseeRestore: async (sealed, restore, { signal, turn, ...reading }) => {
      const wishes = await readWishes(restore, reading);
      return asked(sealed, signal, turn, (connect) => lackingAt(connect, wishes, restore));
    },
    restore: async (sealed, restore, restoreOptions) =>
      restoreInto({
        ...{ access: open(sealed), files, restore, findTools: findRestoreTools },
        lookEveryMs: options.lookEveryMs,
        publishTries: options.publishTries,
        ...restoreOptions,
      }),
    isRestored: async (sealed, restore, signal) => isRestored({ access: open(sealed), files, signal }, restore),
    discardRestore: async (sealed, restore, signal) => discard({ access: open(sealed), files, signal }, restore),
    settleRestore: async (sealed, restore, signal) => settle({ access: open(sealed), files, signal }, restore),
    checkScratch: (serverVersion) => checkScratch(scratch, serverVersion),
    startScratch: (serverVersion, signal) => startScratch({ ...scratch, serverVersion, signal, seal: sealed }),
  };
}

async function prepareFiles(folder: string): Promise<AccessFiles> {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const files = { authorities: join(folder, 'authorities.pem'), service: join(folder, 'service.conf'), home };
  await writeFile(files.authorities, trustedAuthorities(), { mode: 0o600 });
  await writeFile(files.service, SERVICE_FILE, { mode: 0o600 });
  return files;
}

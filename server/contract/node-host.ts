/** A whole server of ours, with HTTP, sign-in, SQL, queue and vault folder; only the engine is the simulated one. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '#host/config.ts';
import { startBackupPortal, type BackupPortal } from '#host/server.ts';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import type { OpenHost } from './host.ts';
import { OFFSITE, world } from './people.ts';

/**
 * A data folder, and where it is said the database of its state, of a server that was started once and stopped: making
 * the tables of the queue takes seconds of each first start.
 */
export async function makeTemplate(DATABASE_URL?: string): Promise<string> {
  const dataDir = await newFolder();
  await (await start(dataDir, DATABASE_URL)).stop();
  return dataDir;
}

export interface NodeHostOptions {
  /** A copy of the database that the template was made with. */
  DATABASE_URL?: string;
  /** A data folder to start from. It is copied. */
  template: string;
}

export async function openNodeHost({ DATABASE_URL, template }: NodeHostOptions): Promise<OpenHost> {
  const dataDir = await newFolder();
  // A thousand small files: the program copies them several times as fast as `fs.cp`.
  await promisify(execFile)('cp', ['-R', `${template}/.`, dataDir]);
  const portal = await start(dataDir, DATABASE_URL);
  const { people, codes } = portal.real.signIn;
  return {
    origin: portal.url,
    send: (request) => fetch(request),
    async tokenOf(name) {
      const person = people.named(name);
      if (!person) throw new Error(`The server knows no ${name}.`);
      const response = await fetch(`${portal.url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: await codes.issue(person) }),
      });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    async close() {
      await portal.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Nobody answers there: the contract asks what a vault says of its storage, and stores nothing in it. */
const STORAGES = JSON.stringify({
  [OFFSITE.name]: {
    ...{ type: OFFSITE.type, bucket: 'backups', endpoint: 'http://127.0.0.1:9' },
    ...{ accessKeyId: 'nobody', secretAccessKey: 'nothing' },
  },
});

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'bp-contract-'));

function start(dataDir: string, DATABASE_URL: string | undefined): Promise<BackupPortal> {
  const [server] = world.servers;
  if (!server) throw new Error('The world of the contract has no server.');
  return startBackupPortal(
    { ...readConfig({ STORAGES }, dataDir), PORT: 0, DATA_DIR: dataDir, DATABASE_URL },
    {
      log: () => undefined,
      simulated: { engine: createSimulatedEngine({ clock: systemClock, speed: () => 1000 }), server },
      provider: { retryAfterSeconds: 0 },
    },
  );
}

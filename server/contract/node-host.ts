/** A whole server of ours, with HTTP, sign-in, SQL, queue and vault folder; only the engine is the simulated one. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#host/config.ts';
import { startBackupPortal } from '#host/server.ts';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import type { OpenHost } from './host.ts';
import { world } from './people.ts';

export interface NodeHostOptions {
  DATABASE_URL?: string;
  /** A data folder to start from. It is copied. */
  template?: string;
  onClose?: () => Promise<void>;
}

export async function openNodeHost({ DATABASE_URL, template, onClose }: NodeHostOptions): Promise<OpenHost> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bp-contract-'));
  if (template !== undefined) await cp(template, dataDir, { recursive: true });
  const [server] = world.servers;
  if (!server) throw new Error('The world of the contract has no server.');
  const portal = await startBackupPortal(
    { ...readConfig({}, dataDir), PORT: 0, DATA_DIR: dataDir, DATABASE_URL },
    {
      log: () => undefined,
      simulated: { engine: createSimulatedEngine({ clock: systemClock, speed: () => 1000 }), server },
      provider: { retryAfterSeconds: 0 },
    },
  );
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
      await onClose?.();
    },
  };
}

/** A whole server: ports, provider, workers, HTTP. `main.ts` runs it as a program, the contract tests in their process. */
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTemplateThreads } from '#adapters/templates/template-threads.ts';
import { SetupError } from '#adapters/setup-error.ts';
import type { Engine, Log } from '#provider/ports.ts';
import { createProvider, type ProviderOptions } from '#provider/provider.ts';
import type { SeedServer } from '#provider/seed.ts';
import type { Config } from './config.ts';
import { createHttpApp } from './http.ts';
import { prepareInstallation, sampleServer } from './installation.ts';
import { openRealPorts, type RealPorts } from './real-ports.ts';

export interface BackupPortal {
  /** Where a person on this machine, or behind the proxy, reaches it. No slash at the end. */
  url: string;
  /** A fresh one-time link for the operator. */
  link(): Promise<string>;
  real: RealPorts;
  /** Takes no more requests, ends what runs, and closes everything. */
  stop(): Promise<void>;
}

export interface StartOptions {
  log: Log;
  /** Stands in for the real engines and for the sample server. */
  simulated?: { engine: Engine; server: SeedServer };
  provider?: Partial<ProviderOptions>;
}

/** Short work may finish when the server stops; a backup is aborted and says so in its job. */
const GRACE_MS = 1500;
const PAGE_FOLDER = join(import.meta.dirname, '..', '..', 'dist');

export async function startBackupPortal(config: Config, options: StartOptions): Promise<BackupPortal> {
  const real = await openRealPorts(config, options.log, options.simulated?.engine);
  const templates = createTemplateThreads();
  try {
    const { simulated } = options;
    await prepareInstallation(real, () => (simulated ? Promise.resolve(simulated.server) : sampleServer(real.sample)));
    const provider = createProvider(real.ports, { templates, ...options.provider });
    const app = createHttpApp({ config, provider, signIn: real.signIn, pageFolder: PAGE_FOLDER });
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    server.requestTimeout = 60_000;
    server.headersTimeout = 15_000;
    await listen(server, config);
    const work = await real.ports.work.start(provider.perform);

    const url = config.PUBLIC_URL ?? localUrl(config.HOST, (server.address() as AddressInfo).port);
    return {
      url,
      link: async () => `${url}/?code=${await real.signIn.codes.issue(real.signIn.people.operator)}`,
      real,
      async stop() {
        const closed = once(server, 'close');
        server.close();
        server.closeIdleConnections();
        await work.stop(GRACE_MS);
        server.closeAllConnections();
        await closed;
        await Promise.all([real.close(), templates.close()]);
      },
    };
  } catch (error) {
    await real.close();
    throw error;
  }
}

async function listen(server: ServerType, { HOST, PORT }: Config): Promise<void> {
  try {
    server.listen(PORT, HOST);
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new SetupError(`Port ${PORT} is in use. Stop what uses it, or choose another: PORT=${PORT + 1} npm start`);
    }
    if (code === 'EACCES')
      throw new SetupError(`This user may not listen on port ${PORT}. Choose one above 1023 with PORT.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new SetupError(`HOST ${HOST} is no address of this machine.`);
    throw error;
  }
}

function localUrl(host: string, port: number): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

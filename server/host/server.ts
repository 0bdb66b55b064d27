/** A whole server: ports, provider, workers, HTTP. `main.ts` runs it as a program, the contract tests in their process. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTemplateThreads } from '#adapters/templates/template-threads.ts';
import type { Engine, Log } from '#provider/ports.ts';
import { createProvider, type ProviderOptions } from '#provider/provider.ts';
import type { SeedServer } from '#provider/seed.ts';
import { stallLimitsOf, type Config } from './config.ts';
import { keepFollowingSchedules } from './follow-schedules.ts';
import { createHttpApp } from './http.ts';
import { prepareInstallation, sampleServer } from './installation.ts';
import { createKnownSubscriptions } from './known-subscriptions.ts';
import { listen } from './listening.ts';
import { operatorRoutes } from './operator-routes.ts';
import { watchClock } from './watch-clock.ts';
import { openRealPorts, type RealPorts } from './real-ports.ts';

export interface BackupPortal {
  /** The address for a person on this machine, or behind the proxy. No slash at the end. */
  url: string;
  /** A fresh one-time link for the operator. */
  link(): Promise<string>;
  real: RealPorts;
  /** The key to keep elsewhere; present when it is new since the last start and points are encrypted. */
  newRecoveryKey: string | undefined;
  /** Accepts no more requests, ends running work, and closes everything. */
  stop(): Promise<void>;
}

export interface StartOptions {
  log: Log;
  /** Replaces the real engines and the sample server. */
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
    const { isMasterKeyNew } = await prepareInstallation(real, () =>
      simulated ? Promise.resolve(simulated.server) : sampleServer(real.sample),
    );
    const provider = createProvider(real.ports, {
      templates,
      stalledAfterMs: stallLimitsOf(config),
      ...options.provider,
    });
    const app = createHttpApp({
      config,
      provider,
      signIn: real.signIn,
      knowsSubscription: createKnownSubscriptions(real.ports.store, real.ports.clock),
      operator: operatorRoutes(real),
      pageFolder: PAGE_FOLDER,
    });
    const { server, close } = await listen(app, config, options.log);
    // Before any work: a jump of the clock since the last note must be noticed before anything is deleted by it.
    const watch = await watchClock(real.ports);
    const work = await real.ports.work.start(provider.perform);
    const schedules = keepFollowingSchedules(real.ports);
    real.openStorages();

    const url = config.PUBLIC_URL ?? localUrl(config, (server.address() as AddressInfo).port);
    return {
      url,
      link: async () => `${url}/?code=${await real.signIn.codes.issue(real.signIn.people.operator)}`,
      real,
      newRecoveryKey: isMasterKeyNew && config.ENCRYPT_POINTS === 'on' ? real.masters[0].identity : undefined,
      async stop() {
        const closed = close();
        watch.stop();
        await schedules.stop();
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

function localUrl({ HOST, TLS_CERT }: Config, port: number): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(HOST);
  const scheme = TLS_CERT === undefined ? 'http' : 'https';
  return `${scheme}://${everywhere ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
}

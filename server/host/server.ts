/** A whole server: ports, provider, workers, HTTP. `main.ts` runs it as a program, the contract tests in their process. */
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Job } from '#protocol/data-protection.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { createNotifier } from '#adapters/notifications/notifier.ts';
import { createTemplateThreads } from '#adapters/templates/template-threads.ts';
import { completeCatalogue, describedStore } from '#provider/catalogue.ts';
import { raiseOf } from '#provider/notifications.ts';
import type { Engine, Log } from '#provider/ports.ts';
import { placingStore } from '#provider/placed-work.ts';
import { createProvider, type ProviderOptions } from '#provider/provider.ts';
import type { SeedServer } from '#provider/seed.ts';
import { watchedStore, type StoreWatch } from '#provider/watched-store.ts';
import { stallLimitsOf, type Config } from './config.ts';
import { keepFollowingSchedules, type FollowedSchedules } from './follow-schedules.ts';
import { healthChecks } from './health-checks.ts';
import { healthRoutes } from './health.ts';
import { createHttpApp } from './http.ts';
import { prepareInstallation, sampleServer } from './installation.ts';
import { createKnownSubscriptions } from './known-subscriptions.ts';
import { jobKind } from './metrics/job-kind.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { listen } from './listening.ts';
import { operatorRoutes } from './operator-routes.ts';
import { keepNotifying } from './send-notifications.ts';
import { createRunningWork, stopWork } from './running-work.ts';
import type { Tracing } from './tracing/tracing.ts';
import { watchClock } from './watch-clock.ts';
import { openRealPorts, type RealPorts } from './real-ports.ts';
import { watchStorages, type StorageWatch } from './storage-watch.ts';

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
  /** Absent where nobody collects traces. It is closed with the server. */
  tracing?: Tracing | undefined;
}

const PAGE_FOLDER = join(import.meta.dirname, '..', '..', 'dist');

export async function startBackupPortal(config: Config, options: StartOptions): Promise<BackupPortal> {
  let url = '';
  const { tracing } = options;
  const traced = withTracing(await openRealPorts(config, options.log, options.simulated?.engine), tracing);
  const opened = withNotifier(traced, config, () => url);
  const running = createRunningWork();
  const metrics = createMetrics({ ports: opened.ports, queue: opened.queue, running });
  const real = watchedBy(describedBy(opened), {
    within: opened.ports.notifier && ((tx, occurrence) => raiseOf(opened.ports, tx, occurrence)),
    after: (occurrence) => {
      if (occurrence.kind !== 'jobEnded') return;
      tellEnd(occurrence.job, options.log, metrics);
      tracing?.jobEnded(occurrence.job);
    },
  });
  const templates = createTemplateThreads();
  let schedules: FollowedSchedules | undefined;
  let storages: StorageWatch | undefined;
  try {
    const { simulated } = options;
    const { isMasterKeyNew } = await prepareInstallation(real, () =>
      simulated ? Promise.resolve(simulated.server) : sampleServer(real.sample),
    );
    const provider = createProvider(real.ports, {
      templates,
      stalledAfterMs: stallLimitsOf(config),
      mostBackupMs: config.BACKUP_MOST_HOURS * HOUR_MS,
      ...options.provider,
    });
    const app = createHttpApp({
      config,
      provider,
      signIn: real.signIn,
      knowsSubscription: createKnownSubscriptions(real.ports.store, real.ports.clock),
      operator: operatorRoutes(real),
      metrics: metricsRoute(() => metrics, config),
      around: tracing?.aroundRequest,
      onAnswered: (request) => {
        metrics.answered(request);
        tracing?.answered(request);
        options.log('request', { ...request }, 'debug');
      },
      health: healthRoutes(
        healthChecks(real.ports, () => schedules?.isFollowing() === true),
        { log: options.log, storages: () => storages?.told() ?? {} },
      ),
      pageFolder: PAGE_FOLDER,
    });
    const { server, close } = await listen(app, config, options.log);
    url = config.PUBLIC_URL ?? localUrl(config, (server.address() as AddressInfo).port);
    // Before any work: a jump of the clock since the last note must be noticed before anything is deleted by it.
    const watch = await watchClock(real.ports);
    const perform = tracing?.ofWork(provider.perform) ?? provider.perform;
    const work = await real.ports.work.start(running.watched(perform));
    schedules = keepFollowingSchedules(real.ports);
    real.openStorages();
    const watched = watchStorages(real.ports, Object.keys(config.STORAGES ?? {}));
    storages = watched;
    const notifying = keepNotifying(real.ports, () => ({ server: hostname(), storages: watched.problems() }));
    completeCatalogue(real.ports).catch((error: unknown) =>
      options.log('the catalogue beside the points is not complete yet', { error: String(error) }),
    );

    return {
      url,
      link: async () => `${url}/?code=${await real.signIn.codes.issue(real.signIn.people.operator)}`,
      real,
      newRecoveryKey: isMasterKeyNew && config.ENCRYPT_POINTS === 'on' ? real.masters[0].identity : undefined,
      async stop() {
        const closed = close();
        watch.stop();
        await Promise.all([schedules?.stop(), notifying.stop(), watched.stop()]);
        await stopWork(work, running, { log: options.log, graceMs: config.STOP_WAIT_SECONDS * 1000 });
        server.closeAllConnections();
        await closed;
        await Promise.all([real.close(), templates.close(), tracing?.close()]);
      },
    };
  } catch (error) {
    await real.close();
    throw error;
  }
}

/** The same, with a store that has work carry the trace that it belongs to. */
const withTracing = (real: RealPorts, tracing: Tracing | undefined): RealPorts =>
  tracing === undefined ? real : { ...real, ports: { ...real.ports, store: tracing.ofStore(real.ports.store) } };

/** The same, with a notifier where anybody is to be notified. */
function withNotifier(real: RealPorts, config: Config, portal: () => string): RealPorts {
  const { NOTIFICATIONS: destinations, HEARTBEAT_URL: run, HEARTBEAT_ALL_URL: allDone } = config;
  if (destinations.length === 0 && run === undefined && allDone === undefined) return real;
  const notifier = createNotifier({ destinations, heartbeats: { run, allDone }, portal });
  return { ...real, ports: { ...real.ports, notifier } };
}

/** The same, with a store that tells what happens in it. */
const watchedBy = (real: RealPorts, watch: StoreWatch): RealPorts => ({
  ...real,
  ports: { ...real.ports, store: watchedStore(real.ports.store, watch) },
});

/** The same, with a store whose changes are written down beside the points: that is work at storages as well. */
const describedBy = (real: RealPorts): RealPorts => ({
  ...real,
  ports: { ...real.ports, store: describedStore(placingStore(real.ports.store), real.ports) },
});

function tellEnd(job: Job, log: Log, metrics: Metrics): void {
  metrics.jobEnded(job);
  const { status, activityID, backupInstanceId, errorDetails } = job.properties;
  const error = errorDetails?.[0];
  log(
    'job ended',
    {
      ...{ jobId: job.name, activityId: activityID, kind: jobKind(job), status, instanceId: backupInstanceId },
      ...(error && { code: error.code, message: error.message }),
    },
    status === 'Failed' ? 'warning' : 'info',
  );
}

function localUrl({ HOST, TLS_CERT }: Config, port: number): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(HOST);
  const scheme = TLS_CERT === undefined ? 'http' : 'https';
  return `${scheme}://${everywhere ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
}

/**
 * What is done to a portal and to what it depends on while a job runs, and how it is mended afterwards: the portal itself
 * gets no help. Each leaves the world as it found it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ResourceId } from '#protocol/resource-id.ts';
import { SECOND_MS } from '#protocol/time-units.ts';
import { VAULT_ID } from '#provider/seed.ts';
import type { ServiceFault } from '../faulty-proxy.ts';
import { inTime, polled } from '../in-time.ts';
import type { TestPostgres } from '../postgres.ts';
import { processesBelow, type RunningProcess } from '../process-tree.ts';
import { within as sql } from '../rich-databases.ts';
import { toolSessions } from '../tool-sessions.ts';
import { DATABASE, type World, type WorldOptions } from './world.ts';

export interface Strike {
  world: World;
  jobId: ResourceId;
  /** About how long it takes, slowed as it is. */
  jobMs: number;
  /** From 0 to below 1. */
  random: () => number;
  /** Something that must not be, met while the fault lasted. */
  wrong: (what: string) => void;
}

export interface FaultKind {
  needs?: WorldOptions;
  works: readonly ('backup' | 'restore')[];
  /** Returns what was done, in words. */
  strike: (strike: Strike) => Promise<string>;
}

const within = ({ random }: Strike, least: number, most: number): number =>
  Math.round(least + random() * (most - least));

/** At the database that holds something: the tools of the others end within moments. */
const isAtWork = ({ environment, command }: RunningProcess): boolean =>
  new RegExp(`^PGDATABASE=(${DATABASE}$|restoring_)`, 'm').test(environment) && /bin\/pg_(dump|restore) /.test(command);

/** Waits for a process of the portal; undefined when none came before the job had ended. */
async function processOf(
  { world, jobId }: Strike,
  isMeant: (one: RunningProcess) => boolean,
): Promise<RunningProcess | undefined> {
  const isOver = world.ended(jobId, 30 * SECOND_MS).then(() => true);
  for (;;) {
    const found = processesBelow(world.portal.child.pid ?? 0).findLast(isMeant);
    if (found) return found;
    if (await Promise.race([isOver, delay(20).then(() => false)])) return undefined;
  }
}

/** Most of the time in the middle of the rows, else at any instant of the job. */
async function someTime(strike: Strike): Promise<void> {
  const { random, jobMs } = strike;
  if (random() < 0.75) await processOf(strike, isAtWork);
  await delay(within(strike, 0, jobMs));
}

const killingTool =
  (name: RegExp, what: string) =>
  async (strike: Strike): Promise<string> => {
    await processOf(strike, isAtWork);
    const ms = within(strike, 0, strike.jobMs / 2);
    await delay(ms);
    // A restore has several of them, one after the other.
    const found = await processOf(strike, ({ command }) => name.test(command));
    if (!found) return `no ${what} was left after ${String(ms)} ms`;
    signal(found.pid, 'SIGKILL');
    return `${what} killed after ${String(ms)} ms`;
  };

async function killingPortal(strike: Strike): Promise<string> {
  const { world, random } = strike;
  await someTime(strike);
  await world.portal.kill();
  await world.restartPortal();
  if (random() < 0.6) return 'kill -9';
  // It is clearing up after the first.
  const ms = within(strike, 0, 1500);
  await delay(ms);
  await world.portal.kill();
  await world.restartPortal();
  return `kill -9, and again ${String(ms)} ms after the start`;
}

/** It may have ended by itself. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has.
  }
}

/** What lasts is over by itself, or somebody cancels the job, or nobody does anything and the job has to end by its deadline. */
async function lasting(strike: Strike, begin: () => void | Promise<void>, end: () => void): Promise<string> {
  const { world, jobId, random } = strike;
  await someTime(strike);
  await begin();
  const how = random();
  try {
    if (how < 0.45) {
      const ms = within(strike, 500, 8 * SECOND_MS);
      await delay(ms);
      return `for ${String(ms)} ms`;
    }
    if (how < 0.9) {
      await delay(within(strike, 500, 3 * SECOND_MS));
      await world.portal.arm.send('POST', `${jobId}/cancel`);
      const job = await world.ended(jobId, 60 * SECOND_MS);
      if (!job) strike.wrong('a canceled job does not end');
      return 'canceled';
    }
    const job = await world.ended(jobId, 180 * SECOND_MS);
    if (!job) strike.wrong('a job that stands still does not end');
    return 'until its deadline';
  } finally {
    end();
  }
}

/** While the state cannot be used, whoever reads or writes is told so, with 503 and when to try again. Returns how often. */
async function refusals({ world, wrong }: Strike, during: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  void during.finally(() => over.abort());
  let refused = 0;
  for (let turn = 0; !over.signal.aborted; turn += 1) {
    const { arm } = world.portal;
    try {
      // One that came before the end of the outage may be answered after it.
      const asking =
        turn % 2 === 0
          ? arm.send('GET', world.instance)
          : arm.send('PATCH', VAULT_ID, { tags: { turn: String(turn) } });
      const response = await inTime(asking, 75 * SECOND_MS);
      if (response.status === 503) refused += 1;
      else if (response.status >= 500) wrong(`a request was answered with ${String(response.status)}`);
      if (response.status === 503 && !response.headers.has('retry-after'))
        wrong('a 503 does not say when to try again');
      await response.arrayBuffer();
    } catch (error) {
      wrong(`a request got no answer: ${String(error)}`);
    }
    await delay(100);
  }
  return refused;
}

/** A server that cannot write its log ends; whoever has made room starts it. */
async function startIfEnded(server: TestPostgres): Promise<void> {
  const answers = () =>
    sql(server, 'postgres', ['SELECT 1']).then(
      () => true,
      () => undefined,
    );
  if ((await polled(3 * SECOND_MS, answers)) === undefined) await server.start();
}

/** All but those of the test itself, as an administrator may. */
async function endSessions(server: TestPostgres): Promise<number> {
  const ended = await sql(server, 'postgres', [
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  ]);
  return ended.length;
}

const SERVICE_FAULTS: readonly ServiceFault[] = ['drop', 'busy', 'slow', 'cut', 'unheard'];

export const KINDS = {
  'portal killed': {
    works: ['backup', 'restore'],
    strike: killingPortal,
  },
  'portal stopped': {
    works: ['backup', 'restore'],
    async strike(strike) {
      const { world } = strike;
      await someTime(strike);
      const status = await world.portal.stop();
      if (status !== 0) strike.wrong(`the portal ended with ${String(status)}`);
      await world.restartPortal();
      return 'SIGINT';
    },
  },
  'portal with its state on a server killed': {
    needs: { state: 'server' },
    works: ['backup', 'restore'],
    strike: killingPortal,
  },
  'portal paused': {
    needs: { state: 'server' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const { child } = strike.world.portal;
      await someTime(strike);
      child.kill('SIGSTOP');
      // Some of them longer than its claim to the work lasts.
      const ms = strike.random() < 0.7 ? within(strike, 500, 8 * SECOND_MS) : within(strike, 20, 45) * SECOND_MS;
      await delay(ms);
      child.kill('SIGCONT');
      return `for ${String(ms)} ms`;
    },
  },
  'pg_dump killed': { works: ['backup'], strike: killingTool(/bin\/pg_dump /, 'pg_dump') },
  'part writer killed': { works: ['backup'], strike: killingTool(/part-writer/, 'part writer') },
  'pg_restore killed': { works: ['restore'], strike: killingTool(/bin\/pg_restore /, 'pg_restore') },
  'tool paused': {
    works: ['backup', 'restore'],
    strike(strike) {
      let paused: RunningProcess | undefined;
      return lasting(
        strike,
        async () => {
          await processOf(strike, () => true);
          const all = processesBelow(strike.world.portal.child.pid ?? 0);
          paused = all[within(strike, 0, Math.max(0, all.length - 1))];
          if (paused) signal(paused.pid, 'SIGSTOP');
        },
        () => {
          if (paused) signal(paused.pid, 'SIGCONT');
        },
      );
    },
  },
  'source killed': {
    works: ['backup', 'restore'],
    async strike(strike) {
      const { source } = strike.world;
      await someTime(strike);
      await source.crash();
      const ms = within(strike, 0, 5 * SECOND_MS);
      await delay(ms);
      await source.start();
      return `away for ${String(ms)} ms`;
    },
  },
  'sessions at the source ended': {
    works: ['backup', 'restore'],
    async strike(strike) {
      await someTime(strike);
      return `${String(await endSessions(strike.world.source))} sessions`;
    },
  },
  'disk of the source full': {
    needs: { source: 'small disk' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const disk = strike.world.sourceDisk;
      const free = strike.random() < 0.5 ? 0 : within(strike, 0, 1024 ** 2);
      await someTime(strike);
      await disk?.fill(free);
      await strike.world.ended(strike.jobId, 60 * SECOND_MS);
      await disk?.empty();
      await startIfEnded(strike.world.source);
      return `${String(free)} bytes were left`;
    },
  },
  'session of the source paused': {
    works: ['backup', 'restore'],
    strike(strike) {
      let paused: readonly { pid: number }[] = [];
      return lasting(
        strike,
        async () => {
          paused = await toolSessions(strike.world.source);
          for (const { pid } of paused) signal(pid, 'SIGSTOP');
        },
        () => {
          for (const { pid } of paused) signal(pid, 'SIGCONT');
        },
      );
    },
  },
  'network to the source silent': {
    works: ['backup', 'restore'],
    strike: (strike) =>
      lasting(
        strike,
        () => strike.world.network.hold(),
        () =>
          strike.random() < 0.5 ? strike.world.network.goOn() : strike.world.network.forget({ isServerTold: true }),
      ),
  },
  'network to the source cut': {
    works: ['backup', 'restore'],
    async strike(strike) {
      await someTime(strike);
      strike.world.network.cut();
      return 'every connection';
    },
  },
  'state killed': {
    needs: { state: 'server' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const { server } = stateOf(strike);
      await someTime(strike);
      await server.crash();
      const ms = within(strike, 200, 12 * SECOND_MS);
      const refused = refusals(strike, delay(Math.max(0, ms - 100)));
      await delay(ms);
      await server.start();
      return `away for ${String(ms)} ms, ${String(await refused)} requests were refused`;
    },
  },
  'sessions at the state ended': {
    needs: { state: 'server' },
    works: ['backup', 'restore'],
    async strike(strike) {
      let sessions = 0;
      for (let times = within(strike, 1, 5); times > 0; times -= 1) {
        await delay(within(strike, 0, strike.jobMs / 2));
        sessions += await endSessions(stateOf(strike).server);
      }
      return `${String(sessions)} sessions`;
    },
  },
  'network to the state silent': {
    needs: { state: 'server' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const { network } = stateOf(strike);
      await someTime(strike);
      network.hold();
      const ms = within(strike, 500, 15 * SECOND_MS);
      await delay(ms);
      const isForgotten = strike.random() < 0.5;
      if (isForgotten) network.forget({ isServerTold: false });
      else network.goOn();
      return `for ${String(ms)} ms${isForgotten ? ', its connections are never heard of again' : ''}`;
    },
  },
  'disk of the state full': {
    needs: { state: 'small server' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const { disk, server } = stateOf(strike);
      await someTime(strike);
      await disk?.fill(0);
      const ms = within(strike, 500, 8 * SECOND_MS);
      await refusals(strike, delay(ms));
      await disk?.empty();
      await startIfEnded(server);
      return `for ${String(ms)} ms`;
    },
  },
  'disk of the vaults full': {
    needs: { vaults: 'small disk' },
    works: ['backup'],
    async strike(strike) {
      const { disk } = strike.world;
      const free = strike.random() < 0.5 ? 0 : within(strike, 0, 1024 ** 2);
      await someTime(strike);
      await disk?.fill(free);
      await strike.world.ended(strike.jobId, 60 * SECOND_MS);
      await disk?.empty();
      return `${String(free)} bytes were left`;
    },
  },
  'disk of the data folder full': {
    needs: { vaults: 'small disk of all' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const { disk } = strike.world;
      await someTime(strike);
      await disk?.fill(0);
      const ms = within(strike, 500, 8 * SECOND_MS);
      await refusals(strike, delay(ms));
      await disk?.empty();
      return `for ${String(ms)} ms`;
    },
  },
  'folder of the vaults away': {
    works: ['backup', 'restore'],
    async strike(strike) {
      await someTime(strike);
      await strike.world.moveVaults('away');
      const ms = within(strike, 200, 6 * SECOND_MS);
      await delay(ms);
      await strike.world.moveVaults('back');
      return `for ${String(ms)} ms`;
    },
  },
  'object service refuses': {
    needs: { vaults: 'object service' },
    works: ['backup', 'restore'],
    async strike(strike) {
      const { service } = strike.world;
      if (!service) throw new Error('The world has no object service.');
      await someTime(strike);
      const isDead = strike.random() < 0.3;
      const share = isDead ? 1 : 0.1 + 0.5 * strike.random();
      service.fault = () =>
        strike.random() >= share ? undefined : isDead ? 'drop' : SERVICE_FAULTS[within(strike, 0, 4)];
      const ms = within(strike, 500, 6 * SECOND_MS);
      await delay(ms);
      service.fault = () => undefined;
      return `${String(Math.round(100 * share))} of 100 requests for ${String(ms)} ms`;
    },
  },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof KINDS;

function stateOf({ world }: Strike): NonNullable<World['state']> {
  if (!world.state) throw new Error('The state of this world is in the portal.');
  return world.state;
}

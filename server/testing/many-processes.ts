/**
 * Several portals on one state and one folder of vaults, with backups that are ordered and scheduled for many servers, while
 * one of them is killed every few seconds and another is paused. Counts what must not be: a run that was missed or begun
 * twice, an order without a job, a job without end, a job that says Completed without a point, a point without such a job,
 * folders of no point, tools left behind.
 *
 *     npm run many-processes -- [instances] [rounds]
 *
 * In each round every instance has one backup that is ordered and one that is scheduled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { MINUTE_MS, SECOND_MS } from '#protocol/time-units.ts';
import { scheduledTimeOf } from '#provider/domain/job-states.ts';
import { POLICY_ID } from '#provider/seed.ts';
import { inTime, remaining } from './in-time.ts';
import { startPortal, type ArmClient, type PortalProcess } from './portal-process.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { within } from './rich-databases.ts';
import { readState, type StateReader } from './state-reader.ts';
import { toolSessions } from './tool-sessions.ts';
import { foldersOfPoints } from './vault-files.ts';

const PROCESSES = 3;
/** In times of what a backup takes beside others, so that work gets done on a slow machine, too. */
const KILL_EVERY = [0.8, 2] as const;
/** As many as the processes work on at once. */
const BESIDE_EACH_OTHER = 4 * PROCESSES;
/** Up to what makes another process take over: a heartbeat is late after 20 seconds, and looked at every ten. */
const PAUSE_MS = [2, 40].map((seconds) => seconds * SECOND_MS) as [number, number];
const TICK_MS = SECOND_MS;
/** From an edit of the schedule to its first run. */
const LEAD_MS = 5 * SECOND_MS;
/** Orders that are under way at once. */
const ORDERS_AT_ONCE = 8;
/** What may have ended the portal itself is tried three times at most (decision 36). */
const MOST_TRIES = 3;
/** A round in which nothing ended for so long hangs. */
const HANGS_MS = 20 * MINUTE_MS;
/** Clearing up comes after the end of a job. */
const SETTLES_MS = 90 * SECOND_MS;

export interface ProcessFigures {
  kills: number;
  pauses: number;
  /** Pauses after which the process had no claim to its work any more. */
  longPauses: number;
  /** Orders that a portal accepted, and those of which nobody knows, because the portal did not live to answer. */
  accepted: number;
  unanswered: number;
  /** Backups on demand that completed: at least one for each instance in each round. */
  onDemand: number;
  /** Runs of the schedule that completed, and further tries after an interruption. */
  scheduled: number;
  furtherTries: number;
  /** Runs of which three tries were interrupted: they are not tried again, by rule. */
  givenUp: number;
  interrupted: number;
  /** Recovery points that the portals verified at the end. */
  verified: number;
  /** From here on, all must be 0. */
  wrong: {
    /** Runs of the schedule without a job; begun twice, or completed twice. */
    missed: number;
    double: number;
    /** Accepted orders without a job, and jobs on demand that nobody ordered. */
    lostOrders: number;
    unordered: number;
    endless: number;
    /** Jobs that failed of anything but an interruption. */
    failed: number;
    withoutPoint: number;
    withoutJob: number;
    damaged: number;
    orphanFolders: number;
    orphanTools: number;
  };
}

export interface ManyProcesses {
  instances: number;
  rounds: number;
  /** Whether each round lasts until every interrupted run has been made up for, which takes five minutes at least. */
  toTheEnd: boolean;
  /** How often one is killed, and one paused; again and again when absent. */
  troubles?: number;
  onEvent?: (line: string) => void;
}

export async function runManyProcesses(options: ManyProcesses): Promise<ProcessFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-processes-'));
  const dataDir = join(folder, 'data');
  const [state, source] = await Promise.all([startPostgres(), startPostgres()]);
  let portals: Portals | undefined;
  let reader: StateReader | undefined;
  try {
    await within(state, 'postgres', ['CREATE DATABASE state']);
    await within(source, 'postgres', ['CREATE TABLE numbers AS SELECT generate_series(1, 20000) AS n']);
    portals = await startPortals(dataDir, state.url('state'));
    reader = await readState(state.url('state'));
    return await observe({ ...options, portals, reader, source, vaults: join(dataDir, 'vaults') });
  } catch (error) {
    options.onEvent?.(portals?.errors() ?? '');
    throw error;
  } finally {
    await reader?.close();
    await portals?.stop();
    await Promise.all([state.remove(), source.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place extends ManyProcesses {
  portals: Portals;
  reader: StateReader;
  source: TestPostgres;
  vaults: string;
}

async function observe(place: Place): Promise<ProcessFigures> {
  const { portals, reader, source, instances: count, rounds, onEvent = () => undefined } = place;
  const instances: ResourceId[] = [];
  await inTurns(
    Array.from({ length: count }, (_, at) => `pg-many-${String(at + 1)}`),
    async (name) => void instances.push(await portals.arm().protect(name, source)),
  );
  onEvent(`${String(count)} servers are protected`);
  const orders: Orders = { accepted: [], unanswered: 0 };
  const unitMs = await timeOfBackups(place, instances.slice(0, BESIDE_EACH_OTHER), orders);
  onEvent(`a backup takes ${String(unitMs)} ms beside others`);
  const trouble = makeTrouble(portals, unitMs, onEvent, place.troubles);
  const runs: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const run = await scheduleSoon(portals);
    runs.push(run);
    onEvent(`round ${String(round)}: scheduled for ${new Date(run).toISOString()}`);
    await oneRound(place, instances, run, orders);
  }
  const figures = await trouble.stop();
  onEvent('the trouble is over');
  await quiet(reader);
  const { verified, damaged } = await verifySome(portals, instances);
  return figuresOf(place, instances, runs, orders, { ...figures, verified, damaged });
}

interface Orders {
  /** Names of operations. */
  accepted: string[];
  unanswered: number;
}

/** Orders a backup of each instance until one has completed, and waits for the scheduled run of each. */
async function oneRound(
  { portals, reader, toTheEnd, onEvent = () => undefined }: Place,
  instances: readonly ResourceId[],
  run: number,
  orders: Orders,
): Promise<void> {
  const before = new Set((await reader.jobs()).map(({ id }) => id));
  let ended = 0;
  let until = Date.now() + HANGS_MS;
  while (Date.now() < until) {
    const byInstance = Map.groupBy(
      (await reader.jobs()).filter(({ id }) => !before.has(id)),
      ({ properties }) => idKey(properties.backupInstanceId),
    );
    const mine = instances.map((id) => ({ id, found: byInstance.get(idKey(id)) ?? [] }));
    const toOrder = mine.filter(
      ({ found }) => !found.some(isRunning) && !found.some((job) => isOrdered(job) && isCompleted(job)),
    );
    const left = mine.filter(({ found }) => !isMadeUpFor(tries(found, run), toTheEnd));
    const all = [...byInstance.values()].flat();
    const running = all.filter(isRunning).length;
    if (toOrder.length + left.length + running === 0) return;
    const endedNow = all.length - running;
    if (endedNow > ended) until = Date.now() + HANGS_MS;
    if (Math.floor(endedNow / 50) > Math.floor(ended / 50))
      onEvent(
        `${String(endedNow)} jobs ended; ${String(toOrder.length)} to order, ${String(left.length)} runs to make up for`,
      );
    ended = endedNow;
    // What is scheduled has its moment for itself: an order before it would only keep it waiting.
    if (Date.now() >= run) await inTurns(toOrder, ({ id }) => order(portals, id, orders));
    await delay(TICK_MS);
  }
  onEvent('the round hangs');
}

const isMadeUpFor = (found: readonly Job[], toTheEnd: boolean): boolean =>
  toTheEnd ? found.some(isCompleted) || isGivenUp(found) : found.length > 0 && !found.some(isRunning);
const isGivenUp = (found: readonly Job[]): boolean => found.filter(isInterruption).length >= MOST_TRIES;

async function order(portals: Portals, instance: ResourceId, orders: Orders): Promise<void> {
  try {
    const trigger = { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } };
    const response = await inTime(portals.arm().send('POST', `${instance}/backup`, trigger));
    const operation = response.headers.get('azure-asyncoperation');
    // Refused while the scheduled run is under way, or while the state cannot be asked.
    if (operation !== null) orders.accepted.push(decodeURIComponent(lastName(new URL(operation).pathname)));
  } catch {
    orders.unanswered += 1;
  }
}

interface Portals {
  /** A client of one that is neither dead nor paused. */
  arm: () => ArmClient;
  kill: (at: number) => Promise<void>;
  start: (at: number) => Promise<void>;
  pause: (at: number) => void;
  goOn: (at: number) => void;
  /** Those that can be killed or paused now. */
  awake: () => number[];
  /** What those that live have logged as errors. */
  errors: () => string;
  stop: () => Promise<void>;
}

async function startPortals(dataDir: string, databaseUrl: string): Promise<Portals> {
  const start = () => startPortal(dataDir, { DATABASE_URL: databaseUrl });
  // The first makes the installation.
  const portals: (PortalProcess | undefined)[] = [await start()];
  portals.push(...(await Promise.all(Array.from({ length: PROCESSES - 1 }, start))));
  const paused = new Set<number>();
  const awake = () => [...portals.keys()].filter((at) => portals[at] !== undefined && !paused.has(at));
  let turn = 0;
  return {
    awake,
    arm() {
      const present = awake();
      turn += 1;
      const portal = portals[present[turn % present.length] ?? -1];
      if (portal === undefined) throw new Error('No portal is running.');
      return portal.arm;
    },
    async kill(at) {
      const portal = portals[at];
      portals[at] = undefined;
      await portal?.kill();
    },
    async start(at) {
      portals[at] = await start();
    },
    pause(at) {
      paused.add(at);
      portals[at]?.child.kill('SIGSTOP');
    },
    goOn(at) {
      portals[at]?.child.kill('SIGCONT');
      paused.delete(at);
    },
    errors: () =>
      portals
        .flatMap((portal) => portal?.log().split('\n') ?? [])
        .filter((line) => line.includes(' ERROR '))
        .join('\n'),
    async stop() {
      await Promise.all(portals.flatMap((portal) => (portal ? [portal.kill()] : [])));
    },
  };
}

/** Kills one that is awake and starts it again, and pauses another for a while, until it is stopped. */
function makeTrouble(portals: Portals, unitMs: number, onEvent: (line: string) => void, most = Infinity) {
  const figures = { kills: 0, pauses: 0, longPauses: 0 };
  const stopping = new AbortController();
  const { signal } = stopping;
  const isOver = () => signal.aborted;
  const until = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
  const again = async (work: (at: number) => Promise<void>) => {
    for (let count = 0; count < most && !isOver();) {
      await until(unitMs * between(KILL_EVERY));
      const awake = portals.awake();
      // One at least is left for the requests and the work.
      const at = awake[Math.floor(Math.random() * awake.length)];
      if (isOver() || awake.length < 2 || at === undefined) continue;
      count += 1;
      await work(at);
    }
  };
  const both = Promise.all([
    again(async (at) => {
      figures.kills += 1;
      onEvent(`kill ${String(at)}`);
      await portals.kill(at);
      await portals.start(at);
    }),
    again(async (at) => {
      const ms = between(PAUSE_MS);
      onEvent(`pause ${String(at)} for ${String(Math.round(ms / SECOND_MS))} s`);
      portals.pause(at);
      const begin = Date.now();
      await until(ms);
      portals.goOn(at);
      figures.pauses += 1;
      if (Date.now() - begin > 30 * SECOND_MS) figures.longPauses += 1;
    }),
  ]);
  return {
    async stop() {
      stopping.abort();
      await both;
      return figures;
    },
  };
}

const between = ([least, most]: readonly [number, number]): number => least + Math.random() * (most - least);

/** Has some backed up at once; returns what that took in the middle. */
async function timeOfBackups(
  { portals, reader }: Place,
  instances: readonly ResourceId[],
  orders: Orders,
): Promise<number> {
  await Promise.all(instances.map((id) => order(portals, id, orders)));
  await quiet(reader);
  const took = (await reader.jobs())
    .filter(isCompleted)
    .map(({ properties: { startTime, endTime } }) => Date.parse(endTime ?? startTime) - Date.parse(startTime))
    .sort((one, other) => one - other);
  return Math.max(2 * SECOND_MS, took[took.length >> 1] ?? 0);
}

/** Asks one portal after the other until one responds: the one that was asked may be dying. */
async function asked<T>(portals: Portals, question: (arm: ArmClient) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await inTime(question(portals.arm()));
    } catch {
      await delay(200);
    }
  }
}

async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: ORDERS_AT_ONCE }, worker));
}

/** Has the policy of all instances run in some seconds. Returns that moment. */
async function scheduleSoon(portals: Portals): Promise<number> {
  for (;;) {
    const run = Math.ceil(Date.now() / SECOND_MS) * SECOND_MS + LEAD_MS;
    const moment = new Date(run).toISOString().replace('.000Z', '+00:00');
    await asked(portals, async (arm) => {
      const { properties } = await arm.get<BackupPolicy>(POLICY_ID);
      const text = JSON.stringify(properties).replace(/R\/[^"]+\/P1W/g, `R/${moment}/P1W`);
      const response = await arm.send('PUT', POLICY_ID, { properties: JSON.parse(text) as unknown });
      if (!response.ok) throw new Error(await response.text());
    });
    // A moment that the policy did not have at the time is not made up.
    if (Date.now() < run - SECOND_MS) return run;
  }
}

const isCompleted = ({ properties }: Job): boolean => properties.status.startsWith('Completed');
const isOrdered = ({ properties }: Job): boolean => properties.isUserTriggered;
const isInterruption = ({ properties }: Job): boolean => properties.errorDetails?.[0]?.code === 'BackupInterrupted';
const pointOf = ({ properties }: Job): string => properties.extendedInfo?.targetRecoverPoint?.recoveryPointID ?? '';
const tries = (found: readonly Job[], run: number): Job[] =>
  found.filter((job) => scheduledTimeOf(job)?.getTime() === run);
const isFirstTry = ({ properties }: Job): boolean => properties.extendedInfo?.additionalDetails?.Attempt === undefined;

const quiet = (reader: StateReader) => remaining(HANGS_MS, async () => (await reader.jobs()).filter(isRunning));

const VERIFIED = 20;

/** Has the portals verify the newest points of some instances: every byte is read and compared. */
async function verifySome(
  portals: Portals,
  instances: readonly ResourceId[],
): Promise<{ verified: number; damaged: number }> {
  let damaged = 0;
  const some = instances.slice(0, VERIFIED);
  await inTurns(some, async (instance) => {
    const { properties } = await portals.arm().done('POST', `${instance}/verify`);
    const job = await portals.arm().jobWhen(properties?.jobId ?? '', (one) => !isRunning(one));
    if (!isCompleted(job)) damaged += 1;
  });
  return { verified: some.length, damaged };
}

async function figuresOf(
  { reader, source, vaults }: Place,
  instances: readonly ResourceId[],
  runs: readonly number[],
  orders: Orders,
  { damaged, ...told }: Pick<ProcessFigures, 'kills' | 'pauses' | 'longPauses' | 'verified'> & { damaged: number },
): Promise<ProcessFigures> {
  const jobs = (await reader.jobs()).filter(({ properties }) => properties.operationCategory === 'Backup');
  const points = (await reader.points()).filter(({ instanceId }) =>
    instances.some((id) => idKey(id) === idKey(instanceId)),
  );
  const pointIds = new Set(points.map(({ resource }) => resource.name));
  const completed = jobs.filter(isCompleted);
  const completedPoints = new Set(completed.map(pointOf));
  const ordered = new Set(await Promise.all(orders.accepted.map((name) => reader.jobOf(name))));
  const onDemand = jobs.filter(isOrdered);
  const attempts = instances.flatMap((instance) => {
    const mine = jobs.filter(({ properties }) => idKey(properties.backupInstanceId) === idKey(instance));
    return runs.map((run) => tries(mine, run));
  });
  const orphanFolders = await remaining(SETTLES_MS, async () =>
    (await foldersOfPoints(vaults)).filter(({ pointId }) => !pointIds.has(pointId)),
  );
  const orphanTools = await remaining(SETTLES_MS, () => toolSessions(source));
  return {
    ...told,
    accepted: orders.accepted.length,
    unanswered: orders.unanswered,
    onDemand: onDemand.filter(isCompleted).length,
    scheduled: attempts.filter((found) => found.some(isCompleted)).length,
    furtherTries: attempts.flat().filter((job) => !isFirstTry(job)).length,
    givenUp: attempts.filter((found) => !found.some(isCompleted) && isGivenUp(found)).length,
    interrupted: jobs.filter(isInterruption).length,
    wrong: {
      missed: attempts.filter((found) => found.length === 0).length,
      double: attempts.filter((found) => found.filter(isFirstTry).length > 1 || found.filter(isCompleted).length > 1)
        .length,
      lostOrders: [...ordered].filter((id) => !jobs.some((job) => job.id === id)).length,
      unordered: Math.max(0, onDemand.filter(({ id }) => !ordered.has(id)).length - orders.unanswered),
      endless: jobs.filter(isRunning).length,
      failed: jobs.filter((job) => job.properties.status === 'Failed' && !isInterruption(job)).length,
      withoutPoint: completed.filter((job) => !pointIds.has(pointOf(job))).length,
      withoutJob: points.filter(({ resource }) => !completedPoints.has(resource.name)).length,
      damaged,
      orphanFolders: orphanFolders.length,
      orphanTools: orphanTools.length,
    },
  };
}

if (import.meta.main) {
  const { wrong, ...figures } = await runManyProcesses({
    instances: Number(process.argv[2] ?? 50),
    rounds: Number(process.argv[3] ?? 4),
    toTheEnd: true,
    onEvent: (line) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
  });
  console.table(figures);
  console.table(wrong);
  const sum = Object.values(wrong).reduce((all, one) => all + one, 0);
  process.stdout.write(sum === 0 ? 'Everything was done once.\n' : `${String(sum)} things are wrong.\n`);
  process.exitCode = sum === 0 ? 0 : 1;
}

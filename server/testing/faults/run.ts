/**
 * Faults of every kind, on real processes and real PostgreSQL, each in the middle of a job and at a random instant:
 *
 *     npm run faults -- [kind] [rounds] [seed]
 *
 * After each, the job must have ended and said the truth, nothing may be left behind, the newest good recovery point must be
 * restorable, and the portal must work again by itself. Without a kind, or with `all`, all of them; several are divided by
 * commas. `rounds` is of each, 50 unless said. Prints the figures, and ends with 1 when anything was wrong; Ctrl+C ends it
 * with those that it has.
 */
import type { Job } from '#protocol/data-protection.ts';
import { SECOND_MS } from '#protocol/time-units.ts';
import { randomFrom } from '../injury-kinds.ts';
import { remaining } from '../in-time.ts';
import { hasAzurite } from '../object-services.ts';
import { isStillRunning, processesBelow, type RunningProcess } from '../process-tree.ts';
import { canMount } from '../small-disk.ts';
import { toolSessions } from '../tool-sessions.ts';
import { KINDS, type FaultKind, type FaultName } from './kinds.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

export interface FaultFigures {
  rounds: number;
  /** How the jobs ended that ran into the fault. */
  completed: number;
  failed: number;
  canceled: number;
  /** Points that were verified, and restored and compared with their source. */
  verified: number;
  restored: number;
  /** What must not be, in words, with its round. */
  wrong: string[];
}

export interface FaultRun {
  rounds: number;
  seed: number;
  /** Of the database that is backed up. */
  megabytes: number;
  signal?: AbortSignal;
  onRound?: (line: string) => void;
}

/** So many rounds have a restore of the newest point, and the last one. */
const RESTORE_EACH = 5;
/** A claim to work is lost after 30 seconds, and what stands still is ended after a minute. */
const END_MS = 150 * SECOND_MS;
const SETTLES_MS = 60 * SECOND_MS;
/** Slow enough to be struck in its middle. */
const SLOWLY = 2.5 * 1024 ** 2;

/** Why a kind cannot be tried on this machine; undefined when it can. */
export function missingFor(name: FaultName): string | undefined {
  const { vaults = 'folder', state, source }: WorldOptions = needsOf(name);
  if (process.platform !== 'linux') return 'it needs Linux';
  if (([vaults, source].some((where) => where?.startsWith('small disk')) || state === 'small server') && !canMount())
    return 'only root can mount a small disk';
  if (vaults === 'object service' && !hasAzurite()) return 'npm test installs Azurite';
  return undefined;
}

const needsOf = (name: FaultName): WorldOptions => (KINDS[name] as FaultKind).needs ?? {};

/** Kinds that can be tried in one world, in their order. */
export const groupsOf = (names: readonly FaultName[]): FaultName[][] => [
  ...Map.groupBy(names, (name) => JSON.stringify(needsOf(name))).values(),
];

/** Tries kinds of one group, `rounds` of each. Ends early, with what it has, when it is aborted. */
export async function runFaults(names: readonly FaultName[], run: FaultRun): Promise<Map<FaultName, FaultFigures>> {
  const whole = randomFrom(run.seed);
  const random = () => whole(2 ** 30) / 2 ** 30;
  const world = await openWorld(run.megabytes, needsOf(names[0] ?? 'portal killed'));
  const all = new Map<FaultName, FaultFigures>();
  const stopped = new Promise<'stopped'>((resolve) =>
    run.signal?.addEventListener('abort', () => resolve('stopped'), { once: true }),
  );
  try {
    await firstPoint(world);
    let last = noFigures();
    for (const name of names) {
      all.set(name, (last = noFigures()));
      const tried = tryKind(world, name, run, random, last);
      tried.catch(() => undefined);
      // Ctrl+C ends the portal, too: what waits for it may wait for minutes.
      if ((await Promise.race([tried, stopped])) === 'stopped') return all;
    }
    await restoreNewest(world, (what) => last.wrong.push(`at the end: ${what}`), last);
    return all;
  } finally {
    await world.remove();
  }
}

async function tryKind(
  world: World,
  name: FaultName,
  { rounds, megabytes, signal, onRound }: FaultRun,
  random: () => number,
  figures: FaultFigures,
): Promise<void> {
  const { works }: FaultKind = KINDS[name];
  for (let round = 1; round <= rounds && signal?.aborted !== true; round += 1) {
    const before = figures.wrong.length;
    const wrong = (what: string) => figures.wrong.push(`${name}, round ${String(round)}: ${what}`);
    const work = works[Math.floor(random() * works.length)] ?? 'backup';
    const line = await oneRound(world, KINDS[name], work, { random, megabytes, wrong, figures });
    await workAgain(world, wrong, figures, round % RESTORE_EACH === 0);
    await leaveNothing(world, wrong);
    figures.rounds += 1;
    onRound?.(`${name} ${String(round)}: ${work}, ${line}`);
    for (const what of figures.wrong.slice(before)) onRound?.(`WRONG ${what}`);
    if (figures.wrong.length > before) onRound?.(lastErrors(world.portal.log()));
  }
}

/** The errors of the log, with where they come from, and its last lines. */
function lastErrors(log: string): string {
  const lines = log.split('\n');
  const errors = lines.flatMap((line, at) => (line.includes(' ERROR ') ? lines.slice(at, at + 12) : []));
  return [...errors.slice(-60), '…', ...lines.slice(-10)].join('\n');
}

const noFigures = (): FaultFigures => ({
  ...{ rounds: 0, completed: 0, failed: 0, canceled: 0, verified: 0, restored: 0 },
  wrong: [],
});

async function firstPoint(world: World): Promise<void> {
  const job = await world.ended(await world.startBackup(), END_MS);
  if (job?.properties.status !== 'Completed') throw new Error(`The first backup: ${JSON.stringify(job?.properties)}`);
}

interface Round {
  megabytes: number;
  random: () => number;
  wrong: (what: string) => void;
  figures: FaultFigures;
}

/** Strikes while a job runs, and looks whether what that job says is so. */
async function oneRound(
  world: World,
  kind: FaultKind,
  work: 'backup' | 'restore',
  { random, megabytes, wrong, figures }: Round,
): Promise<string> {
  world.network.bytesPerSecond = SLOWLY;
  const known = new Set((await world.points()).map(({ name }) => name));
  const jobId = await (work === 'backup' ? world.startBackup() : world.startRestore());
  const below = world.portal.child.pid ?? 0;
  const jobMs = (SECOND_MS * megabytes * 1024 ** 2) / SLOWLY;
  const struck = kind.strike({ world, jobId, jobMs, random, wrong });
  const tools = await toolsUntil(below, struck);
  const what = await struck;
  world.network.bytesPerSecond = Infinity;
  const job = await world.ended(jobId, END_MS);
  if (!job) {
    wrong('the job does not end');
    return what;
  }
  const { status, errorDetails } = job.properties;
  const saysDone = status.startsWith('Completed');
  figures[saysDone ? 'completed' : status === 'Cancelled' ? 'canceled' : 'failed'] += 1;
  if (status === 'Failed' && !saysWhy(job)) wrong(`the job fails without a cause: ${JSON.stringify(errorDetails)}`);
  if (work === 'restore') await checkRestored(world, saysDone, wrong);
  else await checkPoint(world, job, known, wrong);
  const left = await remaining(SETTLES_MS, () => tools().filter(isStillRunning));
  for (const { command } of left) wrong(`a tool outlives its portal: ${command}`);
  return `${what}: ${status} ${errorDetails?.[0]?.code ?? ''}`;
}

/** Collects what the portal starts, as long as the fault lasts: one that is killed cannot be asked any more. */
async function toolsUntil(pid: number, over: Promise<unknown>): Promise<() => RunningProcess[]> {
  const found = new Map<string, RunningProcess>();
  const looking = setInterval(() => {
    for (const one of processesBelow(pid)) found.set(`${String(one.pid)} ${one.startedAt}`, one);
  }, 100);
  await over.catch(() => undefined);
  clearInterval(looking);
  return () => [...found.values()];
}

const saysWhy = ({ properties }: Job): boolean => {
  const [error] = properties.errorDetails ?? [];
  return error !== undefined && error.code !== 'CloudInternalError' && error.message !== '';
};

async function checkPoint(
  world: World,
  job: Job,
  known: ReadonlySet<string>,
  wrong: (what: string) => void,
): Promise<void> {
  const id = job.properties.extendedInfo?.targetRecoverPoint?.recoveryPointID ?? '';
  const points = await world.points();
  const isThere = points.some(({ name }) => name === id);
  const saysDone = job.properties.status.startsWith('Completed');
  if (saysDone && !isThere) wrong('the job says Completed and there is no point');
  const isNew = points.filter(({ name }) => !known.has(name));
  const isPartly = isNew.some(({ properties }) => properties.recoveryPointState === 'Partial');
  if (!saysDone && isNew.length > 0 && !isPartly) wrong(`the job says ${job.properties.status} and there is a point`);
  if (!saysDone) return;
  const verified = await world.verify();
  if (!verified?.properties.status.startsWith('Completed'))
    wrong(`the job says Completed, and its point: ${JSON.stringify(verified?.properties.errorDetails)}`);
}

async function checkRestored(world: World, saysDone: boolean, wrong: (what: string) => void): Promise<void> {
  const found = await world.compareRestored();
  if (saysDone && found !== 'equal') wrong(`the restore says Completed, and the database is ${found}`);
  if (!saysDone && found !== 'absent') wrong(`the restore says that it failed, and the database is ${found}`);
}

/** The newest point is good, and the next backup succeeds. */
async function workAgain(
  world: World,
  wrong: (what: string) => void,
  figures: FaultFigures,
  restores: boolean,
): Promise<void> {
  await checkNewest(world, wrong, figures);
  const job = await world.ended(await world.startBackup(), END_MS);
  if (!job?.properties.status.startsWith('Completed'))
    wrong(`the next backup: ${JSON.stringify(job?.properties.errorDetails ?? 'does not end')}`);
  if (restores) await restoreNewest(world, wrong, figures);
}

async function restoreNewest(world: World, wrong: (what: string) => void, figures: FaultFigures): Promise<void> {
  const restored = await world.ended(await world.startRestore(), END_MS);
  const found = await world.compareRestored();
  figures.restored += 1;
  if (!restored?.properties.status.startsWith('Completed') || found !== 'equal')
    wrong(`restored from the newest point: ${found}, ${JSON.stringify(restored?.properties.errorDetails)}`);
}

async function checkNewest(world: World, wrong: (what: string) => void, figures: FaultFigures): Promise<void> {
  const verified = await world.verify();
  figures.verified += 1;
  if (!verified?.properties.status.startsWith('Completed'))
    wrong(`the newest point is not good: ${JSON.stringify(verified?.properties.errorDetails ?? 'no end')}`);
}

/** Clearing up comes after the end of a job. */
async function leaveNothing(world: World, wrong: (what: string) => void): Promise<void> {
  for (const what of await remaining(SETTLES_MS, () => world.leftovers())) wrong(`left behind: ${what}`);
  for (const { query } of await remaining(SETTLES_MS, () => toolSessions(world.source)))
    wrong(`a session is left: ${query}`);
  const tools = () => processesBelow(world.portal.child.pid ?? 0);
  for (const { command } of await remaining(SETTLES_MS, tools)) wrong(`a process is left: ${command}`);
}

if (import.meta.main) {
  const [kindText, roundsText, seedText] = process.argv.slice(2);
  const names = Object.keys(KINDS) as FaultName[];
  const wanted = kindText === undefined || kindText === 'all' ? names : kindText.split(',');
  const chosen = names.filter((name) => wanted.includes(name));
  if (chosen.length === 0) {
    process.stderr.write(`There is no fault "${kindText ?? ''}". The kinds are:\n  ${names.join('\n  ')}\n`);
    process.exit(2);
  }
  const seed = Number(seedText ?? Date.now() % 1_000_000);
  process.stdout.write(`seed ${String(seed)}\n`);
  const table: Record<string, Record<string, number | string>> = {};
  let wrongs = 0;
  for (const name of chosen) {
    const missing = missingFor(name);
    if (missing !== undefined) process.stdout.write(`${name}: not tried, ${missing}\n`);
  }
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
  const { signal } = stopping;
  const onRound = (line: string) => console.log(line);
  for (const group of groupsOf(chosen.filter((name) => missingFor(name) === undefined))) {
    if (signal.aborted) break;
    const run = { rounds: Number(roundsText ?? 50), seed, megabytes: 6, signal, onRound };
    try {
      for (const [name, { wrong, ...figures }] of await runFaults(group, run)) {
        table[name] = { ...figures, wrong: wrong.length };
        wrongs += wrong.length;
      }
    } catch (error) {
      // The other kinds are tried all the same.
      console.error(group.join(', '), error);
      wrongs += 1;
    }
  }
  console.table(table);
  process.exit(wrongs === 0 ? 0 : 1);
}

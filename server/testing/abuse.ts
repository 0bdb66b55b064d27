/**
 * Abuses the portal as callers with few rights or no token can: random requests, requests that no library would send,
 * fake servers, templates that need more than any machine has. Meanwhile a second person works.
 *
 * `npm run abuse -- [requests] [shaped] [seed]`, such as `npm run abuse -- 2000 500` for a short one. Everything stays
 * on this machine: the portal, a PostgreSQL of its own and the hostile servers listen on loopback.
 *
 * Prints the result of each phase and how long the second person waited, and ends with 1 when something is wrong: an
 * answer of 500 and above (503 with Retry-After is a refusal), no answer, a wait of over a second for the second
 * person, a portal that is gone or keeps the memory, a thing changed where the abuser has no right, a session left at a
 * hostile server.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { DEPLOYMENT_TYPE } from '#protocol/deployments.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { DATA_GROUP, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { HOSTILE_KINDS, type HostileKind } from './abuse/hostile-kinds.ts';
import { connectHostileServers } from './abuse/hostile-servers.ts';
import { ABUSED_GROUP, ABUSED_VAULT, prepareAbuser, strangersGoods } from './abuse/people.ts';
import { randomRequest } from './abuse/requests.ts';
import { startSecondPerson, type Waits } from './abuse/second-person.ts';
import { createSender, many } from './abuse/sending.ts';
import { shapedRequest } from './abuse/shaped-requests.ts';
import { count, newTally, type Tally } from './abuse/tally.ts';
import { TEMPLATES } from './abuse/templates.ts';
import { randomFrom } from './injury-kinds.ts';
import { startPortal, type PortalProcess } from './portal-process.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { residentMegabytes } from './process-memory.ts';

export interface AbuseOptions {
  requests: number;
  shaped: number;
  seed: number;
  kinds: readonly HostileKind[];
  /** How often each hostile server is tested. */
  tests: number;
  templates: readonly string[];
  /** Requests of the phase with the limits as they are by default, or as `limits` says; to be more than these. */
  flood: number;
  limits?: Record<string, string>;
  /** How long the second person may have to wait. Default: a second. */
  stallMs?: number;
  onPhase?: (phase: Phase) => void;
}

export interface Phase {
  name: string;
  seconds: number;
  tally: Tally;
  waits: Waits;
  /** What is wrong. */
  wrong: string[];
}

export interface Abused {
  phases: Phase[];
  megabytes: { before: number; most: number; after: number };
  /** What is wrong beyond a phase. */
  wrong: string[];
}

/** Nobody waits longer than that, whatever others do. */
const STALL_MS = 1_000;
/**
 * What the process may have more after a rest than before: heap that it keeps for the next time, and what it has written
 * meanwhile, which the embedded state holds in memory. What leaks with each request comes to more.
 */
const KEPT_MB = 300;
const REST_MS = 40_000;
/** More than one caller is served at once, so that there is always one that waits. */
const AT_ONCE = 32;

const UNLIMITED = {
  READS_PER_MINUTE: '10000000',
  WRITES_PER_MINUTE: '10000000',
  DELETES_PER_MINUTE: '10000000',
  // A server that says nothing is waited for no longer than that.
  CHECK_STALL_MINUTES: '1',
};

const SERVERS = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${DATA_GROUP}/providers/${SERVER_TYPE}`;
const SECOND_PERSON_ASKS = [
  `${VAULT_ID}?api-version=${API_VERSIONS.dataProtection}`,
  `${VAULT_ID}/backupPolicies?api-version=${API_VERSIONS.dataProtection}`,
  `${VAULT_ID}/backupJobs?api-version=${API_VERSIONS.dataProtection}`,
  `${SERVERS}?api-version=${API_VERSIONS.postgres}`,
  `/subscriptions?api-version=${API_VERSIONS.subscriptions}`,
];

/** One phase after the other; `AbuseOptions` says how much of each. */
export async function abuse(options: AbuseOptions): Promise<Abused> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-abuse-'));
  const postgres = await startPostgres();
  const phases: Phase[] = [];
  const record = (phase: Phase): void => {
    phases.push(phase);
    options.onPhase?.(phase);
  };
  try {
    record(await floodWithLimits(join(folder, 'limited'), options));
    return { phases, ...(await abuseWithoutLimits(join(folder, 'open'), postgres, options, record)) };
  } finally {
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The limits refuse the abuser, with the time to wait; the second person has a budget of their own. */
async function floodWithLimits(dataDir: string, { flood, limits = {}, stallMs }: AbuseOptions): Promise<Phase> {
  const portal = await startPortal(dataDir, limits);
  try {
    const abuser = await prepareAbuser(portal);
    await abuser.becomes('contributor');
    const phase = await watched('one caller beyond the limits', portal, stallMs, async (tally) => {
      const sender = createSender(portal.url);
      // Without an api-version: the budget is spent before anything is looked at, and so it is spent within the minute.
      const path = `${ABUSED_VAULT}/backupPolicies/none`;
      const headers = { authorization: `Bearer ${abuser.token}` };
      await many(flood, AT_ONCE, async () =>
        count(tally, await sender.send({ method: 'DELETE', path, headers }), path),
      );
      sender.close();
    });
    if (phase.tally.throttled === 0) phase.wrong.push('nothing was refused with 429');
    return phase;
  } finally {
    await portal.kill();
  }
}

async function abuseWithoutLimits(
  dataDir: string,
  postgres: TestPostgres,
  options: AbuseOptions,
  record: (phase: Phase) => void,
): Promise<Omit<Abused, 'phases'>> {
  const portal = await startPortal(dataDir, UNLIMITED);
  const pid = portal.child.pid ?? 0;
  const { stallMs } = options;
  const random = randomFrom(options.seed);
  let most = 0;
  const memory = setInterval(() => (most = Math.max(most, residentMegabytes(pid))), 100);
  const sender = createSender(portal.url);
  try {
    const abuser = await prepareAbuser(portal);
    const atRandom = async (tally: Tally, times: number): Promise<void> => {
      await many(times, AT_ONCE, async () => {
        const request = randomRequest(random, { abuser: abuser.token });
        count(
          tally,
          await sender.send(request),
          `${request.method} ${request.path} ${request.body?.slice(0, 500) ?? ''}`,
        );
      });
    };
    // The memory of a process that has just begun is not a leak.
    await abuser.becomes('reader');
    await atRandom(newTally(), Math.min(500, options.requests));
    const before = residentMegabytes(pid);
    most = before;
    const wrong: string[] = [];

    const half = Math.floor(options.requests / 2);
    for (const role of ['reader', 'contributor'] as const) {
      await abuser.becomes(role);
      const goods = await strangersGoods(portal);
      record(await watched(`${String(half)} at random, as ${role}`, portal, stallMs, (tally) => atRandom(tally, half)));
      if (role === 'contributor') {
        const name = `${String(options.shaped)} shaped`;
        record(
          await watched(name, portal, stallMs, (tally) => shaped(tally, random, portal, abuser.token, options.shaped)),
        );
        const { length } = options.templates;
        record(
          await watched(`${String(length)} templates`, portal, stallMs, (tally) =>
            templates(tally, portal, abuser.token, options),
          ),
        );
      }
      if ((await strangersGoods(portal)) !== goods) wrong.push(`something was changed where a ${role} has no right`);
    }

    const servers = await connectHostileServers(portal, postgres, options.kinds);
    const phase = await watched(`${String(options.kinds.length)} hostile servers`, portal, stallMs, async (tally) => {
      const left = await servers.abuse(abuser.token, tally, options.tests);
      if (left > 0) tally.faults.push(`${String(left)} sessions are left open`);
    });
    servers.close();
    record(phase);

    const after = await rested(pid, before);
    if (portal.child.exitCode !== null) wrong.push(`the portal has ended: ${portal.log().slice(-2_000)}`);
    if (after > before + KEPT_MB) wrong.push(`the portal keeps ${String(Math.round(after - before))} MB`);
    for (const line of portal
      .log()
      .split('\n')
      .filter((each) => LOGGED_BUG.test(each))
      .slice(0, 20)) {
      wrong.push(`logged: ${line.slice(0, 1_000)}`);
    }
    const [b, m, a] = [before, most, after].map(Math.round) as [number, number, number];
    return { megabytes: { before: b, most: m, after: a }, wrong };
  } finally {
    clearInterval(memory);
    sender.close();
    await portal.kill();
  }
}

const LOGGED_BUG = /request failed|unhandled|uncaught/i;

/** Does the work while the second person sends requests, and checks both. */
async function watched(
  name: string,
  portal: PortalProcess,
  stallMs: number | undefined,
  work: (tally: Tally) => Promise<void>,
): Promise<Phase> {
  const tally = newTally();
  const second = startSecondPerson({
    origin: portal.url,
    token: portal.token,
    paths: SECOND_PERSON_ASKS,
  });
  const from = performance.now();
  await work(tally);
  const seconds = (performance.now() - from) / 1_000;
  const waits = await second.stop();
  const wrong = [...tally.faults, ...waits.failed.map((each) => `the second person: ${each}`)];
  if (waits.worstMs > (stallMs ?? STALL_MS)) wrong.push(`the second person waited ${String(waits.worstMs)} ms`);
  return { name, seconds, tally, waits, wrong };
}

async function shaped(
  tally: Tally,
  random: (end: number) => number,
  { url }: PortalProcess,
  token: string,
  times: number,
): Promise<void> {
  const sender = createSender(url);
  await many(times, AT_ONCE, async (at) => {
    const { kind, bytes, hangsUp } = shapedRequest(random, at, { abuser: token });
    const what = `${kind}: ${JSON.stringify(bytes.toString('latin1').slice(0, 700))}`;
    count(tally, await sender.write(bytes, hangsUp), what, kind);
  });
  sender.close();
}

async function templates(tally: Tally, { url }: PortalProcess, token: string, options: AbuseOptions): Promise<void> {
  const sender = createSender(url);
  const path = `${ABUSED_GROUP}/providers/${DEPLOYMENT_TYPE}/shaped/validate?api-version=${API_VERSIONS.deployments}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (const name of options.templates) {
    const body = TEMPLATES[name]?.() ?? '';
    count(tally, await sender.send({ method: 'POST', path, headers, body }), `template "${name}"`);
  }
  sender.close();
}

/** Megabytes once the process has given back what it gives back; it has some time for it. */
async function rested(pid: number, before: number): Promise<number> {
  await delay(1_000);
  for (const until = Date.now() + REST_MS; Date.now() < until;) {
    if (residentMegabytes(pid) <= before + KEPT_MB) break;
    await delay(1_000);
  }
  return residentMegabytes(pid);
}

/** Whether nothing was wrong. */
export const isSound = ({ phases, wrong }: Abused): boolean =>
  [...phases.flatMap((phase) => phase.wrong), ...wrong].length === 0;

function print({ name, seconds, tally, waits, wrong }: Phase): void {
  console.log(`\n${name}, ${seconds.toFixed(1)} s`);
  const { sent, taken, refused, throttled } = tally;
  console.log(
    `  ${String(sent)} sent: ${String(taken)} taken, ${String(refused)} refused, ${String(throttled)} told to retry later`,
  );
  for (const [why, times] of tally.closed) console.log(`  ${String(times)} closed without a response: ${why}`);
  for (const [kind, statuses] of tally.kinds) {
    const each = [...statuses].map(
      ([status, times]) => `${status === 0 ? 'closed' : String(status)} x ${String(times)}`,
    );
    console.log(`    ${kind}: ${each.join(', ')}`);
  }
  const { requests, medianMs, p99Ms, worstMs, ownDelayMs } = waits;
  console.log(
    `  second person, ${String(requests)} requests: median ${String(medianMs)} ms, p99 ${String(p99Ms)} ms, worst ${String(worstMs)} ms (the machine alone: ${String(ownDelayMs)} ms)`,
  );
  for (const each of wrong) console.log(`  WRONG: ${each}`);
}

if (import.meta.main) {
  const [requests = '50000', shapedTimes = '5000', seedText = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  console.log(`seed ${seedText}`);
  const abused = await abuse({
    requests: Number(requests),
    shaped: Number(shapedTimes),
    seed: Number(seedText),
    kinds: Object.keys(HOSTILE_KINDS) as HostileKind[],
    tests: 4,
    templates: Object.keys(TEMPLATES),
    // One caller may delete 6,000 times in a minute.
    flood: 7_000,
    onPhase: print,
  });
  const { before, most, after } = abused.megabytes;
  console.log(
    `\nmemory: ${String(before)} MB before, ${String(most)} at most, ${String(after)} after a rest (at most ${String(before + KEPT_MB)})`,
  );
  for (const each of abused.wrong) console.log(`WRONG: ${each}`);
  console.log(isSound(abused) ? 'nothing is wrong' : 'something is wrong');
  if (!isSound(abused)) process.exitCode = 1;
}

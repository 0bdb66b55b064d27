/**
 * Whether the server lives (`/healthz`) and can do its work (`/readyz`): for supervisors and load balancers, which sign in
 * nowhere. Says which check failed in words of our own, and nothing that tells about what is kept here.
 */
import { Hono } from 'hono';
import { EngineFault, StoreUnavailable, type Log } from '#provider/ports.ts';

/** What a check throws when it fails, in words that anybody may read. */
export class NotReady extends Error {}

export interface HealthCheck {
  name: string;
  check: () => Promise<void>;
}

export interface HealthOptions {
  /** What is known of the storages beside the data folder, by name: it makes nobody unready. */
  storages?: () => Record<string, string>;
  /** Told when a check begins to fail, with the error itself, and when it passes again. */
  log?: Log;
  /** How long a check may take, in milliseconds. */
  deadlineMs?: number;
  /** For how long an answer is given again: whoever asks without end asks the state and the disk no more often. */
  keptMs?: number;
}

interface Readiness {
  isReady: boolean;
  /** By the name of the check: `ok`, or what is the matter. */
  checks: Record<string, string>;
}

/** Mount it at the root, before whatever counts or refuses requests. */
export function healthRoutes(
  checks: readonly HealthCheck[],
  {
    log = () => undefined,
    deadlineMs = 3_000,
    keptMs = 2_000,
    storages: toldStorages = () => ({}),
  }: HealthOptions = {},
): Hono {
  const failing = new Set<string>();
  const told = (name: string, error: unknown): void => {
    if (error !== undefined && !failing.has(name)) log('not ready', { check: name, error });
    if (error === undefined && failing.has(name)) log('ready again', { check: name });
    if (error === undefined) failing.delete(name);
    else failing.add(name);
  };
  let asked: { answer: Promise<Readiness>; until: number } | undefined;

  const readiness = (): Promise<Readiness> => {
    // The process's own time: the state's clock may be what is away.
    const now = performance.now();
    if (asked === undefined || now >= asked.until)
      asked = { answer: lookAt(checks, deadlineMs, told), until: Infinity };
    const current = asked;
    void current.answer.then(() => (current.until = Math.min(current.until, performance.now() + keptMs)));
    return current.answer;
  };

  const app = new Hono();
  app.get('/healthz', (context) => context.json({ status: 'alive' }, 200, NOT_KEPT));
  app.get('/readyz', async (context) => {
    const { isReady, checks: found } = await readiness();
    const storages = toldStorages();
    const answer = {
      status: isReady ? 'ready' : 'not ready',
      checks: found,
      ...(Object.keys(storages).length > 0 && { storages }),
    };
    return context.json(answer, isReady ? 200 : 503, NOT_KEPT);
  });
  return app;
}

const NOT_KEPT = { 'Cache-Control': 'no-store' };

type Told = (name: string, error: unknown) => void;

async function lookAt(checks: readonly HealthCheck[], deadlineMs: number, told: Told): Promise<Readiness> {
  const found = await Promise.all(
    checks.map(async ({ name, check }): Promise<[string, string]> => {
      const error = await failureOf(check, deadlineMs);
      told(name, error);
      return [name, error === undefined ? OK : wordsOf(error)];
    }),
  );
  return { isReady: found.every(([, what]) => what === OK), checks: Object.fromEntries(found) };
}

const OK = 'ok';

/** Undefined when there is none. */
async function failureOf(check: () => Promise<void>, deadlineMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new NotReady(`No answer within ${String(deadlineMs / 1000)} seconds.`);
    timer = setTimeout(() => reject(error), deadlineMs);
  });
  try {
    await Promise.race([check(), late]);
    return undefined;
  } catch (error) {
    return error ?? new Error('It failed without an error.');
  } finally {
    clearTimeout(timer);
  }
}

/** Our own words, and none of a library or a server: those may tell addresses and names. */
const wordsOf = (error: unknown): string =>
  error instanceof NotReady || error instanceof EngineFault || error instanceof StoreUnavailable
    ? error.message
    : 'It failed. The log tells why.';

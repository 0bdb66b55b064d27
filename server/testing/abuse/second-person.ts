/**
 * A person who works while others abuse the portal: one request every 100 ms, whether or not the one before is done.
 * Runs in a thread of its own, because what waits for a busy abuser has not waited for the portal.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

export interface Waits {
  requests: number;
  medianMs: number;
  p99Ms: number;
  worstMs: number;
  /** How late the thread itself was at most: what the machine, not the portal, let it wait. */
  ownDelayMs: number;
  /** Wrong responses. */
  failed: string[];
}

interface Given {
  origin: string;
  token: string;
  paths: string[];
}

interface Seen extends Pick<Waits, 'ownDelayMs' | 'failed'> {
  waitsMs: number[];
}

const EVERY_MS = 100;
const GIVES_UP_MS = 30_000;

/** Starts to request these paths in turn; `stop` waits for pending requests and returns how long each took. */
export function startSecondPerson(given: Given): { stop(): Promise<Waits> } {
  const worker = new Worker(new URL('./second-person.ts', import.meta.url), { workerData: given });
  const seen = new Promise<Seen>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  // Reported by `stop`.
  seen.catch(() => undefined);
  return {
    async stop() {
      worker.postMessage('stop');
      const { waitsMs, ...rest } = await seen;
      await worker.terminate();
      const sorted = waitsMs.toSorted((one, other) => one - other);
      const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
      return { requests: sorted.length, medianMs: at(0.5), p99Ms: at(0.99), worstMs: at(1), ...rest };
    },
  };
}

async function work({ origin, token, paths }: Given): Promise<void> {
  const seen: Seen = { waitsMs: [], ownDelayMs: 0, failed: [] };
  const asked: Promise<void>[] = [];
  const ask = async (path: string): Promise<void> => {
    const from = performance.now();
    try {
      const answer = await fetch(`${origin}${path}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(GIVES_UP_MS),
      });
      await answer.text();
      if (answer.status !== 200) seen.failed.push(`${path}: ${String(answer.status)}`);
    } catch (error) {
      seen.failed.push(`${path}: ${String(error)}`);
    }
    seen.waitsMs.push(performance.now() - from);
  };
  const next = (): void => void asked.push(ask(paths[asked.length % paths.length] ?? '/'));
  let due = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    seen.ownDelayMs = Math.max(seen.ownDelayMs, Math.round(now - due));
    due = now + EVERY_MS;
    next();
  }, EVERY_MS);
  next();
  await new Promise((resolve) => parentPort?.once('message', resolve));
  clearInterval(timer);
  await Promise.all(asked);
  parentPort?.postMessage(seen);
}

if (!isMainThread && parentPort !== null) await work(workerData as Given);

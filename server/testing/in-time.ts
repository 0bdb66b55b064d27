/** Waiting for what may never come: the answer of a process that is paused, dead, or behind a silent network. */
import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '#protocol/time-units.ts';

/** Rejects when nothing has come of it in time. */
export async function inTime<T>(question: Promise<T>, ms = 10 * SECOND_MS): Promise<T> {
  const late = new AbortController();
  const tooLate = delay(ms, undefined, { signal: late.signal }).then(() => Promise.reject(new Error('no response')));
  try {
    return await Promise.race([question, tooLate]);
  } finally {
    late.abort();
    tooLate.catch(() => undefined);
    question.catch(() => undefined);
  }
}

/** Looks until there is something, for so long. Undefined when there never was. */
export async function polled<T>(
  withinMs: number,
  look: () => Promise<T | undefined>,
  everyMs = 250,
): Promise<T | undefined> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(everyMs);
  }
  return undefined;
}

/** What remains of a list that gets empty within moments. */
export async function remaining<T>(withinMs: number, list: () => T[] | Promise<T[]>): Promise<T[]> {
  let left = await list();
  await polled(withinMs, async () => {
    left = await list();
    return left.length === 0 ? left : undefined;
  });
  return left;
}

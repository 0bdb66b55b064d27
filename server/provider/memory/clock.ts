/** Clocks: the machine's own, one that runs faster, and one that a test moves by hand. */
import type { Clock } from '../ports.ts';

// setTimeout takes at most 2^31 - 1 ms; longer waits are made of several.
const LONGEST_TIMER_MS = 24 * 3_600_000;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0 || left === ms; left -= LONGEST_TIMER_MS) {
      await timer(Math.max(0, Math.min(left, LONGEST_TIMER_MS)), signal);
    }
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = () => {
      clearTimeout(handle);
      reject(signal?.reason as Error);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A clock that can be moved ahead. */
export interface MovableClock extends Clock {
  /** Moves time on and wakes, in order, everyone whose time has come; watches only as often as others are woken. */
  advance(ms: number): Promise<void>;
  /** How many wait for their time, watches aside. */
  sleepers(): number;
  /** Before each step `advance` also waits for this: until the woken code waits again, or has ended. */
  settleBy(settle: () => Promise<void>): void;
}

export type ManualClock = MovableClock;

/** A clock that stands still until `advance` moves it. */
export const createManualClock = (start: Date | string): ManualClock => {
  const startMs = new Date(start).getTime();
  return createMovableClock(() => startMs);
};

/** The machine's time, `aheadMs` later, and later still after each `advance`. */
export const createLaboratoryClock = (aheadMs = 0): MovableClock =>
  createMovableClock(() => Date.now() + aheadMs, true);

interface Sleeper {
  at: number;
  isWatch: boolean;
  wake: () => void;
}

/** `base` is the time before any move; `runs` when it goes on by itself. */
function createMovableClock(base: () => number, runs = false): MovableClock {
  const sleepers = new Set<Sleeper>();
  let watches = 0;
  let movedMs = 0;
  let settle = settled;
  const nowMs = () => base() + movedMs;

  // Looking every two seconds through a year that is skipped would take as long as the work.
  const wakeWatches = () => {
    if (watches === 0) return;
    for (const { at, isWatch, wake } of [...sleepers]) if (isWatch && at <= nowMs()) wake();
  };

  const firstUntil = (end: number): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const one of sleepers) if (one.at <= end && !one.isWatch && !(first && first.at <= one.at)) first = one;
    return first;
  };

  return {
    isMovedOnPurpose: true,
    now: () => new Date(nowMs()),
    sleepers: () => sleepers.size - watches,
    settleBy(own) {
      settle = async () => {
        await settled();
        await own();
      };
    },
    sleep(ms, signal, isWatch = false) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const ring = runs ? new AbortController() : undefined;
        const end = (then: () => void) => () => {
          if (!sleepers.delete(sleeper)) return;
          if (isWatch) watches -= 1;
          // The signal may live as long as the world.
          signal?.removeEventListener('abort', onAbort);
          ring?.abort();
          then();
        };
        const onAbort = end(() => reject(signal?.reason as Error));
        const sleeper: Sleeper = { at: nowMs() + ms, isWatch, wake: end(resolve) };
        sleepers.add(sleeper);
        if (isWatch) watches += 1;
        signal?.addEventListener('abort', onAbort);
        if (ring) void systemClock.sleep(ms, ring.signal).then(sleeper.wake, () => undefined);
      });
    },
    async advance(ms) {
      const end = nowMs() + ms;
      for (;;) {
        await settle();
        const next = firstUntil(end);
        if (!next) break;
        movedMs += Math.max(0, next.at - nowMs());
        next.wake();
        wakeWatches();
      }
      movedMs += Math.max(0, end - nowMs());
      wakeWatches();
      await settle();
    },
  };
}

// A macrotask after every pending microtask: the woken code has reached its next wait by then. Not `setImmediate`, where there is one: it
// comes so soon that what a thread works on, such as a digest, is not done.
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });

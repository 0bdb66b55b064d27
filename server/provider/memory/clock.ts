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

export interface ManualClock extends Clock {
  /** Moves time on and wakes, in order, everyone whose time has come. */
  advance(ms: number): Promise<void>;
}

/** A clock that stands still until `advance` moves it. */
export function createManualClock(start: Date | string): ManualClock {
  let nowMs = new Date(start).getTime();
  let sleepers: { at: number; wake: () => void }[] = [];

  return {
    now: () => new Date(nowMs),
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const sleeper = { at: nowMs + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason as Error);
        });
      });
    },
    async advance(ms) {
      const end = nowMs + ms;
      for (;;) {
        await settled();
        const next = sleepers.filter((sleeper) => sleeper.at <= end).sort((one, other) => one.at - other.at)[0];
        if (!next) break;
        sleepers = sleepers.filter((sleeper) => sleeper !== next);
        nowMs = Math.max(nowMs, next.at);
        next.wake();
      }
      nowMs = end;
      await settled();
    },
  };
}

// A macrotask after every pending microtask: whoever was woken has gone on to its next wait by then.
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });

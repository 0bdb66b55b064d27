/** The factor by which simulated work is faster than real life. It can change in the middle of a wait. */
import type { Clock } from '#provider/ports.ts';

export interface Pace {
  speed: () => number;
  /** Takes effect at once, also for running waits. */
  change: (speed: number) => void;
  /** Whether the clock's waits last as long as in real life, whatever the speed. */
  takeTime: (isSlow: boolean) => void;
  /** The same clock, with waits that are shorter by the factor. */
  clock: Clock;
}

const STORAGE_KEY = 'backup-portal.speed';

/** `?speed=10` makes simulated work ten times as fast, and the tab remembers it. */
export function speedToBegin(search: string, storage: Storage): number {
  const requested = speedIn(new URLSearchParams(search).get('speed'));
  if (requested !== undefined) rememberSpeed(requested, storage);
  return requested ?? speedIn(storage.getItem(STORAGE_KEY)) ?? 1;
}

/** The tab's speed after the next load. */
export const rememberSpeed = (speed: number, storage: Storage): void => storage.setItem(STORAGE_KEY, String(speed));

function speedIn(text: string | null): number | undefined {
  const speed = Number(text ?? NaN);
  return speed > 0 && Number.isFinite(speed) ? speed : undefined;
}

/** A pace with an initial speed. */
export function createPace(clock: Clock, begin: number): Pace {
  let speed = begin;
  let isSlow = false;
  let change = new AbortController();
  const changed = () => {
    const before = change;
    change = new AbortController();
    before.abort();
  };

  async function sleep(ms: number, signal?: AbortSignal, isWatch = false): Promise<void> {
    // Deadlines follow the clock, however fast the work goes.
    if (isWatch) return clock.sleep(ms, signal, isWatch);
    let left = ms;
    for (;;) {
      const before = clock.now().getTime();
      const [pace, paceChanged] = [isSlow ? 1 : speed, change.signal];
      const stop = new AbortController();
      const onChange = () => stop.abort();
      const onStop = () => stop.abort(signal?.reason);
      paceChanged.addEventListener('abort', onChange);
      signal?.addEventListener('abort', onStop);
      try {
        signal?.throwIfAborted();
        await clock.sleep(left / pace, stop.signal);
        return;
      } catch (error) {
        if (signal?.aborted || !paceChanged.aborted) throw error;
        left = Math.max(0, left - (clock.now().getTime() - before) * pace);
      } finally {
        // The signals outlive the wait: the listeners of a year of waits would accumulate on them.
        paceChanged.removeEventListener('abort', onChange);
        signal?.removeEventListener('abort', onStop);
      }
    }
  }

  return {
    speed: () => speed,
    change(next) {
      speed = next;
      changed();
    },
    takeTime(next) {
      isSlow = next;
      changed();
    },
    clock: { now: () => clock.now(), sleep },
  };
}

/** Reads the due schedules from the store at the start and each minute, so that a lost wake-up costs no run. */
import { adoptNewestGood } from '#provider/point-records.ts';
import type { Ports } from '#provider/ports.ts';
import { adoptSchedules, followSchedules } from '#provider/work/schedules.ts';

const EVERY_MS = 60_000;
const HUNG_MS = 10 * EVERY_MS;

export interface FollowedSchedules {
  /** Whether it looks at all: not when a look has hung for minutes. */
  isFollowing: () => boolean;
  stop: () => Promise<void>;
}

/** Begins at once. One check ends before the next begins. */
export function keepFollowingSchedules(ports: Ports): FollowedSchedules {
  const stopping = new AbortController();
  // By the process's own time: the clock of the state may jump, or not answer.
  let lookedAt = performance.now();
  const follow = async (): Promise<void> => {
    await adoptSchedules(ports).catch(logError(ports));
    await adoptNewestGood(ports).catch(logError(ports));
    while (!stopping.signal.aborted) {
      await followSchedules(ports, stopping.signal).catch(logError(ports));
      lookedAt = performance.now();
      await ports.clock.sleep(EVERY_MS, stopping.signal).catch(() => undefined);
    }
  };
  const followed = follow();
  return {
    isFollowing: () => performance.now() - lookedAt < HUNG_MS,
    async stop() {
      stopping.abort();
      await followed;
    },
  };
}

const logError =
  ({ log }: Ports) =>
  (error: unknown): void =>
    log('schedules could not be read from the store', { error: String(error) });

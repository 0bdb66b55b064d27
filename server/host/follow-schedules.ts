/** Reads the due schedules from the store at the start and each minute, so that a lost wake-up costs no run. */
import type { Ports } from '#provider/ports.ts';
import { adoptSchedules, followSchedules } from '#provider/work/schedules.ts';

const EVERY_MS = 60_000;

/** Begins at once. One check ends before the next begins. */
export function keepFollowingSchedules(ports: Ports): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const follow = async (): Promise<void> => {
    await adoptSchedules(ports).catch(logError(ports));
    while (!stopping.signal.aborted) {
      await followSchedules(ports, stopping.signal).catch(logError(ports));
      await ports.clock.sleep(EVERY_MS, stopping.signal).catch(() => undefined);
    }
  };
  const followed = follow();
  return {
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

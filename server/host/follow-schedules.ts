/** Asks the store for schedules whose moment has come, at the start and each minute: a wake-up that is lost costs no run. */
import type { Ports } from '#provider/ports.ts';
import { adoptSchedules, followSchedules } from '#provider/work/schedules.ts';

const EVERY_MS = 60_000;

/** Begins at once. One look ends before the next begins. */
export function keepFollowingSchedules(ports: Ports): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const follow = async (): Promise<void> => {
    await adoptSchedules(ports).catch(tell(ports));
    while (!stopping.signal.aborted) {
      await followSchedules(ports, stopping.signal).catch(tell(ports));
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

const tell =
  ({ log }: Ports) =>
  (error: unknown): void =>
    log('schedules could not be read from the store', { error: String(error) });

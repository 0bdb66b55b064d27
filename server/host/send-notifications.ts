/** Collects alerts into notifications and checks what no transaction tells, while the server runs. */
import type { Ports } from '#provider/ports.ts';
import { checkConditions, collectAlerts, sendAllDone, type OwnView } from '#provider/notifications.ts';

/** Alerts that are raised within so long reach a destination as one notification. */
const COLLECT_MS = 10_000;
const CHECK_EVERY = 6;

/** Begins at once; does nothing where nobody is notified. Several servers may do it side by side. */
export function keepNotifying(ports: Ports, own: () => OwnView): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const logged = (error: unknown): void => ports.log('notifications could not be prepared', { error });
  const run = async (): Promise<void> => {
    for (let turn = 0; !signal.aborted; turn += 1) {
      if (turn % CHECK_EVERY === 0) {
        await checkConditions(ports, own()).catch(logged);
        await sendAllDone(ports).catch(logged);
      }
      await collectAlerts(ports).catch(logged);
      await ports.clock.sleep(COLLECT_MS, signal).catch(() => undefined);
    }
  };
  const { destinations, heartbeats } = ports.notifier ?? { destinations: [], heartbeats: { allDone: false } };
  const running = destinations.length > 0 || heartbeats.allDone ? run() : Promise.resolve();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

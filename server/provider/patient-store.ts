/** The store as workers have it: what took hours does not fail because the state was away for a minute. */
import { StoreUnavailable, type Clock, type Store } from './ports.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Waits for a state that is away or full, until the work is aborted. A transaction whose end was lost on the way is run
 * again: as ever, it looks at what is stored first.
 */
export const patientStore = (store: Store, clock: Clock, signal: AbortSignal): Store => ({
  async transact(change) {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        return await store.transact(change);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || signal.aborted) throw error;
        await clock.sleep(wait, signal).catch(() => undefined);
      }
    }
  },
});

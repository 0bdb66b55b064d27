/**
 * The existing subscriptions, for counting by subscription: needed at each request, so they are cached and rarely read
 * from the store.
 */
import type { Clock, Store } from '#provider/ports.ts';
import { subscriptions } from '#provider/records.ts';

/** Made-up ids do not cause a read of the store each. */
const LOOK_AGAIN_MS = 5_000;

export function createKnownSubscriptions(store: Store, clock: Clock): (id: string) => Promise<boolean> {
  let known = new Set<string>();
  let lookedAt = -Infinity;
  return async (id) => {
    const now = clock.now().getTime();
    if (!known.has(id) && Math.abs(now - lookedAt) >= LOOK_AGAIN_MS) {
      lookedAt = now;
      known = new Set((await store.transact((tx) => tx.list(subscriptions))).map(({ key }) => key));
    }
    return known.has(id);
  };
}

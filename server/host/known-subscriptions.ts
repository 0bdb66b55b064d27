/** Which subscriptions there are, for those who count by them: asked for each request, and read from the store hardly ever. */
import type { Clock, Store } from '#provider/ports.ts';
import { subscriptions } from '#provider/records.ts';

/** Whoever makes names up does not have the store asked for each. */
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

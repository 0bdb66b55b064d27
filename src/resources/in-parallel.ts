import { createQueue } from './queue.ts';

/** How many requests of one list run at once: enough to be quick, few enough not to be throttled. */
const AT_ONCE = 6;

/** `work` for every item, a few at a time; results are in the order of the items. The first failure fails all. */
export function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const queue = createQueue(AT_ONCE);
  return Promise.all(items.map((item) => queue(() => work(item))));
}

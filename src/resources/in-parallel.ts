/** How many requests of one list may be under way at once: enough to be quick, few enough not to be throttled. */
const AT_ONCE = 6;

/** `work` for every item, a few at a time; answers in the order of the items. The first failure fails all. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  const worker = async () => {
    // All workers draw from one iterator, so each item is taken once.
    for (const [at, item] of entries) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}

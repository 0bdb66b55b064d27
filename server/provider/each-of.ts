import type { Kind, Store, Stored, Transaction } from './ports.ts';

/** Documents of one transaction. */
const PAGE = 500;

/** Goes through every document of a kind, some in one transaction, and changes what is to be changed. */
export async function eachOf<T>(
  store: Store,
  kind: Kind<T>,
  change: (tx: Transaction, found: Stored<T>) => Promise<unknown>,
): Promise<void> {
  let after: { order: string; key: string } | undefined;
  do {
    const from = after;
    const page = await store.transact(async (tx) => {
      const found = await tx.list(kind, { limit: PAGE, ...(from && { after: from }) });
      for (const one of found) await change(tx, one);
      return found;
    });
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after);
}

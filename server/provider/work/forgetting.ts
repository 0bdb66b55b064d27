/** Operations that ended long ago are forgotten, so that a server that runs for ten years holds a week of them. */
import { ticks } from '../domain/time.ts';
import { KEPT_MS } from '../operations.ts';
import type { Query, Stored, Transaction } from '../ports.ts';
import { operations, type OperationRecord } from '../records.ts';
import type { Worker } from './errand.ts';

/** How many go in one transaction. */
const BATCH = 500;

export const forgetOperations: Worker = async ({ ports: { store, clock }, signal, moved }) => {
  const to = ticks(new Date(clock.now().getTime() - KEPT_MS));
  let last: Stored<OperationRecord> | undefined;
  do {
    signal.throwIfAborted();
    const after = last && { order: last.order, key: last.key };
    moved();
    last = await store.transact((tx) => forgetSome(tx, { to, limit: BATCH, ...(after && { after }) }));
  } while (last);
};

/** Answers where to go on; nothing when that was all. */
async function forgetSome(tx: Transaction, query: Query): Promise<Stored<OperationRecord> | undefined> {
  const old = await tx.list(operations, query);
  // What still runs after a week is a bug to be looked at, and not to be forgotten.
  for (const { key, value } of old) if (value.status !== 'Inprogress') await tx.delete(operations, key);
  return old.length < BATCH ? undefined : old.at(-1);
}

/**
 * What ended long ago is forgotten, so that a server that runs for ten years holds a week of operations and 90 days of
 * events.
 */
import { events, forgottenBefore } from '../activity-log.ts';
import { ticks } from '../domain/time.ts';
import { KEPT_MS } from '../operations.ts';
import type { Kind, Store, Stored } from '../ports.ts';
import { operations, type OperationRecord } from '../records.ts';
import { trustedTime } from '../trusted-time.ts';
import type { WorkContext, Worker } from './work-context.ts';

/** How many go in one transaction. */
const BATCH = 500;

export const forgetOperations: Worker = async ({ ports: { store, clock }, ...context }) => {
  // What still runs after a week is a bug to be looked at, and not to be forgotten.
  const isOver = ({ status }: OperationRecord): boolean => status !== 'Inprogress';
  await forget(store, operations, ticks(new Date(clock.now().getTime() - KEPT_MS)), isOver, context);
};

export const forgetEvents: Worker = async ({ ports, ...context }) => {
  const now = await ports.store.transact((tx) => trustedTime(ports, tx));
  await forget(ports.store, events, forgottenBefore(now), () => true, context);
};

async function forget<T>(
  store: Store,
  kind: Kind<T>,
  to: string,
  mayGo: (value: T) => boolean,
  { signal, moved }: Pick<WorkContext, 'signal' | 'moved'>,
): Promise<void> {
  let last: Stored<T> | undefined;
  do {
    signal.throwIfAborted();
    moved();
    const after = last && { order: last.order, key: last.key };
    last = await store.transact(async (tx) => {
      const old = await tx.list(kind, { to, limit: BATCH, ...(after && { after }) });
      for (const { key, value } of old) if (mayGo(value)) await tx.delete(kind, key);
      // Where to go on; nothing when that was all.
      return old.length < BATCH ? undefined : old.at(-1);
    });
  } while (last);
}

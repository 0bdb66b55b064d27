/**
 * A store that tells what happens in it: whichever worker or route ends a job or finds damage, it does so by writing it down
 * here, and none of them has to think of whoever counts or is to be told.
 */
import { isRunning } from '#protocol/data-protection.ts';
import {
  dataDeleted,
  dataGone,
  hasFailed,
  jobEnded,
  pointDamaged,
  protectionFailed,
  type Occurrence,
} from './domain/occurrences.ts';
import type { Kind, Store, Transaction } from './ports.ts';
import { deletedInstances, instances, jobs, recoveryPoints, type JobRecord } from './records.ts';

export interface StoreWatch {
  /** Called in the transaction that wrote it: what it writes is there if and when that is. */
  within?: ((tx: Transaction, occurrence: Occurrence) => Promise<void>) | undefined;
  /** Called when the transaction has been committed. */
  after?: ((occurrence: Occurrence) => void) | undefined;
}

export const watchedStore = (store: Store, { within, after }: StoreWatch): Store => ({
  async transact(change) {
    const { result, seen } = await store.transact(async (tx) => {
      const seen: Occurrence[] = [];
      const result = await change(noticing(tx, seen));
      for (const occurrence of seen) await within?.(tx, occurrence);
      return { result, seen };
    });
    for (const occurrence of seen) after?.(occurrence);
    return result;
  },
});

interface Watched<T> {
  kind: Kind<T>;
  /** Whether what is written may have happened now. Asked first: what was there before is then read, and not each time. */
  mayHave: (written: T) => boolean;
  occurrence: (written: T, before: T | undefined) => Occurrence | undefined;
}

const watched = <T>(one: Watched<T>): Watched<unknown> => one as unknown as Watched<unknown>;

const WATCHED: ReadonlyMap<string, Watched<unknown>> = new Map(
  [
    watched({ kind: jobs, mayHave: ({ resource }) => !isRunning(resource), occurrence: jobEnded }),
    watched({
      kind: recoveryPoints,
      mayHave: ({ resource }) => resource.properties.proof?.damage !== undefined,
      occurrence: pointDamaged,
    }),
    watched({ kind: deletedInstances, mayHave: () => true, occurrence: dataDeleted }),
    watched({ kind: instances, mayHave: hasFailed, occurrence: protectionFailed }),
  ].map((one) => [one.kind.name, one]),
);

const noticing = (tx: Transaction, seen: Occurrence[]): Transaction => ({
  ...tx,
  async put(kind, key, value) {
    const one = WATCHED.get(kind.name);
    if (one?.mayHave(value) === true) {
      const occurrence = one.occurrence(value, (await tx.get(one.kind, key))?.value);
      if (occurrence) see(seen, occurrence);
      else if (kind.name === jobs.name) lookAgain(seen, value as JobRecord);
    }
    return tx.put(kind, key, value);
  },
  async delete(kind, key) {
    const before = kind.name === instances.name ? (await tx.get(instances, key))?.value : undefined;
    const occurrence = before && dataGone(before);
    if (occurrence) see(seen, occurrence);
    return tx.delete(kind, key);
  },
});

/** A job that ended in this transaction is written again when it is known that its run is tried again. */
function lookAgain(seen: Occurrence[], { resource: job }: JobRecord): void {
  const at = seen.findIndex((one) => one.kind === 'jobEnded' && one.job.id === job.id);
  const ended = seen[at];
  if (ended?.kind === 'jobEnded') seen[at] = { ...ended, job };
}

/** What is kept of a deleted instance is written in the transaction that deletes it: both are one thing that happened. */
function see(seen: Occurrence[], occurrence: Occurrence): void {
  const { kind } = occurrence;
  const same = seen.findIndex(
    (one) => kind === 'dataDeleted' && one.kind === kind && one.instance.id === occurrence.instance.id,
  );
  if (same < 0) seen.push(occurrence);
  else seen[same] = occurrence;
}

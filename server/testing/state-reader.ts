/**
 * What the state of a portal says, read past the portal: tests that kill and pause portals ask it what became of their work
 * when nobody else could answer.
 */
import type { Job, RecoveryPoint } from '#protocol/data-protection.ts';
import { jobs, operations, recoveryPoints } from '#provider/records.ts';
import { openPostgresDatabase } from '../adapters/sql/postgres-database.ts';
import { createSqlStore } from '../adapters/sql/sql-store.ts';

export interface StateReader {
  /** The oldest first. */
  jobs(): Promise<Job[]>;
  points(): Promise<{ instanceId: string; resource: RecoveryPoint }[]>;
  /** The id of the job that an operation began, by the name of the operation. */
  jobOf(operation: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** `url` is the `DATABASE_URL` of a portal that has started at least once. */
export async function readState(url: string): Promise<StateReader> {
  const database = await openPostgresDatabase(url, () => undefined);
  const store = createSqlStore(database, () => Promise.reject(new Error('This only reads.')));
  return {
    jobs: async () => (await store.transact((tx) => tx.list(jobs))).map(({ value }) => value.resource),
    points: async () => (await store.transact((tx) => tx.list(recoveryPoints))).map(({ value }) => value),
    jobOf: async (operation) => (await store.transact((tx) => tx.get(operations, operation)))?.value.jobId,
    close: () => database.close(),
  };
}

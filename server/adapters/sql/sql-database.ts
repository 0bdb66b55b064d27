/**
 * The one way in which the adapters speak SQL to the state database, whichever driver is behind it: PGlite in this
 * process (`pglite-database.ts`) or a PostgreSQL server (`postgres-database.ts`).
 */
import type { PgBoss } from 'pg-boss';

export interface Sql {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
}

export interface SqlDatabase extends Sql {
  /**
   * Runs `change` in one serializable transaction and commits it. When another transaction got in between, `change` runs
   * again from the start.
   */
  transact<T>(change: (sql: Sql) => Promise<T>): Promise<T>;
  /** A queue over the same database, not yet started. */
  createQueue(): PgBoss;
  /** Whether no other process can be using this database, so that work found in progress belongs to a dead one. */
  readonly isExclusive: boolean;
  close(): Promise<void>;
}

/** Schemas of our own, so that a shared database keeps its `public` to itself. */
export const STATE_SCHEMA = 'backup_portal';
export const QUEUE_SCHEMA = 'backup_portal_work';

/**
 * What the autovacuum of a server does, and an embedded database has not: statistics, by which the planner knows that one index
 * finds ten documents and the other a hundred thousand, and room for new rows where deleted ones were.
 */
import { QUEUE_SCHEMA, STATE_SCHEMA, type Sql } from './sql-database.ts';

const LOOK_EVERY_MS = 10 * 60_000;

/**
 * Tables that have grown by a fifth since they were last looked at. A look at a table notes its pages (`relpages`); small ones are
 * read fast whatever the planner believes.
 */
const grownTables = async (sql: Sql): Promise<string[]> =>
  (
    await sql.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ANY($1) AND c.relkind = 'r'
         AND pg_relation_size(c.oid) > current_setting('block_size')::int * (16 + 1.2 * c.relpages)`,
      [[STATE_SCHEMA, QUEUE_SCHEMA]],
    )
  ).map(({ name }) => name);

/** Renews the statistics of what has grown. It reads a sample, and takes a second at most. */
export async function renewStatistics(sql: Sql): Promise<void> {
  for (const name of await grownTables(sql)) await sql.query(`ANALYZE ${name}`);
}

/** Renews the statistics of what has grown, and gives back the room of deleted rows. It reads whole tables. */
export async function tidyUp(sql: Sql): Promise<void> {
  for (const name of await grownTables(sql)) await sql.query(`VACUUM (ANALYZE) ${name}`);
}

/** Tidies up for as long as the database is open. One time that fails is followed by another. */
export function keepTidy(sql: Sql): { stop: () => Promise<void> } {
  let tidying = Promise.resolve();
  const timer = setInterval(() => {
    tidying = tidying.then(() => tidyUp(sql)).catch(() => undefined);
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return tidying;
    },
  };
}

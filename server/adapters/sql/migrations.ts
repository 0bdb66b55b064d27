/** The tables of the state database, step by step. A step that was released is never changed: add the next one. */
import { createRequire } from 'node:module';
import { SetupError } from '../setup-error.ts';
import { QUEUE_SCHEMA, STATE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';

/** Statements by step: the first is step 1. */
export type Steps = readonly (readonly string[])[];

export const STEPS: Steps = [
  [
    // `json` and not `jsonb`: nothing looks inside, responses keep the order of their properties, and a text with
    // \u0000 in it can be kept. "C" collation orders as JavaScript compares.
    `CREATE TABLE ${STATE_SCHEMA}.documents (
      kind text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      ord text COLLATE "C" NOT NULL,
      words text[] NOT NULL,
      body json NOT NULL,
      etag text NOT NULL,
      PRIMARY KEY (kind, key)
    )`,
    `CREATE INDEX documents_in_order ON ${STATE_SCHEMA}.documents (kind, ord, key)`,
    // Without fastupdate: the pending list is one page that every serializable reader and writer would meet on.
    `CREATE INDEX documents_by_word ON ${STATE_SCHEMA}.documents USING gin (words) WITH (fastupdate = off)`,
  ],
];

/** Any number that nobody else uses for an advisory lock in this database. */
const LOCK = 7_236_412_801;

/** Up to where the tables of the state and those of the queue have come; 0 where there are none. */
export interface StateVersion {
  step: number;
  queue: number;
}

const { pgboss } = createRequire(import.meta.url)('pg-boss/package.json') as { pgboss: { schema: number } };

/** What this program makes of a state. The queue brings migrations of its own, and makes them when it is opened. */
export const newestOf = (steps: Steps): StateVersion => ({ step: steps.length, queue: pgboss.schema });

export const versionOf = async (sql: Sql): Promise<StateVersion> => ({
  step: await newestIn(sql, { schema: STATE_SCHEMA, table: 'migrations', column: 'step' }),
  queue: await newestIn(sql, { schema: QUEUE_SCHEMA, table: 'version', column: 'version' }),
});

/** Whether an upgrade would change what is there. */
export const isOlder = ({ step, queue }: StateVersion, steps: Steps): boolean =>
  (step > 0 && step < steps.length) || (queue > 0 && queue < pgboss.schema);

/** Brings the tables up to this version. Processes that start together wait for each other. */
export async function migrate(database: SqlDatabase, steps = STEPS): Promise<void> {
  if (isUpToDate(await versionOf(database), steps)) return;
  await database.transact(async (sql) => {
    // A serializable transaction would see what there was before it waited for the lock.
    await sql.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const before = await versionOf(sql);
    if (!isUpToDate(before, steps)) await takeSteps(sql, before.step, steps);
  });
}

/** Takes the steps after the one that a state is at, within a transaction of the caller's. */
export async function takeSteps(sql: Sql, done: number, steps = STEPS): Promise<void> {
  await sql.query(`CREATE SCHEMA IF NOT EXISTS ${STATE_SCHEMA}`);
  await sql.query(`CREATE TABLE IF NOT EXISTS ${STATE_SCHEMA}.migrations (step integer PRIMARY KEY)`);
  for (const [at, statements] of steps.entries()) {
    if (at < done) continue;
    for (const statement of statements) await sql.query(statement);
    await sql.query(`INSERT INTO ${STATE_SCHEMA}.migrations (step) VALUES ($1)`, [at + 1]);
  }
}

/** Throws when a newer program has written the state: this one would read it wrongly. */
function isUpToDate({ step, queue }: StateVersion, steps: Steps): boolean {
  if (step > steps.length || queue > pgboss.schema) {
    throw new SetupError(
      `The state was written by a newer version of Backup Portal (tables ${String(step)}, queue ${String(queue)}; this version ` +
        `knows them up to ${String(steps.length)} and ${String(pgboss.schema)}). Start that version again, or put back the copy ` +
        'of the state from before the upgrade: docs/operations.md says how.',
    );
  }
  return step === steps.length;
}

async function newestIn(
  sql: Sql,
  { schema, table, column }: { schema: string; table: string; column: string },
): Promise<number> {
  // Not `to_regclass`: a connection may remember that there was no such table, and would still say so after waiting for the lock.
  const [found] = await sql.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = $2) AS found',
    [schema, table],
  );
  if (!found?.found) return 0;
  const [row] = await sql.query<{ newest: number }>(
    `SELECT coalesce(max(${column}), 0)::int AS newest FROM ${schema}.${table}`,
  );
  return row?.newest ?? 0;
}

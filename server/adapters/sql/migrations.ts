/** The tables of the state database, step by step. A step that was released is never changed: add the next one. */
import { SetupError } from '../setup-error.ts';
import { STATE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';

export const STEPS: readonly (readonly string[])[] = [
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

/** Brings the tables up to this version. Processes that start together wait for each other. */
export async function migrate(database: SqlDatabase): Promise<void> {
  if ((await appliedSteps(database)) === STEPS.length) return;
  await database.transact(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await sql.query(`CREATE SCHEMA IF NOT EXISTS ${STATE_SCHEMA}`);
    await sql.query(`CREATE TABLE IF NOT EXISTS ${STATE_SCHEMA}.migrations (step integer PRIMARY KEY)`);
    const done = await appliedSteps(sql);
    if (done > STEPS.length) throw new SetupError('The state was written by a newer version of Backup Portal.');
    for (const [at, statements] of STEPS.entries()) {
      if (at < done) continue;
      for (const statement of statements) await sql.query(statement);
      await sql.query(`INSERT INTO ${STATE_SCHEMA}.migrations (step) VALUES ($1)`, [at + 1]);
    }
  });
}

async function appliedSteps(sql: Sql): Promise<number> {
  const [table] = await sql.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${STATE_SCHEMA}.migrations`,
  ]);
  if (!table?.found) return 0;
  const [row] = await sql.query<{ done: number }>(
    `SELECT coalesce(max(step), 0)::int AS done FROM ${STATE_SCHEMA}.migrations`,
  );
  return row?.done ?? 0;
}

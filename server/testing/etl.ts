/** What goes on in a database while it is backed up: a job that makes and removes tables, and an application at work. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { TestPostgres } from './postgres.ts';
import { within } from './rich-databases.ts';

/** How often in a second the job makes a table, empties one and drops one, unless it is said otherwise. */
const TIMES_A_SECOND = 10;
const APPLICATION_EVERY_MS = 10;

/** Tables, and enough of them that a dump has something to lock; `megabytes` of rows so that it takes its time. */
export async function createBusyDatabase(
  postgres: TestPostgres,
  name: string,
  { tables, megabytes }: { tables: number; megabytes: number },
): Promise<void> {
  await within(postgres, 'postgres', [`CREATE DATABASE ${name}`]);
  await within(postgres, name, [
    `DO $$ BEGIN FOR i IN 1..${tables} LOOP
       EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a int)', i);
       EXECUTE format('INSERT INTO t%s SELECT i, i FROM generate_series(1, 20) i', i);
     END LOOP; END $$`,
    `CREATE TABLE large AS SELECT i AS id, repeat(md5(i::text), 32) AS pad FROM generate_series(1, ${megabytes * 1000}) i`,
    `CREATE TABLE emptied (id int)`,
  ]);
}

export interface Busyness {
  stop(): Promise<void>;
  /**
   * How long each turn of the application has taken since the last call; one that still waits counts with what it has
   * waited.
   */
  waitsMs(): number[];
  /** Rounds that the job has done. */
  rounds(): number;
}

export async function startBusyness(
  postgres: TestPostgres,
  database: string,
  timesASecond = TIMES_A_SECOND,
): Promise<Busyness> {
  const { host, port, user, password } = postgres;
  const clients = [1, 2, 3].map(() => new pg.Client({ host, port, user, password, database }));
  for (const client of clients) {
    client.on('error', () => undefined);
    await client.connect();
  }
  const [job, emptying, application] = clients as [pg.Client, pg.Client, pg.Client];
  let hasStopped = false;
  let rounds = 0;
  let waits: number[] = [];
  let asked = Infinity;

  const work = async () => {
    for (; !hasStopped; rounds += 1) {
      await job.query(
        `CREATE TABLE staging_${rounds} AS SELECT i AS id, md5(i::text) AS t FROM generate_series(1, 200) i`,
      );
      await job.query(`TRUNCATE staging_${rounds}`);
      await job.query(`DROP TABLE staging_${rounds}`);
      await delay(1000 / timesASecond);
    }
  };
  // A table that stays is locked by the dump: emptying it waits, as it does beside any dump, and must not stop the rest.
  const empty = async () => {
    while (!hasStopped) {
      await emptying.query('TRUNCATE emptied');
      await emptying.query('INSERT INTO emptied VALUES (1)');
      await delay(1000 / timesASecond);
    }
  };
  const apply = async () => {
    for (let turn = 0; !hasStopped; turn += 1) {
      asked = performance.now();
      await application.query(`UPDATE t${1 + (turn % 20)} SET a = a + 1 WHERE id = $1`, [1 + (turn % 20)]);
      await application.query(`SELECT count(*) FROM t${1 + (turn % 20)}`);
      waits.push(performance.now() - asked);
      asked = Infinity;
      await delay(APPLICATION_EVERY_MS);
    }
  };
  const going = Promise.all([work(), empty(), apply()]);
  going.catch(() => undefined);
  return {
    rounds: () => rounds,
    waitsMs() {
      const waited = asked === Infinity ? waits : [...waits, performance.now() - asked];
      waits = [];
      return waited;
    },
    async stop() {
      hasStopped = true;
      await going;
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

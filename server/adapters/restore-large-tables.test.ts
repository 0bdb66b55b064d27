/** Tables that are large enough to be loaded apart from pg_restore: the same rows, the same words, the same ways to stop. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, tracesOn, type Archive, type Restoring } from '../testing/restoring.ts';
import { fingerprint, within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 180_000;
const TARGETS = [13, 15, 18];
/** Rows that are 5 MB together, which is more than it takes. */
const FILLED = `SELECT i, repeat(md5(i::text), 3) AS note FROM generate_series(1, 50000) i`;

let source: TestPostgres;
let restoring: Restoring;
const targets = new Map<number, TestPostgres>();
const target = (major: number): TestPostgres => {
  const found = targets.get(major);
  if (!found) throw new Error(`No server ${String(major)}.`);
  return found;
};

beforeAll(async () => {
  source = await startPostgres();
  // Nobody but us is to freeze rows.
  for (const major of TARGETS) targets.set(major, await startPostgres({ major, settings: { autovacuum: 'off' } }));
  restoring = await prepareRestoring();
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all([source, ...targets.values()].map((server) => server.remove()));
  await restoring.remove();
});

async function make(name: string, statements: string[]): Promise<Archive> {
  await within(source, 'postgres', [`CREATE DATABASE ${name} TEMPLATE template0`]);
  await within(source, name, statements);
  return archiveOf(source, name);
}

/** A recovery point that does not record the size of its tables: pg_restore loads all. */
const withoutSizes = (archive: Archive): Archive => ({
  ...archive,
  contents: {
    ...archive.contents,
    tables: (archive.contents.tables ?? []).map((table) => ({ ...table, bytes: 0 })),
  },
});

/** Frozen rows are known to be visible to everybody. */
const frozen = async (server: TestPostgres, database: string, table: string): Promise<boolean> =>
  (await within<{ is: boolean }>(server, database, [`SELECT pg_relation_size('${table}', 'vm') > 0 AS is`]))[0]?.is ===
  true;

/** Waits in the middle of the archive, when large tables are being read, until something else has happened. */
async function* pausing(plain: AsyncIterable<Uint8Array>, happened: () => Promise<void>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of plain) {
    yield chunk;
    bytes += chunk.length;
    if (bytes > 2_000_000) await happened();
  }
}

/** Asked for as often as one likes, and waited for once. */
function once(work: Promise<void>): () => Promise<void> {
  work.catch(() => undefined);
  return () => work;
}

/** Sessions of ours that wait for rows, once there is one. */
async function loading(server: TestPostgres, statement = 'SELECT 1'): Promise<void> {
  for (;;) {
    const found = await within(server, 'postgres', [
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'backup-portal' AND query LIKE '%FREEZE true%' AND state = 'active'`,
    ]);
    if (found.length > 0) break;
    await delay(5);
  }
  await within(server, 'postgres', [statement]);
}

describe.each(TARGETS)('into a server %i,', (major) => {
  it(
    'large tables come back among small ones, large objects, partitions and what depends on them',
    async () => {
      const archive = await make(`large_${String(major)}`, [
        `CREATE SCHEMA "a.b"`,
        `CREATE TABLE a_small AS SELECT i FROM generate_series(1, 10) i`,
        `CREATE TABLE b_large AS ${FILLED}`,
        `ALTER TABLE b_large ADD PRIMARY KEY (i)`,
        `CREATE TABLE "a.b"."c ""D" (note text, x xml, i int REFERENCES b_large,
           twice int GENERATED ALWAYS AS (i * 2) STORED, id bigint GENERATED ALWAYS AS IDENTITY)`,
        `INSERT INTO "a.b"."c ""D" (i, note, x) SELECT i, note || E'\\\\\\t\\n', '<a/>' FROM b_large`,
        `ALTER TABLE "a.b"."c ""D" DROP COLUMN x`,
        `CREATE TABLE c_parts (i int, note text) PARTITION BY RANGE (i)`,
        `CREATE TABLE c_parts_1 PARTITION OF c_parts FOR VALUES FROM (0) TO (100)`,
        `CREATE TABLE c_parts_2 PARTITION OF c_parts FOR VALUES FROM (100) TO (1000000)`,
        `INSERT INTO c_parts SELECT * FROM b_large`,
        `CREATE UNLOGGED TABLE d_unlogged AS SELECT * FROM b_large`,
        `CREATE TABLE f_long AS SELECT string_agg(note, '') AS text, string_agg(note, '')::bytea AS bytes FROM b_large`,
        `CREATE TABLE g_last AS SELECT i FROM generate_series(1, 10) i`,
        `SELECT lo_from_bytea(0, '\\\\x00ff')`,
        `CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''never''; END'`,
        `CREATE TRIGGER never BEFORE INSERT ON b_large FOR EACH ROW EXECUTE FUNCTION never()`,
        `CREATE TRIGGER never_empty BEFORE TRUNCATE ON b_large FOR EACH STATEMENT EXECUTE FUNCTION never()`,
      ]);
      const { warnings, databases } = await restoring.restore(target(major), archive);
      expect(warnings).toEqual([]);
      expect(databases).toMatchObject([{ tablesCompared: 8, differing: [], notMade: [] }]);
      expect(await fingerprint(target(major), archive.database)).toEqual(await fingerprint(source, archive.database));
      if (major >= 14) {
        expect(await frozen(target(major), archive.database, 'b_large')).toBe(true);
        expect(await frozen(target(major), archive.database, 'a_small')).toBe(false);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'a large table whose check reads a later one is restored, and one that cannot be is reported with pg_restore’s message',
    async () => {
      const archive = await make(`failing_${String(major)}`, [
        // The first is filled before the one that its check looks into.
        `CREATE TABLE z_limits (top int)`,
        `INSERT INTO z_limits VALUES (50000)`,
        `CREATE FUNCTION is_within(i int) RETURNS boolean LANGUAGE sql AS 'SELECT i <= (SELECT max(top) FROM public.z_limits)'`,
        `CREATE TABLE a_checked (i int CHECK (is_within(i) IS TRUE), note text)`,
        `INSERT INTO a_checked ${FILLED}`,
        // A rule of today for rows of yesterday.
        `CREATE FUNCTION share(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'`,
        `CREATE TABLE b_forbidden (i int, note text, part int GENERATED ALWAYS AS (share(i)) STORED)`,
        `INSERT INTO b_forbidden ${FILLED}`,
        `CREATE OR REPLACE FUNCTION share(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1 / (i - 40000)'`,
        `CREATE TABLE c_right AS ${FILLED}`,
      ]);
      const apart = await restoring.restore(target(major), archive);
      const atOnce = await restoring.restore(target(major), withoutSizes(archive), { targetName: 'at_once' });
      const [facts] = apart.databases;
      expect(facts?.notMade).toEqual([
        {
          object: 'table data public.b_forbidden',
          error: expect.stringContaining('division by zero') as string,
        },
      ]);
      expect(facts?.notMade).toEqual(atOnce.databases[0]?.notMade);
      expect(facts?.differing).toEqual([expect.stringContaining('b_forbidden')]);
      const expected = await fingerprint(source, archive.database);
      expect(await fingerprint(target(major), archive.database)).toEqual({ ...expected, 'public.b_forbidden': '0:0' });
      expect(await fingerprint(target(major), 'at_once')).toEqual({ ...expected, 'public.b_forbidden': '0:0' });
      await within(target(major), 'postgres', ['DROP DATABASE at_once']);
    },
    TIMEOUT_MS,
  );

  it(
    'a session that the server ends in the middle of a table costs nothing but time',
    async () => {
      const archive = await make(`cut_${String(major)}`, [
        `CREATE TABLE a AS ${FILLED}`,
        `CREATE TABLE b AS ${FILLED}`,
      ]);
      const cut = once(
        loading(
          target(major),
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%FREEZE true%' AND pid <> pg_backend_pid()`,
        ),
      );
      const { warnings, databases } = await restoring.restore(target(major), archive, {
        read: (plain) => pausing(plain, cut),
      });
      expect(warnings).toEqual([]);
      expect(databases).toMatchObject([{ tablesCompared: 2, rowsCompared: 100_000, differing: [], notMade: [] }]);
    },
    TIMEOUT_MS,
  );
});

it(
  'a table without columns has as many rows as before',
  async () => {
    const archive = await make('without_columns', [
      `CREATE TABLE bare ()`,
      `INSERT INTO bare SELECT FROM generate_series(1, 4200000)`,
    ]);
    const { databases } = await restoring.restore(target(15), archive);
    expect(databases).toMatchObject([{ tablesCompared: 1, rowsCompared: 4_200_000, differing: [], notMade: [] }]);
    expect(await frozen(target(15), archive.database, 'bare')).toBe(true);
  },
  TIMEOUT_MS,
);

it(
  'a login that may make databases and no roles restores them as well',
  async () => {
    await within(target(15), 'postgres', [`CREATE ROLE humble LOGIN CREATEDB PASSWORD 'x'`]);
    const archive = await make('humble_one', [`CREATE TABLE a AS ${FILLED}`]);
    const { warnings } = await restoring.restore(target(15), archive, { login: { user: 'humble', password: 'x' } });
    expect(warnings).toEqual([]);
    expect(await frozen(target(15), archive.database, 'a')).toBe(true);
    expect(await fingerprint(target(15), archive.database)).toEqual(await fingerprint(source, archive.database));
  },
  TIMEOUT_MS,
);

it(
  'is stopped in the middle of a large table, and nothing is left',
  async () => {
    const archive = await make('stopped', [`CREATE TABLE a AS ${FILLED}`, `CREATE TABLE z AS SELECT 1 AS i`]);
    const stop = new AbortController();
    const stopped = once(loading(target(15)).then(() => stop.abort(new Error('Enough'))));
    const restored = restoring.restore(target(15), archive, {
      signal: stop.signal,
      read: (plain) => pausing(plain, stopped),
    });
    await expect(restored).rejects.toThrow();
    expect(await tracesOn(target(15))).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  'a server that crashes in the middle of a large table ends the restore at once',
  async () => {
    const archive = await make('crashed', [`CREATE TABLE a AS ${FILLED}`, `CREATE TABLE b AS ${FILLED}`]);
    const server = target(13);
    const crashed = once(loading(server).then(() => server.crash()));
    const restored = restoring.restore(server, archive, { read: (plain) => pausing(plain, crashed) });
    await expect(restored).rejects.toMatchObject({ name: 'EngineFault' });
    await server.start();
  },
  TIMEOUT_MS,
);

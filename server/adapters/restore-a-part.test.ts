/** One table or one schema of a dump, with what it needs and nothing else, in a database of its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, tracesOn, type Archive, type Restoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 120_000;
let server: TestPostgres;
let restoring: Restoring;
let archive: Archive;
let turn = 0;

beforeAll(async () => {
  server = await startPostgres();
  restoring = await prepareRestoring();
  await within(server, 'postgres', ['CREATE DATABASE whole']);
  await within(server, 'whole', [
    `CREATE SCHEMA app`,
    `CREATE SCHEMA types`,
    `CREATE TYPE types.mood AS ENUM ('fine')`,
    `CREATE FUNCTION types.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
    `CREATE TABLE app.customers (id int PRIMARY KEY)`,
    `INSERT INTO app.customers SELECT generate_series(1, 5)`,
    `CREATE TABLE app.orders (
       id serial PRIMARY KEY, g int GENERATED ALWAYS AS IDENTITY, customer int REFERENCES app.customers, m types.mood DEFAULT 'fine'
     )`,
    `INSERT INTO app.orders (customer) SELECT 1 + i % 5 FROM generate_series(1, 40) i`,
    `CREATE INDEX orders_by_customer ON app.orders (customer)`,
    `CREATE TRIGGER touched BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION types.touch()`,
    `COMMENT ON TABLE app.orders IS 'what was ordered'`,
    `CREATE VIEW app.large AS SELECT * FROM app.orders WHERE id > 10`,
    `CREATE TABLE public.parted (at int) PARTITION BY RANGE (at)`,
    `CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES FROM (0) TO (10)`,
    `CREATE TABLE public.parted_2 PARTITION OF public.parted FOR VALUES FROM (10) TO (20)`,
    `CREATE INDEX ON public.parted (at)`,
    `INSERT INTO public.parted SELECT generate_series(0, 19)`,
    `CREATE TABLE public.unrelated AS SELECT 1 AS i`,
    `CREATE SCHEMA reports`,
    `CREATE VIEW reports.of_customers AS SELECT customer, id FROM app.orders`,
    `CREATE MATERIALIZED VIEW reports.kept AS SELECT count(*)::int AS n FROM reports.of_customers`,
  ]);
  archive = await archiveOf(server, 'whole');
}, TIMEOUT_MS);
afterAll(async () => {
  await server.remove();
  await restoring.remove();
});

async function restored(only: { schemas?: string[]; tables?: { schema: string; name: string }[] }) {
  turn += 1;
  const targetName = `part_${String(turn)}`;
  const part = { schemas: only.schemas ?? [], tables: only.tables ?? [] };
  const summary = await restoring.restore(server, archive, { targetName, only: part });
  const relations = await within<{ name: string }>(server, targetName, [
    `SELECT format('%s.%s', n.nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE n.nspname !~ '^(pg_|information_schema)' ORDER BY 1`,
  ]);
  return { summary, targetName, relations: relations.map(({ name }) => name) };
}

describe('a part of a database', () => {
  it(
    'is a table with its sequences, types, indexes, triggers and rows, but no table that it refers to',
    async () => {
      const { summary, targetName, relations } = await restored({ tables: [{ schema: 'app', name: 'orders' }] });
      expect(summary.warnings).toEqual([]);
      expect(summary.databases).toMatchObject([{ tablesCompared: 1, rowsCompared: 40, differing: [], notMade: [] }]);
      expect(relations).toEqual([
        'app.orders',
        'app.orders_by_customer',
        'app.orders_g_seq',
        'app.orders_id_seq',
        'app.orders_pkey',
      ]);
      expect(
        await within(server, targetName, [`INSERT INTO app.orders (customer) VALUES (99) RETURNING id, g, m::text`]),
      ).toEqual([{ id: 41, g: 41, m: 'fine' }]);
      expect(
        await within(server, targetName, [
          `SELECT obj_description('app.orders'::regclass) AS comment, (SELECT count(*)::int FROM pg_trigger WHERE NOT tgisinternal) AS triggers`,
        ]),
      ).toEqual([{ comment: 'what was ordered', triggers: 1 }]);
    },
    TIMEOUT_MS,
  );

  it(
    'is a schema with all that is in it, and its foreign keys',
    async () => {
      const { summary, targetName, relations } = await restored({ schemas: ['app'] });
      expect(summary.databases).toMatchObject([{ tablesCompared: 2, differing: [], notMade: [] }]);
      expect(relations.filter((name) => name.startsWith('public.'))).toEqual([]);
      expect(relations).toContain('app.large');
      await expect(within(server, targetName, [`INSERT INTO app.orders (customer) VALUES (99)`])).rejects.toThrow(
        /foreign key/,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'is a partitioned table with all of its partitions',
    async () => {
      const { summary, targetName } = await restored({ tables: [{ schema: 'public', name: 'parted' }] });
      expect(summary.databases).toMatchObject([{ tablesCompared: 2, rowsCompared: 20, differing: [], notMade: [] }]);
      expect(await within(server, targetName, ['SELECT count(*)::int AS n FROM parted'])).toEqual([{ n: 20 }]);
    },
    TIMEOUT_MS,
  );

  it(
    'is a view or materialized view that shows what it showed: with the rows that it reads',
    async () => {
      for (const schemas of [['reports'], []]) {
        const tables = schemas.length > 0 ? [] : [{ schema: 'reports', name: 'kept' }];
        const { summary, targetName } = await restored({ schemas, tables });
        expect(summary.databases).toMatchObject([{ tablesCompared: 1, rowsCompared: 40, differing: [], notMade: [] }]);
        expect(
          await within(server, targetName, [
            'SELECT (SELECT n FROM reports.kept), count(*)::int AS rows FROM reports.of_customers',
          ]),
        ).toEqual([{ n: 40, rows: 40 }]);
      }
    },
    TIMEOUT_MS,
  );

  it('that is not in the dump is refused by name, and nothing is left', async () => {
    await expect(
      restored({ tables: [{ schema: 'app', name: 'nothing' }], schemas: ['nowhere'] }),
    ).rejects.toMatchObject({
      code: 'UserErrorTableNotInRecoveryPoint',
      message: expect.stringMatching(/'nowhere', 'app.nothing'/) as string,
    });
    expect(await tracesOn(server)).toEqual([]);
  });
});

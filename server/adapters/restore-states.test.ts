/** States of real databases that are hard to give back, restored into real servers of several versions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, propertiesOf, rolesOf, tracesOn, type Restoring } from '../testing/restoring.ts';
import { fingerprint, within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 180_000;
const TARGETS = [13, 15, 17];

let source: TestPostgres;
let restoring: Restoring;
const targets = new Map<number, TestPostgres>();
const target = (major: number): TestPostgres => {
  const found = targets.get(major);
  if (!found) throw new Error(`No server ${String(major)}.`);
  return found;
};

const make = async (name: string, options: string, statements: string[]) => {
  await within(source, 'postgres', [`CREATE DATABASE ${name} TEMPLATE template0 ${options}`]);
  await within(source, name, statements);
  return archiveOf(source, name);
};

beforeAll(async () => {
  // The system's tools dump what they are not older than.
  source = await startPostgres({ user: 'chief' });
  for (const major of TARGETS) targets.set(major, await startPostgres({ major }));
  restoring = await prepareRestoring();
  await within(source, 'postgres', [
    `CREATE ROLE ro`,
    `CREATE ROLE app_owner`,
    `CREATE ROLE alice LOGIN PASSWORD 'a'`,
    `GRANT ro TO alice`,
    `CREATE ROLE boss SUPERUSER LOGIN REPLICATION BYPASSRLS PASSWORD 'b'`,
  ]);
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all([source, ...targets.values()].map((server) => server.remove()));
  await restoring.remove();
});

describe.each(TARGETS)('into a server %i, a database comes back as it was:', (major) => {
  it(
    'tables that are read back while others are filled are the right ones, whatever they are called and however often they are tried',
    async () => {
      const archive = await make(`beside_${String(major)}`, '', [
        `CREATE SCHEMA a`,
        `CREATE SCHEMA "a.b"`,
        `CREATE TABLE a."b.c" AS SELECT i FROM generate_series(1, 1000) i`,
        `CREATE TABLE "a.b".c AS SELECT i FROM generate_series(1, 2000) i`,
        `CREATE TABLE a."two
lines" AS SELECT i FROM generate_series(1, 10) i`,
        // The first is filled before the one that its check looks into.
        `CREATE TABLE public.z_limits (top int)`,
        `INSERT INTO public.z_limits VALUES (5000)`,
        `CREATE FUNCTION public.is_within(i int) RETURNS boolean LANGUAGE sql AS 'SELECT i <= (SELECT max(top) FROM public.z_limits)'`,
        `CREATE TABLE public.b_checked (i int CHECK (public.is_within(i) IS TRUE))`,
        `INSERT INTO public.b_checked SELECT i FROM generate_series(1, 3000) i`,
        `CREATE TABLE public.c_last AS SELECT i FROM generate_series(1, 100) i`,
      ]);
      const { warnings, databases } = await restoring.restore(target(major), archive);
      expect(warnings).toEqual([]);
      expect(databases).toMatchObject([{ tablesCompared: 6, rowsCompared: 6111, differing: [] }]);
    },
    TIMEOUT_MS,
  );

  it(
    'more large objects than fit into one result are all read back',
    async () => {
      const archive = await make(`pictures_${String(major)}`, '', [
        `SELECT pg_catalog.lo_from_bytea(0, convert_to(repeat(md5(i::text), 10000), 'UTF8')) FROM generate_series(1, 70) i`,
      ]);
      const { warnings, databases } = await restoring.restore(target(major), archive);
      expect(warnings).toEqual([]);
      expect(databases[0]?.differing).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'bytes of no encoding stay bytes of no encoding',
    async () => {
      const archive = await make(`ascii_${String(major)}`, `ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'`, [
        `CREATE TABLE n (t text)`,
        `INSERT INTO n VALUES (convert_from('\\xe9', 'SQL_ASCII')), (convert_from('\\xfffe', 'SQL_ASCII'))`,
      ]);
      expect((await restoring.restore(target(major), archive)).warnings).toEqual([]);
      expect(await within(target(major), archive.database, [`SELECT encode(t::bytea, 'hex') AS hex FROM n`])).toEqual([
        { hex: 'e9' },
        { hex: 'fffe' },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'also where the recovery point does not record it, by the archive itself',
    async () => {
      const name = `latin_${String(major)}`;
      const archive = await make(name, `ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`, [
        `ALTER DATABASE ${name} SET search_path = "$user", public, "odd, schema"`,
        `ALTER DATABASE ${name} CONNECTION LIMIT 7`,
        `COMMENT ON DATABASE ${name} IS 'it''s the old one'`,
        `CREATE TABLE "t\u00e9" (t text)`,
        `INSERT INTO "t\u00e9" VALUES ('\u00e9')`,
      ]);
      const { warnings } = await restoring.restore(target(major), { ...archive, properties: undefined });
      expect(warnings).toEqual([]);
      expect(await within(target(major), name, [`SELECT t FROM "t\u00e9"`])).toEqual([{ t: '\u00e9' }]);
      expect(await propertiesOf(target(major), name)).toMatchObject({
        encoding: 'LATIN1',
        connectionLimit: 7,
        comment: "it's the old one",
        settings: [{ name: 'search_path', value: '"$user", public, "odd, schema"' }],
      });
    },
    TIMEOUT_MS,
  );

  it(
    'owner, grants, settings, limit and comment are its own, and nothing of ours is left',
    async () => {
      const name = `"Kept ${String(major)}"`;
      const archive = await makeKept(name);
      const { warnings } = await restoring.restore(target(major), archive, {
        ownersAndRoles: true,
        fullRoles: true,
        roles: await rolesOf(source),
      });
      expect(warnings).toEqual([]);
      expect(await propertiesOf(target(major), archive.database)).toEqual(archive.properties);
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

async function makeKept(name: string) {
  const plain = name.slice(1, -1);
  await within(source, 'postgres', [
    `CREATE DATABASE ${name} TEMPLATE template0 OWNER app_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`,
    `ALTER DATABASE ${name} SET default_transaction_read_only = on`,
    `ALTER DATABASE ${name} SET my.own = 'it''s \\ "x"'`,
    `ALTER ROLE alice IN DATABASE ${name} SET work_mem = '8MB'`,
    `ALTER DATABASE ${name} CONNECTION LIMIT 12`,
    `COMMENT ON DATABASE ${name} IS 'what it was'`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${name} TO ro`,
    `GRANT CREATE ON DATABASE ${name} TO alice WITH GRANT OPTION`,
  ]);
  return archiveOf(source, plain);
}

describe('what the target cannot take', () => {
  it(
    'a locale that is not there is named, and the encoding stays',
    async () => {
      const archive = await make('odd_locale', `ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`, [`CREATE TABLE t ()`]);
      const properties = { ...archive.properties, collate: 'xx_XX.utf8', ctype: 'xx_XX.utf8' } as never;
      const { warnings } = await restoring.restore(target(15), { ...archive, properties });
      expect(warnings.map(({ code, message }) => [code, message])).toEqual([
        ['DatabaseLocaleNotAvailable', expect.stringContaining('xx_XX.utf8')],
      ]);
      expect(await propertiesOf(target(15), 'odd_locale')).toMatchObject({ encoding: 'UTF8' });
    },
    TIMEOUT_MS,
  );

  it.each([13, 15, 17])(
    'providers of a newer server, on a server %i',
    async (major) => {
      const archive = await make(`provider_${String(major)}`, `ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`, []);
      const builtin = { ...archive.properties, localeProvider: 'builtin', locale: 'C.UTF-8' } as never;
      const { warnings } = await restoring.restore(target(major), { ...archive, properties: builtin });
      expect(warnings.map(({ code }) => code)).toEqual(major < 17 ? ['DatabaseLocaleNotAvailable'] : []);
      expect(await propertiesOf(target(major), archive.database)).toMatchObject({
        localeProvider: major < 17 ? 'libc' : 'builtin',
      });
    },
    TIMEOUT_MS,
  );

  it(
    'an encoding that it does not have refuses the restore, with the reason, and leaves nothing',
    async () => {
      const archive = await make('odd_encoding', '', []);
      const properties = { ...archive.properties, encoding: 'EBCDIC' } as never;
      await expect(restoring.restore(target(15), { ...archive, properties })).rejects.toMatchObject({
        code: 'UserErrorDatabasePropertiesNotSupported',
        details: { serverError: expect.stringContaining('EBCDIC') as string },
      });
      expect(await tracesOn(target(15))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'a role that is missing and a setting that is unknown are named one by one',
    async () => {
      const archive = await make('poor', '', []);
      const properties = {
        ...archive.properties,
        owner: 'nobody here',
        settings: [{ name: 'no_such_setting', value: '1' }],
      } as never;
      const { warnings } = await restoring.restore(target(17), { ...archive, properties }, { ownersAndRoles: true });
      expect(warnings.map(({ code, message }) => [code, message])).toEqual([
        ['DatabasePropertyNotRestored', expect.stringMatching(/setting no_such_setting .*unrecognized/)],
        ['DatabasePropertyNotRestored', expect.stringMatching(/owner nobody here .*does not exist/)],
      ]);
    },
    TIMEOUT_MS,
  );
});

/** Each of these depends on a function with names that only the source's sessions could resolve. */
const UNQUALIFIED = [
  `CREATE FUNCTION inner_f(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(t) $$`,
  `CREATE FUNCTION f(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT inner_f(t) $$`,
  `CREATE FUNCTION g(t text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN inner_f(t) IS NOT NULL; END $$`,
  `CREATE TABLE indexed (t text)`,
  `INSERT INTO indexed SELECT 'Row ' || i FROM generate_series(1, 100) i`,
  `CREATE INDEX indexed_f ON indexed (f(t))`,
  `CREATE TABLE checked (id int PRIMARY KEY, t text CHECK (g(t)))`,
  `INSERT INTO checked SELECT i, 'Row ' || i FROM generate_series(1, 100) i`,
  `CREATE TABLE referring (id int REFERENCES checked, t text CHECK (g(t)))`,
  `INSERT INTO referring SELECT i, 'x' FROM generate_series(1, 50) i`,
  `CREATE TABLE generated (t text, u text GENERATED ALWAYS AS (f(t)) STORED)`,
  `INSERT INTO generated SELECT 'Row ' || i FROM generate_series(1, 100) i`,
  `CREATE DOMAIN low AS text CHECK (g(VALUE))`,
  `CREATE TABLE of_domain (t low)`,
  `INSERT INTO of_domain SELECT 'Row ' || i FROM generate_series(1, 100) i`,
  `CREATE MATERIALIZED VIEW summed AS SELECT g(t) AS g, count(*) AS n FROM checked GROUP BY 1`,
];

describe.each(TARGETS)('into a server %i, functions with unqualified names', (major) => {
  it(
    'behind checks, indexes, generated columns, domains and materialized views come back, and so do the rows',
    async () => {
      const archive = await make(`unqualified_${String(major)}`, '', UNQUALIFIED);
      const { databases } = await restoring.restore(target(major), archive);
      expect(databases).toMatchObject([{ tablesCompared: 5, rowsCompared: 450, differing: [] }]);
      // From 17 on the server makes these with a search_path of its own, at the source as well.
      const names = databases[0]?.notMade.map(({ object }) => object);
      expect(names).toEqual(major < 17 ? [] : ['index public.indexed_f', 'materialized view data public.summed']);
      if (major < 17) {
        expect(await fingerprint(target(major), archive.database)).toEqual(await fingerprint(source, archive.database));
      }
    },
    TIMEOUT_MS,
  );

  it(
    'that have changed since they let rows in, or read what comes later, cost no row',
    async () => {
      const name = `changed_${String(major)}`;
      const archive = await make(name, '', [
        `CREATE FUNCTION is_good(i int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0'`,
        `CREATE TABLE "Old" (i int CONSTRAINT "is ""good""" CHECK (is_good(i)), j int DEFAULT 1 CHECK (j > 0))`,
        `INSERT INTO "Old" SELECT generate_series(1, 10)`,
        `CREATE TABLE parted (i int CHECK (is_good(i)), n int) PARTITION BY LIST (n)`,
        `CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1)`,
        `CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2)`,
        `INSERT INTO parted SELECT i, 1 + i % 2 FROM generate_series(1, 10) i`,
        `CREATE TABLE z_later AS SELECT 1 AS i`,
        `CREATE FUNCTION is_counted() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT count(*) > 0 FROM public.z_later'`,
        `CREATE TABLE a_sooner (i int CHECK (is_counted()))`,
        `INSERT INTO a_sooner VALUES (1)`,
        `CREATE OR REPLACE FUNCTION is_good(i int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 5'`,
      ]);
      const { databases } = await restoring.restore(target(major), archive);
      expect(databases).toMatchObject([{ rowsCompared: 22, differing: [] }]);
      expect(databases[0]?.notMade.map(({ object }) => object).sort()).toEqual([
        'check constraint is "good" of public."Old"',
        'check constraint parted_i_check of public.parted',
      ]);
      const constraints = await within<{ made: string }>(target(major), name, [
        `SELECT conname || ' ' || convalidated AS made FROM pg_constraint
         WHERE contype = 'c' AND conrelid <> 0 ORDER BY conname COLLATE "C"`,
      ]);
      expect(constraints.map(({ made }) => made)).toEqual([
        'Old_j_check true',
        'a_sooner_check true',
        'is "good" false',
        ...['parted', 'parted_1', 'parted_2'].map(() => 'parted_i_check false'),
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'that are found nowhere are named with the cause, and all else is there',
    async () => {
      const name = `hidden_${String(major)}`;
      const archive = await make(name, '', [
        `CREATE SCHEMA hidden`,
        `CREATE FUNCTION hidden.h(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(t) $$`,
        `CREATE FUNCTION f(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN h(t); END $$`,
        `SET search_path = public, hidden`,
        `CREATE TABLE n (t text)`,
        `INSERT INTO n VALUES ('A')`,
        `CREATE INDEX n_f ON n (f(t))`,
        `CREATE TABLE c (t text CHECK (f(t) <> ''))`,
        `INSERT INTO c VALUES ('A'), ('B')`,
        `CREATE TABLE whole AS SELECT generate_series(1, 10) AS i`,
      ]);
      const { warnings, databases } = await restoring.restore(target(major), archive);
      expect(databases[0]?.notMade.map(({ object }) => object)).toEqual([
        'check constraint c_t_check of public.c',
        'index public.n_f',
      ]);
      expect(databases[0]?.notMade[0]?.error).toMatch(/function h\(text\) does not exist.*NOT VALID/);
      expect(databases[0]?.differing).toEqual([]);
      expect(warnings.map(({ code }) => code)).toEqual(['ObjectNotRestored', 'ObjectNotRestored']);
      expect(
        await within(target(major), name, [
          `SELECT (SELECT count(*) FROM n) + (SELECT count(*) FROM whole) + (SELECT count(*) FROM c) AS n`,
        ]),
      ).toEqual([{ n: '13' }]);
      // A session of the source could have found it.
      await within(source, 'postgres', [`ALTER DATABASE ${name} SET search_path = public, hidden`]);
      const again = await restoring.restore(target(major), await archiveOf(source, name), { targetName: `${name}_2` });
      expect(again.databases[0]?.differing).toEqual([]);
      expect(again.warnings.map(({ message }) => message)).toEqual(
        major < 17 ? [] : [expect.stringMatching(/index public\.n_f .*ALTER FUNCTION … SET search_path/)],
      );
    },
    TIMEOUT_MS,
  );
});

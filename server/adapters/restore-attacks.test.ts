/** What the owner of the source can do to a restore, and what a restore must not lose silently. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESTORED_OWNER } from '#protocol/restore.ts';
import { createMemorySink } from '../testing/memory-sink.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import {
  archiveOf,
  prepareRestoring,
  propertiesOf,
  rolesOf,
  tracesOn,
  type How,
  type Restoring,
} from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

const TIMEOUT_MS = 180_000;
const TARGETS = [13, 17];
/** A small server: few locks, and few sessions. */
const SMALL = { max_locks_per_transaction: '10', max_connections: '10', superuser_reserved_connections: '4' };

let source: TestPostgres;
let restoring: Restoring;
const targets = new Map<number, TestPostgres>();
const target = (major: number): TestPostgres => {
  const found = targets.get(major);
  if (!found) throw new Error(`No server ${String(major)}.`);
  return found;
};

const make = async (name: string, statements: string[]) => {
  await within(source, 'postgres', [`CREATE DATABASE ${name}`]);
  await within(source, name, statements);
  return archiveOf(source, name);
};

beforeAll(async () => {
  source = await startPostgres({ user: 'chief' });
  for (const major of TARGETS) targets.set(major, await startPostgres({ major, settings: SMALL }));
  restoring = await prepareRestoring();
  await within(source, 'postgres', ['CREATE ROLE app_owner', 'CREATE ROLE app_reader']);
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all([source, ...targets.values()].map((server) => server.remove()));
  await restoring.remove();
});

describe.each(TARGETS)('into a server %i', (major) => {
  it(
    'roles get none of the rights of superusers by odd names, by what they are members of, or by making roles',
    async () => {
      await within(source, 'postgres', [
        `DROP ROLE IF EXISTS "x PASSWORD 'y", "a SUPERUSER b", "c WITH LOGIN d", setter, maker, alice, ops, mallory, writer`,
        `CREATE ROLE "x PASSWORD 'y" SUPERUSER LOGIN PASSWORD 'z'`,
        `CREATE ROLE "a SUPERUSER b" LOGIN CONNECTION LIMIT 5`,
        `CREATE ROLE "c WITH LOGIN d" SUPERUSER VALID UNTIL '2030-01-01'`,
        `CREATE ROLE setter`,
        `ALTER ROLE setter SET my.mode = 'go WITH SUPERUSER LOGIN'`,
        `CREATE ROLE maker CREATEROLE`,
        `CREATE ROLE alice LOGIN`,
        `GRANT maker TO alice`,
        `CREATE ROLE ops`,
        `CREATE ROLE mallory`,
        `GRANT ops TO mallory`,
        `CREATE ROLE writer`,
        `GRANT pg_monitor, pg_signal_backend TO writer`,
      ]);
      await within(target(major), 'postgres', [
        'CREATE ROLE alice LOGIN',
        'CREATE ROLE ops',
        `GRANT ${target(major).user} TO ops`,
      ]);
      const archive = await make(`roles_${String(major)}`, []);
      const { warnings } = await restoring.restore(target(major), archive, {
        ownersAndRoles: true,
        roles: await rolesOf(source),
      });
      expect(
        await within(target(major), 'postgres', [
          `SELECT rolname AS name, rolsuper OR rolcanlogin OR rolcreaterole AS mighty,
             array(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid) AS "memberOf"
           FROM pg_roles r WHERE rolname !~ '^pg_|^pgadmin$|^chief$|^app_owner$|^app_reader$' ORDER BY rolname COLLATE "C"`,
        ]),
      ).toEqual([
        { name: 'a SUPERUSER b', mighty: false, memberOf: [] },
        { name: 'alice', mighty: true, memberOf: ['maker'] },
        { name: 'c WITH LOGIN d', mighty: false, memberOf: [] },
        { name: 'maker', mighty: false, memberOf: [] },
        { name: 'mallory', mighty: false, memberOf: [] },
        { name: 'ops', mighty: false, memberOf: ['pgadmin'] },
        { name: 'setter', mighty: false, memberOf: [] },
        { name: 'writer', mighty: false, memberOf: ['pg_monitor'] },
        { name: `x PASSWORD 'y`, mighty: false, memberOf: [] },
      ]);
      expect(
        await within(target(major), 'postgres', [
          `SELECT setconfig[1] AS set FROM pg_db_role_setting WHERE setrole = 'setter'::regrole`,
        ]),
      ).toEqual([{ set: 'my.mode=go WITH SUPERUSER LOGIN' }]);
      const said = warnings.map(({ message }) => message).join('\n');
      for (const part of [
        `x PASSWORD 'y: SUPERUSER, LOGIN`,
        'a SUPERUSER b: LOGIN',
        'c WITH LOGIN d: SUPERUSER',
        'maker: CREATEROLE',
        'mallory is not made a member of ops',
        'writer is not made a member of pg_signal_backend',
      ])
        expect(said).toContain(part);
      expect(said).not.toContain('setter');
    },
    TIMEOUT_MS,
  );

  it(
    'things with quotes in their names get their owners',
    async () => {
      const name = `quoted_${String(major)}`;
      const archive = await make(name, [
        `CREATE SCHEMA "o'clock" AUTHORIZATION app_owner`,
        `CREATE TABLE "o'clock"."it's; OWNER TO x" (a int)`,
        `ALTER TABLE "o'clock"."it's; OWNER TO x" OWNER TO app_owner`,
        `CREATE FUNCTION "o'clock"."f""'"(a text DEFAULT ' OWNER TO y') RETURNS int LANGUAGE sql AS 'SELECT 1'`,
        `ALTER FUNCTION "o'clock"."f""'" OWNER TO app_owner`,
      ]);
      await restoring.restore(target(major), archive, { ownersAndRoles: true, roles: await rolesOf(source) });
      expect(
        await within(target(major), name, [
          `SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = 'o''clock'
           UNION ALL SELECT relname, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = '"o''clock"'::regnamespace
           UNION ALL SELECT proname, pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = '"o''clock"'::regnamespace`,
        ]),
      ).toEqual(["o'clock", "it's; OWNER TO x", `f"'`].map((each) => ({ name: each, owner: 'app_owner' })));
    },
    TIMEOUT_MS,
  );

  it(
    'tables whose owner does not see their rows are compared all the same, and hide them afterwards',
    async () => {
      const name = `forced_${String(major)}`;
      const tables = [1, 2, 3].map((at) => `t${String(at)}`);
      const archive = await make(
        name,
        tables.flatMap((table) => [
          `CREATE TABLE ${table} AS SELECT i AS id, repeat('x', 200) AS t FROM generate_series(1, 20000) i`,
          `CREATE INDEX ON ${table} (id)`,
          `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
          `CREATE POLICY nothing ON ${table} USING (false)`,
        ]),
      );
      const { warnings, databases } = await restoring.restore(target(major), archive);
      expect(warnings).toEqual([]);
      expect(databases).toMatchObject([{ tablesCompared: 3, rowsCompared: 60_000 }]);
      expect(
        await within(target(major), name, [
          `SELECT count(*)::int AS n FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY ('{${tables.join()}}')`,
        ]),
      ).toEqual([{ n: 3 }]);
    },
    TIMEOUT_MS,
  );

  it(
    'more tables come back than the server can lock at once',
    async () => {
      const archive = await make(`many_${String(major)}`, [
        `DO $$ BEGIN FOR i IN 1..250 LOOP
           EXECUTE format('CREATE TABLE t%s (a text PRIMARY KEY, b int GENERATED ALWAYS AS IDENTITY)', i);
           EXECUTE format('CREATE INDEX ON t%s (b)', i);
         END LOOP; END $$`,
      ]);
      expect((await restoring.restore(target(major), archive)).warnings).toEqual([]);
      expect(
        await within(target(major), archive.database, [
          `SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
        ]),
      ).toEqual([{ owner: RESTORED_OWNER }]);
    },
    TIMEOUT_MS,
  );

  it(
    'a client that keeps the server full does not make the login run code of the source',
    async () => {
      const name = `bait_${String(major)}`;
      const archive = await make(name, [
        `CREATE TABLE seen (is_superuser text)`,
        `CREATE FUNCTION g(x int) RETURNS boolean LANGUAGE plpgsql AS
           $$ BEGIN INSERT INTO public.seen VALUES (current_setting('is_superuser')); RETURN true; END $$`,
        `CREATE TABLE bait (x int CHECK (g(x)))`,
        `INSERT INTO bait VALUES (1)`,
      ]);
      await within(target(major), 'postgres', [`CREATE ROLE filler LOGIN PASSWORD 'f'`]);
      const { host, port } = target(major);
      const fillers = Array.from({ length: 6 }, () => {
        return new pg.Client({ host, port, user: 'filler', password: 'f', database: 'postgres' });
      });
      try {
        await Promise.all(fillers.map((filler) => filler.connect()));
        await expect(restoring.restore(target(major), archive)).rejects.toMatchObject({
          code: 'UserErrorServerTooManyConnections',
        });
      } finally {
        await Promise.all(fillers.map((filler) => filler.end()));
      }
      expect(await tracesOn(target(major))).toEqual([]);
      expect(await within(target(major), 'postgres', [`SELECT FROM pg_database WHERE datname = '${name}'`])).toEqual(
        [],
      );
    },
    TIMEOUT_MS,
  );

  it(
    'functions that ran as their owner are closed to others, and are reported',
    async () => {
      const name = `definer_${String(major)}`;
      const archive = await make(name, [
        `CREATE EXTENSION pg_trgm`,
        `CREATE FUNCTION "as owner"() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text'`,
        `ALTER FUNCTION "as owner"() OWNER TO app_owner`,
        `REVOKE EXECUTE ON FUNCTION "as owner"() FROM PUBLIC`,
        `CREATE FUNCTION as_caller() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
      ]);
      const { warnings } = await restoring.restore(target(major), archive);
      expect(warnings.map(({ code, message }) => [code, message])).toEqual([
        ['FunctionsRunAsLogin', expect.stringContaining('call them: public."as owner"().')],
      ]);
      await within(target(major), 'postgres', [`CREATE ROLE lowly`]);
      expect(
        await within(target(major), name, [
          `SELECT has_function_privilege('lowly', 'public."as owner"()', 'EXECUTE') AS one,
             has_function_privilege('lowly', 'public.as_caller()', 'EXECUTE') AS other`,
        ]),
      ).toEqual([{ one: false, other: true }]);
    },
    TIMEOUT_MS,
  );

  it(
    'a library that every session loads and the target lacks is reported, and sessions can connect',
    async () => {
      const name = `loading_${String(major)}`;
      const archive = await make(name, []);
      const settings = [
        { name: 'session_preload_libraries', value: 'auto_explain, nosuchlib' },
        { name: 'work_mem', value: '8MB' },
      ];
      const properties = { ...archive.properties, settings } as never;
      const { warnings } = await restoring.restore(target(major), { ...archive, properties });
      expect(warnings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/setting session_preload_libraries .*could not access file "nosuchlib"/),
      ]);
      expect(await within(target(major), name, ['SHOW work_mem'])).toEqual([{ work_mem: '8MB' }]);
    },
    TIMEOUT_MS,
  );

  it(
    'tables whose access method the target lacks are reported by name, and their rows are restored',
    async () => {
      const archive = await make(`am_${String(major)}`, [
        'CREATE ACCESS METHOD columnar TYPE TABLE HANDLER heap_tableam_handler',
        'CREATE TABLE "a b" USING columnar AS SELECT generate_series(1, 9) AS i',
        'CREATE MATERIALIZED VIEW seen USING columnar AS SELECT * FROM "a b"',
        'CREATE TABLE usual AS SELECT 1 AS i',
      ]);
      const { warnings } = await restoring.restore(target(major), archive);
      expect(warnings.map(({ code, message }) => [code, message])).toEqual([
        ['TableAccessMethodNotAvailable', expect.stringMatching(/'columnar'.*rows: public\."a b", public\.seen\.$/)],
        ['ObjectNotRestored', expect.stringMatching(/access method columnar .*restore again as the administrator/)],
      ]);
      expect(await within(target(major), archive.database, ['SELECT count(*)::int AS n FROM "a b"'])).toEqual([
        { n: 9 },
      ]);
      const again = { targetName: `${archive.database}_2`, asAdministrator: true };
      expect((await restoring.restore(target(major), archive, again)).warnings).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'what only the owner of a type may make is named with the way out, where there is one',
    async () => {
      const archive = await make(`cast_${String(major)}`, [
        'CREATE EXTENSION hstore',
        `CREATE FUNCTION size(hstore) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'`,
        'CREATE CAST (hstore AS int) WITH FUNCTION size(hstore)',
      ]);
      const warningsOf = async (how: How) => {
        const { databases } = await restoring.restore(target(major), archive, how);
        return databases[0]?.notMade.map(({ error }) => error);
      };
      expect(await warningsOf({})).toEqual([
        expect.stringMatching(/^must be owner of type .* restore again as the administrator/),
      ]);
      expect(await warningsOf({ targetName: `${archive.database}_2`, asAdministrator: true })).toEqual([]);
      await within(target(major), 'postgres', [`CREATE ROLE small LOGIN CREATEDB CREATEROLE PASSWORD 's'`]);
      const login = { user: 'small', password: 's' };
      expect(await warningsOf({ targetName: `${archive.database}_3`, login })).toEqual([
        expect.stringContaining('register the target server with a login that is one'),
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'a template is replaced like any other database',
    async () => {
      const name = `template_${String(major)}`;
      const archive = await make(name, ['CREATE TABLE a ()']);
      await within(target(major), 'postgres', [`CREATE DATABASE ${name} IS_TEMPLATE true`]);
      await restoring.restore(target(major), archive, { replace: true });
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'what the source wrote cannot take the mark off the database that it is restored into',
    async () => {
      const name = `unmarked_${String(major)}`;
      const archive = await make(name, [
        `CREATE FUNCTION g(x int) RETURNS boolean LANGUAGE plpgsql AS $$
           BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'mine'); RETURN true; END $$`,
        `CREATE TABLE bait (x int CHECK (g(x)))`,
        `INSERT INTO bait VALUES (1)`,
        `COMMENT ON DATABASE ${name} IS NULL`,
      ]);
      const plain = { ...archive, properties: await propertiesOf(source, name) };
      await restoring.restore(target(major), plain);
      expect((await propertiesOf(target(major), name))?.comment).toBeUndefined();
      const stopped = { targetName: `${name}_2`, onReady: () => Promise.reject(new Error('stop')) };
      await expect(restoring.restore(target(major), plain, stopped)).rejects.toThrow('stop');
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'one table of many comes with its owner and its grants, and nothing is said of the others',
    async () => {
      const archive = await make(
        `parts_${String(major)}`,
        ['a', 'b'].flatMap((table) => [
          `CREATE TABLE ${table} (x int)`,
          `ALTER TABLE ${table} OWNER TO app_owner`,
          `GRANT SELECT ON ${table} TO app_reader`,
        ]),
      );
      const { warnings } = await restoring.restore(target(major), archive, {
        ownersAndRoles: true,
        roles: Buffer.from('CREATE ROLE app_owner;\nCREATE ROLE app_reader;\n'),
        only: { schemas: [], tables: [{ schema: 'public', name: 'a' }] },
      });
      expect(warnings.filter(({ code }) => code !== 'DatabasePropertyNotRestored')).toEqual([]);
      expect(
        await within(target(major), archive.database, [
          `SELECT pg_get_userbyid(relowner) AS owner, has_table_privilege('app_reader', oid, 'SELECT') AS may FROM pg_class WHERE relname = 'a'`,
        ]),
      ).toEqual([{ owner: 'app_owner', may: true }]);
    },
    TIMEOUT_MS,
  );
});

it(
  'a database with endless comments and settings does not keep its neighbours from being backed up',
  async () => {
    await within(source, 'postgres', ['CREATE DATABASE wordy']);
    await within(source, 'wordy', [
      `DO $$ BEGIN
         EXECUTE format('COMMENT ON DATABASE wordy IS %L', repeat('x', 20000000));
         EXECUTE format('ALTER DATABASE wordy SET my.own = %L', repeat('y', 20000000));
       END $$`,
    ]);
    try {
      const { warnings, failures } = await restoring.engine.backUp(await restoring.sealed(source), createMemorySink(), {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      expect(failures).toBeUndefined();
      expect(warnings.map(({ message }) => message)).toEqual([
        expect.stringContaining('"wordy: comment" is not in this recovery point. It is longer'),
        expect.stringContaining('"wordy: settings" is not in this recovery point. It is longer'),
      ]);
    } finally {
      await within(source, 'postgres', ['DROP DATABASE wordy']);
    }
  },
  TIMEOUT_MS,
);

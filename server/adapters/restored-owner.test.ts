/** Who owns objects restored without their owners, and whose rights their code has. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RESTORED_OWNER } from '#protocol/restore.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, rolesOf, tracesOn, type Archive, type Restoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const TARGETS = [13, 15, 17];

let source: TestPostgres;
let restoring: Restoring;
let tenant: Archive;
const targets = new Map<number, TestPostgres>();
const target = (major: number): TestPostgres => {
  const found = targets.get(major);
  if (!found) throw new Error(`No server ${String(major)}.`);
  return found;
};

/** Everything that calls a function after a restore; the function records the role that it runs as. */
const TENANT = [
  `CREATE TABLE seen (by text, who text)`,
  `CREATE FUNCTION note(by text) RETURNS int LANGUAGE plpgsql AS
     $$ BEGIN INSERT INTO public.seen VALUES (by, current_user); RETURN 1; END $$`,
  `CREATE FUNCTION of_index(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
     $$ BEGIN RETURN x + public.note('index'); END $$`,
  `CREATE TABLE bait (x int)`,
  `INSERT INTO bait SELECT generate_series(1, 100)`,
  `CREATE INDEX ON bait (of_index(x))`,
  `CREATE FUNCTION as_owner() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
     $$ BEGIN RETURN public.note('definer'); END $$`,
  `CREATE TABLE ruled (x int)`,
  `CREATE RULE also AS ON INSERT TO ruled DO ALSO SELECT public.as_owner()`,
];

const OTHERS = [
  `CREATE SCHEMA "odd (schema"`,
  `CREATE TYPE "odd (schema".pair AS (a int, b int)`,
  `CREATE TYPE mood AS ENUM ('a')`,
  `CREATE DOMAIN positive AS int CHECK (VALUE > 0)`,
  `CREATE TYPE span AS RANGE (SUBTYPE = int)`,
  `CREATE FUNCTION "odd (schema"."f ""x"(a int, b text DEFAULT 'c') RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  `CREATE PROCEDURE work() LANGUAGE sql AS 'SELECT 1'`,
  `CREATE AGGREGATE longest (text) (SFUNC = textcat, STYPE = text, INITCOND = '')`,
  `CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
  `CREATE OPERATOR ~~~ (LEFTARG = int, RIGHTARG = int, FUNCTION = near)`,
  `CREATE OPERATOR FAMILY fam USING btree`,
  `CREATE COLLATION by_c (LOCALE = 'C')`,
  `CREATE TEXT SEARCH CONFIGURATION plain (COPY = pg_catalog.simple)`,
  `CREATE SEQUENCE numbers`,
  `CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int, b int)`,
  `CREATE STATISTICS stats ON a, b FROM t`,
  `CREATE VIEW v AS SELECT * FROM t`,
  `CREATE MATERIALIZED VIEW m AS SELECT * FROM t`,
  `CREATE PUBLICATION news FOR TABLE t`,
  `CREATE FUNCTION nothing() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$`,
  `CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION nothing()`,
  `CREATE EXTENSION hstore`,
];

beforeAll(async () => {
  source = await startPostgres();
  for (const major of TARGETS) targets.set(major, await startPostgres({ major }));
  restoring = await prepareRestoring();
  await within(source, 'postgres', ['CREATE ROLE gone', 'CREATE DATABASE tenant', 'CREATE DATABASE others']);
  await within(source, 'tenant', TENANT);
  await within(source, 'others', OTHERS);
  tenant = await archiveOf(source, 'tenant');
});
afterAll(async () => {
  await Promise.all([source, ...targets.values()].map((server) => server.remove()));
  await restoring.remove();
});

/** Of everything that a person made, and neither an extension nor a range type of theirs: what it is, and who owns it. */
const OWNED = `
  SELECT i.type || ' ' || i.identity AS what, pg_get_userbyid(o.owner) AS owner FROM (
    SELECT 'pg_class'::regclass AS classid, oid, relowner AS owner FROM pg_class WHERE relkind <> 'i' AND relkind <> 't'
    UNION ALL SELECT 'pg_proc'::regclass, oid, proowner FROM pg_proc
    UNION ALL SELECT 'pg_type'::regclass, oid, typowner FROM pg_type
    UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner FROM pg_namespace WHERE nspname !~ '^pg_'
    UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner FROM pg_operator
    UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfowner FROM pg_opfamily
    UNION ALL SELECT 'pg_collation'::regclass, oid, collowner FROM pg_collation
    UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner FROM pg_ts_config
    UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner FROM pg_statistic_ext
    UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner FROM pg_publication
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid, evtowner FROM pg_event_trigger
  ) o, pg_identify_object(o.classid, o.oid, 0) i
  WHERE o.oid >= 16384 AND i.identity !~ 'hstore'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.classid AND d.objid = o.oid AND d.deptype IN ('e', 'i'))`;

const rolesNamedSo = async (server: TestPostgres): Promise<string[]> =>
  (
    await within<{ name: string }>(server, 'postgres', [
      `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE '${RESTORED_OWNER}%' ORDER BY 1`,
    ])
  ).map(({ name }) => name);

const dropAll = async (server: TestPostgres, ...databases: string[]) =>
  within(
    server,
    'postgres',
    databases.map((name) => `DROP DATABASE IF EXISTS "${name}"`),
  );

describe.each(TARGETS)('on a server %i', (major) => {
  it.each([
    ['a role made for the restore', { targetName: 'lasting' }],
    ['the administrator', { targetName: 'lasting_as_chief', asAdministrator: true }],
  ])('what was restored by %s goes on running without superuser', async (_, how) => {
    await restoring.restore(target(major), tenant, how);
    await within(target(major), how.targetName, [
      'TRUNCATE seen',
      'ANALYZE bait',
      'INSERT INTO bait VALUES (1)',
      'REINDEX TABLE bait',
      'INSERT INTO ruled VALUES (1)',
    ]);
    // What a superuser calls in its own statement is its own affair: INSERT evaluates the index as who inserts.
    expect(
      await within(target(major), how.targetName, [
        `SELECT DISTINCT by, who FROM seen WHERE (by, who) <> ('index', '${target(major).user}') ORDER BY by`,
      ]),
    ).toEqual([
      { by: 'definer', who: RESTORED_OWNER },
      { by: 'index', who: RESTORED_OWNER },
    ]);
    expect(
      await within(target(major), 'postgres', [
        `SELECT rolsuper, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
         FROM pg_roles WHERE rolname = '${RESTORED_OWNER}'`,
      ]),
    ).toEqual([
      {
        ...{ rolsuper: false, rolcanlogin: false, rolcreaterole: false },
        ...{ rolcreatedb: false, rolreplication: false, rolbypassrls: false },
      },
    ]);
    expect(
      await within(target(major), 'postgres', [
        `SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = '${how.targetName}'`,
      ]),
    ).toEqual([{ owner: target(major).user }]);
  });

  it('objects of every kind, however they were made', async () => {
    const archive = await archiveOf(source, 'others');
    for (const asAdministrator of [false, true]) {
      const targetName = `others_${String(asAdministrator)}`;
      await restoring.restore(target(major), archive, { targetName, asAdministrator });
      const owned = await within<{ what: string; owner: string }>(target(major), targetName, [OWNED]);
      expect(owned.length).toBeGreaterThan(15);
      expect(owned.filter(({ owner }) => owner !== RESTORED_OWNER)).toEqual(
        // No other than a superuser can own it.
        asAdministrator ? [{ what: 'event trigger watching', owner: target(major).user }] : [],
      );
      expect(owned.map(({ what }) => what).join()).toContain(`"odd (schema"."f ""x"(integer,pg_catalog.text)`);
    }
  });

  it('what belonged to a role that is not there, although owners were asked for, and as nobody may call it', async () => {
    await within(source, 'postgres', ['CREATE DATABASE orphan']);
    await within(source, 'orphan', [
      ...TENANT,
      'ALTER TABLE bait OWNER TO gone',
      'ALTER FUNCTION as_owner() OWNER TO gone',
      'CREATE TABLE of_chief (x int)',
      `SELECT lo_from_bytea(7, 'a'), lo_from_bytea(8, 'b')`,
      'ALTER LARGE OBJECT 8 OWNER TO gone',
    ]);
    const archive = await archiveOf(source, 'orphan');
    await within(source, 'postgres', ['DROP DATABASE orphan']);
    const roles = Buffer.from((await rolesOf(source)).toString().replaceAll('gone', 'others_name'));
    const { warnings } = await restoring.restore(target(major), archive, { ownersAndRoles: true, roles });
    // Indexes are built while tables are read back, and the function of this one writes.
    const others = warnings.filter(({ code }) => code !== 'TableDiffersFromRecoveryPoint');
    expect(others.map(({ code, message }) => [code, message])).toEqual([
      ['OwnersNotRestored', expect.stringContaining(`belong to '${RESTORED_OWNER}'`)],
      ['FunctionsRunAsLogin', expect.stringContaining('public.as_owner()')],
    ]);
    expect(
      await within(target(major), 'orphan', [
        `SELECT relname AS of, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname IN ('bait', 'of_chief')
         UNION ALL SELECT proname, pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'as_owner'
         UNION ALL SELECT oid::text, pg_get_userbyid(lomowner) FROM pg_largeobject_metadata ORDER BY 1`,
      ]),
    ).toEqual([
      { of: '7', owner: target(major).user },
      { of: '8', owner: RESTORED_OWNER },
      { of: 'as_owner', owner: RESTORED_OWNER },
      { of: 'bait', owner: RESTORED_OWNER },
      { of: 'of_chief', owner: target(major).user },
    ]);
  });

  it('the role is not one that somebody can be, and goes when nothing belongs to it any more', async () => {
    const server = target(major);
    await dropAll(server, 'lasting', 'lasting_as_chief', 'others_false', 'others_true', 'orphan');
    const stopped = { targetName: 'stopped', onReady: () => Promise.reject(new Error('stop')) };
    await expect(restoring.restore(server, tenant, stopped)).rejects.toThrow('stop');
    expect(await rolesNamedSo(server)).toEqual([]);

    await within(server, 'postgres', [`CREATE ROLE mallory LOGIN`, `CREATE ROLE ${RESTORED_OWNER} ROLE mallory`]);
    await restoring.restore(server, tenant, { targetName: 'guarded' });
    expect(await within(server, 'guarded', [`SELECT DISTINCT owner FROM (${OWNED}) o`])).toEqual([
      { owner: `${RESTORED_OWNER}_2` },
    ]);
    // Somebody made the second one more than it was: nothing else is left to it.
    await within(server, 'postgres', [`GRANT ${RESTORED_OWNER}_2 TO mallory`]);
    await restoring.restore(server, tenant, { targetName: 'guarded_too' });
    expect(await within(server, 'guarded_too', [`SELECT DISTINCT owner FROM (${OWNED}) o`])).toEqual([
      { owner: `${RESTORED_OWNER}_3` },
    ]);
    await dropAll(server, 'guarded', 'guarded_too');
    await expect(restoring.restore(server, tenant, stopped)).rejects.toThrow('stop');
    expect(await rolesNamedSo(server)).toEqual([RESTORED_OWNER, `${RESTORED_OWNER}_2`]);
    await within(server, 'postgres', [`DROP ROLE ${RESTORED_OWNER}, ${RESTORED_OWNER}_2, mallory`]);
    expect(await tracesOn(server)).toEqual([]);
  });

  it('a replaced database takes its owner along', async () => {
    await restoring.restore(target(major), tenant, { targetName: 'twice' });
    const { databases } = await restoring.restore(target(major), tenant, { targetName: 'twice', replace: true });
    expect(databases[0]?.notMade).toEqual([]);
    expect(await rolesNamedSo(target(major))).toEqual([RESTORED_OWNER]);
    await within(target(major), 'postgres', ['DROP DATABASE twice']);
  });

  it('two restores at once make one role', async () => {
    await Promise.all(['one', 'two'].map((targetName) => restoring.restore(target(major), tenant, { targetName })));
    expect(await rolesNamedSo(target(major))).toEqual([RESTORED_OWNER]);
  });
});

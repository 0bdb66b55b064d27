/** The rights of a restore, who can connect meanwhile, and the error where rights are missing. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESTORED_OWNER } from '#protocol/restore.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import {
  archiveOf,
  inPieces,
  prepareRestoring,
  rolesOf,
  tracesOn,
  type Archive,
  type Restoring,
} from '../testing/restoring.ts';
import { fingerprint, within } from '../testing/rich-databases.ts';
import { openEngine } from '../testing/test-engine.ts';

const TIMEOUT_MS = 180_000;
const TARGETS = [13, 15, 17];

let source: TestPostgres;
let restoring: Restoring;
let tenant: Archive;
let roles: Buffer;
const targets = new Map<number, TestPostgres>();
const target = (major: number): TestPostgres => {
  const found = targets.get(major);
  if (!found) throw new Error(`No server ${String(major)}.`);
  return found;
};
const MAKER = { user: 'maker', password: 'm' };

/** What the owner of a database can put behind a check: a restore runs it. */
const TENANT = [
  `CREATE TABLE seen (who text, is_superuser text)`,
  `CREATE FUNCTION g(x int) RETURNS boolean LANGUAGE plpgsql AS $$
     BEGIN
       BEGIN RESET ROLE; EXCEPTION WHEN OTHERS THEN NULL; END;
       INSERT INTO public.seen VALUES (session_user, current_setting('is_superuser'));
       RETURN true;
     END $$`,
  `CREATE TABLE bait (x int CHECK (g(x)))`,
  `INSERT INTO bait VALUES (1)`,
  `TRUNCATE seen`,
  `CREATE SCHEMA app AUTHORIZATION app_owner`,
  `CREATE TABLE app.orders AS SELECT generate_series(1, 20) AS id`,
  `ALTER TABLE app.orders OWNER TO app_owner`,
  `CREATE FUNCTION app."odd (name"(int) RETURNS int LANGUAGE sql AS 'SELECT $1'`,
  `ALTER FUNCTION app."odd (name"(int) OWNER TO app_owner`,
  `GRANT SELECT ON app.orders TO ro WITH GRANT OPTION`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT SELECT ON TABLES TO ro`,
];

beforeAll(async () => {
  source = await startPostgres({ user: 'chief' });
  for (const major of TARGETS) {
    const server = await startPostgres({ major });
    targets.set(major, server);
    await within(server, 'postgres', [
      `CREATE ROLE ${MAKER.user} LOGIN CREATEDB CREATEROLE PASSWORD '${MAKER.password}'`,
      `CREATE ROLE plain_maker LOGIN CREATEDB PASSWORD 'p'`,
      `CREATE ROLE alice LOGIN PASSWORD 'of the target'`,
    ]);
  }
  restoring = await prepareRestoring();
  await within(source, 'postgres', [
    `CREATE ROLE ro`,
    `CREATE ROLE app_owner`,
    `CREATE ROLE alice LOGIN PASSWORD 'a'`,
    `CREATE ROLE boss SUPERUSER LOGIN REPLICATION BYPASSRLS PASSWORD 'b'`,
    `GRANT ro TO alice`,
    `GRANT chief TO app_owner`,
    `CREATE DATABASE tenant OWNER app_owner`,
  ]);
  await within(source, 'tenant', TENANT);
  tenant = await archiveOf(source, 'tenant');
  // Whose name the target has: it is left alone.
  roles = Buffer.from((await rolesOf(source)).toString().replaceAll('chief', 'pgadmin'));
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all([source, ...targets.values()].map((server) => server.remove()));
  await restoring.remove();
});

const ownersIn = (server: TestPostgres, database: string) =>
  within<{ of: string; owner: string }>(server, database, [
    `SELECT relname AS of, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname IN ('bait', 'orders')
     UNION ALL SELECT proname, pg_get_userbyid(proowner) FROM pg_proc WHERE proname IN ('g', 'odd (name')
     UNION ALL SELECT nspname, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'app' ORDER BY 1`,
  ]);

describe.each(TARGETS)('into a server %i', (major) => {
  it(
    'what the owners of the source wrote runs without superuser, and belongs to nobody who has it afterwards',
    async () => {
      const { databases } = await restoring.restore(target(major), tenant, { targetName: 'by_chief' });
      const seen = await within<{ who: string; is_superuser: string }>(target(major), 'by_chief', [
        'SELECT * FROM seen',
      ]);
      expect(seen).toEqual([{ who: expect.stringMatching(/^restorer_/) as string, is_superuser: 'off' }]);
      expect(databases[0]?.differing).toEqual(['public.seen: 1 row, 0 expected']);
      expect(new Set((await ownersIn(target(major), 'by_chief')).map(({ owner }) => owner))).toEqual(
        new Set([RESTORED_OWNER]),
      );
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'it runs with superuser only on request',
    async () => {
      await restoring.restore(target(major), tenant, { targetName: 'as_chief', asAdministrator: true });
      expect(await within(target(major), 'as_chief', ['SELECT is_superuser FROM seen'])).toEqual([
        { is_superuser: 'on' },
      ]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['a login that makes roles', MAKER],
    ['a login that makes nothing but databases', { user: 'plain_maker', password: 'p' }],
  ])(
    'it needs no superuser: %s will do',
    async (_, login) => {
      const targetName = `by_${login.user}`;
      const { warnings } = await restoring.restore(target(major), tenant, { targetName, login });
      expect(warnings.map(({ code }) => code)).toEqual(['TableDiffersFromRecoveryPoint']);
      expect(new Set((await ownersIn(target(major), targetName)).map(({ owner }) => owner))).toEqual(
        new Set([login.user]),
      );
      // It replaces what it made itself, and gives back what it could not replace.
      await restoring.restore(target(major), tenant, { targetName, login, replace: true });
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['a superuser', undefined],
    ['a login that makes roles', MAKER],
  ])(
    'roles come without rights and with their memberships, and owners and grants are as they were, by %s',
    async (_, login) => {
      const targetName = `owned_by_${login?.user ?? 'chief'}`;
      const ownerBefore = await ownersIn(source, 'tenant');
      const { warnings } = await restoring.restore(target(major), tenant, {
        targetName,
        ownersAndRoles: true,
        roles,
        ...(login && { login }),
      });
      const codes = warnings.map(({ code }) => code);
      if (login === undefined) {
        expect(warnings.map(({ code, message }) => [code, message])).toEqual([
          ['RolesRestoredWithoutRights', expect.stringContaining('boss: SUPERUSER, LOGIN, REPLICATION, BYPASSRLS')],
          ['RolesNotFullyRestored', expect.stringContaining('app_owner is not made a member of pgadmin')],
          ['OwnersNotRestored', expect.stringContaining('public.bait OWNER TO chief: role "chief" does not exist')],
          ['TableDiffersFromRecoveryPoint', expect.any(String)],
        ]);
        expect(
          await within(target(major), 'postgres', [
            `SELECT rolname, rolsuper OR rolcanlogin OR rolreplication OR rolbypassrls AS mighty,
               array(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = a.oid ORDER BY 1) AS "memberOf"
             FROM pg_authid a WHERE rolname IN ('boss', 'ro', 'app_owner') ORDER BY 1`,
          ]),
        ).toEqual(['app_owner', 'boss', 'ro'].map((rolname) => ({ rolname, mighty: false, memberOf: [] })));
        expect(await within(target(major), 'postgres', [`SELECT pg_has_role('alice', 'ro', 'MEMBER') AS is`])).toEqual([
          { is: true },
        ]);
      } else {
        // The roles are those of another: what the login may not give to them is named.
        expect(codes.filter((code) => !/^(Owners|Roles|Table|DatabaseProperty)/.test(code))).toEqual([]);
      }
      const owners = await ownersIn(target(major), targetName);
      if (login === undefined || major < 16) {
        expect(owners).toEqual(
          ownerBefore.map((row) => (row.owner === 'chief' ? { ...row, owner: expect.any(String) as string } : row)),
        );
        expect(
          await within(target(major), targetName, [`SELECT has_table_privilege('ro', 'app.orders', 'SELECT') AS may`]),
        ).toEqual([{ may: true }]);
      }
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'what only a superuser may make is named, and the rest is there; as the administrator it is made',
    async () => {
      const name = `mighty_${String(major)}`;
      await within(source, 'postgres', [`CREATE DATABASE ${name}`]);
      await within(source, name, [
        `CREATE TABLE kept AS SELECT generate_series(1, 10) AS i`,
        `CREATE FUNCTION nothing() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$`,
        `CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION nothing()`,
        `CREATE PUBLICATION everything FOR ALL TABLES`,
      ]);
      const archive = await archiveOf(source, name);
      const { databases, warnings } = await restoring.restore(target(major), archive);
      expect(databases[0]?.notMade).toEqual(
        ['publication everything', 'event trigger watching'].map((object) => ({
          object,
          error: expect.stringContaining('restore again as the administrator') as string,
        })),
      );
      expect(warnings).toHaveLength(2);
      expect(await fingerprint(target(major), name)).toEqual(await fingerprint(source, name));
      const again = await restoring.restore(target(major), archive, { targetName: `${name}_2`, asAdministrator: true });
      expect(again.warnings).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each(['-x --file=y', 'host=evil dbname=z', '--help'])(
    'under the name %j',
    async (targetName) => {
      await restoring.restore(target(major), tenant, { targetName });
      expect(await within(target(major), targetName, ['SELECT count(*)::int AS n FROM app.orders'])).toEqual([
        { n: 20 },
      ]);
    },
    TIMEOUT_MS,
  );
});

it(
  'extensions that only a superuser may make are there before, in a schema of their own too',
  async () => {
    await within(source, 'postgres', ['CREATE DATABASE extended']);
    await within(source, 'extended', [
      `CREATE SCHEMA tools`,
      `CREATE EXTENSION pageinspect SCHEMA tools`,
      `CREATE EXTENSION hstore`,
      `CREATE EXTENSION postgres_fdw`,
      `CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere.invalid')`,
      `CREATE TABLE h (h hstore)`,
      `INSERT INTO h VALUES ('a=>1')`,
      `COMMENT ON SCHEMA tools IS 'mine'`,
      `COMMENT ON EXTENSION hstore IS 'mine, too'`,
    ]);
    const extensions = `SELECT extname, extnamespace::regnamespace::text AS schema, obj_description(oid) AS comment
      FROM pg_extension ORDER BY 1`;
    const archive = await archiveOf(source, 'extended');
    for (const [targetName, asAdministrator] of [
      ['extended', false],
      ['extended_by_administrator', true],
    ] as const) {
      const { warnings, databases } = await restoring.restore(target(15), archive, { targetName, asAdministrator });
      expect(databases[0]?.notMade).toEqual([]);
      expect(warnings.filter(({ code }) => code !== 'RestoredAsSuperuser')).toEqual([]);
      expect(await within(target(15), targetName, [extensions])).toEqual(
        await within(source, 'extended', [extensions]),
      );
    }
  },
  TIMEOUT_MS,
);

it(
  'tables in tablespaces that the target does not have come back in its own',
  async () => {
    await within(source, 'postgres', [
      `SET allow_in_place_tablespaces = on`,
      `CREATE TABLESPACE fast LOCATION ''`,
      `CREATE DATABASE spaced TABLESPACE fast`,
    ]);
    await within(source, 'spaced', [`CREATE TABLE t TABLESPACE fast AS SELECT generate_series(1, 10) AS i`]);
    expect((await restoring.restore(target(15), await archiveOf(source, 'spaced'))).warnings).toEqual([]);
    expect(await fingerprint(target(15), 'spaced')).toEqual(await fingerprint(source, 'spaced'));
  },
  TIMEOUT_MS,
);

describe('a connected session', () => {
  /** As a pooler does: comes back whenever it is sent away. */
  function keepConnected(server: TestPostgres, database: (names: string[]) => string | undefined) {
    const stop = new AbortController();
    const going = (async () => {
      while (!stop.signal.aborted) {
        const { host, port, user, password } = server;
        const names = (
          await within<{ name: string }>(server, 'postgres', ['SELECT datname AS name FROM pg_database'])
        ).map(({ name }) => name);
        const wanted = database(names);
        if (wanted === undefined) {
          await delay(20);
          continue;
        }
        const client = new pg.Client({ host, port, user, password, database: wanted });
        client.on('error', () => undefined);
        await client.connect().then(
          () => client.query('SELECT pg_sleep(3)').catch(() => undefined),
          () => undefined,
        );
        await client.end().catch(() => undefined);
      }
    })();
    return async () => {
      stop.abort();
      await going;
    };
  }

  it.each(TARGETS)(
    'to the database that is replaced, or to the new one, is ended on a server %i',
    async (major) => {
      await within(target(major), 'postgres', ['CREATE DATABASE busy']);
      const stops = [
        ...[1, 2, 3].map(() => keepConnected(target(major), () => 'busy')),
        ...[1, 2].map(() =>
          keepConnected(target(major), (names) => names.find((name) => name.startsWith('restoring_'))),
        ),
      ];
      await delay(300);
      await restoring.restore(target(major), tenant, { targetName: 'busy', replace: true });
      for (const stop of stops) await stop();
      expect(await within(target(major), 'busy', ['SELECT count(*)::int AS n FROM app.orders'])).toEqual([{ n: 20 }]);
      expect(await tracesOn(target(major))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'and may not be ended by the login is named, and the old database stays as it was',
    async () => {
      await within(target(15), 'postgres', [`CREATE DATABASE held OWNER ${MAKER.user}`]);
      await within(target(15), 'held', ['CREATE TABLE old ()']);
      const { host, port, user, password } = target(15);
      const holder = new pg.Client({ host, port, user, password, database: 'held', application_name: 'the holder' });
      await holder.connect();
      // PostgreSQL waits five seconds each time.
      const brief = await prepareRestoring({ publishTries: 2 });
      const refused = brief.restore(target(15), tenant, { targetName: 'held', replace: true, login: MAKER });
      await expect(refused).rejects.toMatchObject({
        code: 'UserErrorDatabaseInUse',
        details: { serverError: expect.stringContaining('the holder') as string },
      });
      await brief.remove();
      await holder.end();
      expect(await within(target(15), 'held', [`SELECT to_regclass('old')::text AS old`])).toEqual([{ old: 'old' }]);
      expect(await tracesOn(target(15))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

it(
  'a login that is read-only by default restores all the same',
  async () => {
    await within(target(15), 'postgres', [
      `CREATE ROLE shy LOGIN SUPERUSER PASSWORD 's'`,
      `ALTER ROLE shy SET default_transaction_read_only = on`,
    ]);
    const { databases } = await restoring.restore(target(15), tenant, {
      targetName: 'by_shy',
      login: { user: 'shy', password: 's' },
    });
    expect(databases[0]?.notMade).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  'needs pg_restore alone, and one that is older than the server will do',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bp-alone-'));
    try {
      await symlink(join(source.binFolder, 'pg_restore'), join(folder, 'pg_restore'));
      const { engine, sealed } = await openEngine(folder, { toolFolders: () => Promise.resolve([folder]) });
      const access = await sealed(target(17));
      await engine.checkTarget(access);
      const restore = {
        id: 'a'.repeat(32),
        databases: [{ name: 'tenant', targetName: 'alone', replace: false }],
        ownersAndRoles: false,
        dumpVersion: '15.1',
      };
      await engine.restore(access, restore, {
        signal: new AbortController().signal,
        readRoles: () => inPieces(Buffer.alloc(0)),
        readDatabase: () => ({ format: 'custom', plain: inPieces(tenant.plain) }),
      });
      await engine.settleRestore(access, restore);
      expect(await within(target(17), 'alone', ['SELECT count(*)::int AS n FROM app.orders'])).toEqual([{ n: 20 }]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);

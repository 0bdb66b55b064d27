/** Unplanned states of real servers that a backup or a restore may meet. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectionTest } from '#provider/domain/server-rules.ts';
import type { BackupSummary } from '#provider/ports.ts';
import { createMemorySink } from '../testing/memory-sink.ts';
import { serverVersions, startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, propertiesOf, tracesOn, type Restoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';
import { openEngine, type TestEngine } from '../testing/test-engine.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const READER = { user: 'reader', password: 'r' };
/** What a role may have been given for its own sessions, and which no backup or restore would survive. */
const HASTY = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

let folder: string;
let source: TestPostgres;
let engine: TestEngine['engine'];
let sealed: TestEngine['sealed'];
let restoring: Restoring;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-odd-'));
  ({ engine, sealed } = await openEngine(folder, { lockWaitMs: 700 }));
  restoring = await prepareRestoring();
  source = await startPostgres({ settings: { max_prepared_transactions: '4', wal_level: 'logical' } });
  await within(source, 'postgres', [
    `CREATE ROLE reader LOGIN PASSWORD 'r'`,
    `GRANT pg_read_all_data TO reader`,
    `CREATE ROLE nobody`,
    `GRANT nobody TO reader`,
    `CREATE DATABASE alpha`,
    `CREATE DATABASE omega`,
  ]);
  for (const name of ['alpha', 'omega'])
    await within(source, name, [`CREATE TABLE orders AS SELECT generate_series(1, 10) AS n`]);
});
afterAll(async () => {
  await source.remove();
  await restoring.remove();
  await rm(folder, { recursive: true, force: true });
});

async function backUp(
  login: { user: string; password: string } = source,
  onDatabase: (database: string | undefined) => void = () => undefined,
): Promise<BackupSummary> {
  return engine.backUp(await sealed({ ...source, ...login }), createMemorySink(), {
    signal: new AbortController().signal,
    onProgress: ({ database }) => onDatabase(database),
  });
}
const databasesIn = ({ parts }: BackupSummary): string[] => parts.flatMap(({ database }) => database ?? []);

describe('a backup', () => {
  it('says which prepared transaction holds a table, and how to end it: there is no session to end', async () => {
    const { host, port, user, password } = source;
    const client = new pg.Client({ host, port, user, password, database: 'alpha' });
    await client.connect();
    await client.query(`BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'it''s left'`);
    try {
      const { failures = [] } = await backUp();
      expect(failures).toHaveLength(1);
      expect(failures[0]?.code).toBe('UserErrorServerObjectsLocked');
      expect(failures[0]?.message).toContain(
        `Table public.orders is locked by the prepared transaction 'it''s left' of pgadmin`,
      );
      expect(failures[0]?.recommendedAction.join()).toContain(`ROLLBACK PREPARED 'it''s left'`);
    } finally {
      await client.query(`ROLLBACK PREPARED 'it''s left'`);
      await client.end();
    }
  });

  it('is not stopped by what the role or a database has set for its sessions', async () => {
    for (const name of HASTY) {
      await within(source, 'postgres', [
        `ALTER ROLE reader SET ${name} = '1ms'`,
        `ALTER DATABASE alpha SET ${name} = '1ms'`,
      ]);
    }
    try {
      const summary = await backUp(READER);
      expect(summary.failures ?? []).toEqual([]);
      expect(databasesIn(summary)).toEqual(['alpha', 'omega', 'postgres']);
    } finally {
      await within(source, 'postgres', ['ALTER ROLE reader RESET ALL', 'ALTER DATABASE alpha RESET ALL']);
    }
  });

  it('writes the names of roles in UTF-8, whatever client_encoding the login has', async () => {
    await within(source, 'postgres', ['CREATE ROLE "Zoë"', `ALTER ROLE reader SET client_encoding = 'LATIN1'`]);
    try {
      const sink = createMemorySink();
      await engine.backUp(await sealed({ ...source, ...READER }), sink, {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      expect(sink.parts[0]?.plain.toString('utf8')).toContain('CREATE ROLE "Zoë";');
    } finally {
      await within(source, 'postgres', ['ALTER ROLE reader RESET ALL', 'DROP ROLE "Zoë"']);
    }
  });

  it('names the role whose rights are missing, where sessions of the login begin as another role', async () => {
    await within(source, 'postgres', [`ALTER ROLE reader SET role = 'nobody'`]);
    try {
      const { failures = [] } = await backUp(READER);
      expect(failures.map(({ details }) => details.database)).toEqual(['alpha', 'omega']);
      expect(failures[0]?.message).toContain(`Sessions of the login 'reader' begin as the role 'nobody'`);
      expect(failures[0]?.recommendedAction[0]).toContain('ALTER ROLE "reader" RESET role;');
    } finally {
      await within(source, 'postgres', ['ALTER ROLE reader RESET ALL']);
    }
  });

  it('goes on when a database gets another name before its turn, and says what is missing', async () => {
    let renaming: Promise<unknown> | undefined;
    const summary = await backUp(source, (database) => {
      if (database === 'alpha') renaming ??= within(source, 'postgres', ['ALTER DATABASE omega RENAME TO omega_2']);
    });
    await renaming;
    try {
      expect(databasesIn(summary)).toEqual(['alpha', 'postgres']);
      expect([...summary.warnings, ...(summary.failures ?? [])].map(({ message }) => message).join()).toContain(
        'omega',
      );
    } finally {
      await within(source, 'postgres', ['ALTER DATABASE omega_2 RENAME TO omega']);
    }
  });

  it('reports objects whose owner is gone, and succeeds when they have been given to a role', async () => {
    const made = ['TABLE stray', 'SCHEMA strays', 'FUNCTION stray()', 'TYPE stray_type', 'LARGE OBJECT 77'];
    await within(source, 'postgres', ['CREATE ROLE leaver', 'CREATE DATABASE strayed']);
    await within(source, 'strayed', [
      'CREATE TABLE stray AS SELECT 1 AS n',
      'CREATE SCHEMA strays',
      `CREATE FUNCTION stray() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
      'CREATE TYPE stray_type AS (n int)',
      'SELECT lo_create(77)',
      ...made.map((thing) => `ALTER ${thing} OWNER TO leaver`),
    ]);
    await within(source, 'postgres', [`DELETE FROM pg_authid WHERE rolname = 'leaver'`]);
    try {
      const { failures } = await backUp();
      expect(failures).toMatchObject([{ code: 'UserErrorServerOwnerMissing', details: { database: 'strayed' } }]);
      await within(
        source,
        'strayed',
        made.map((thing) => `ALTER ${thing} OWNER TO nobody`),
      );
      expect((await backUp()).failures).toBeUndefined();
    } finally {
      await within(source, 'postgres', ['DROP DATABASE strayed']);
    }
  });

  it('of the other databases succeeds next to one whose DROP DATABASE was interrupted', async () => {
    await within(source, 'postgres', [
      'CREATE DATABASE half',
      `UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'half'`,
    ]);
    try {
      const summary = await backUp();
      expect(databasesIn(summary)).toEqual(['alpha', 'omega', 'postgres']);
      expect(summary.warnings.map(({ message }) => message).join()).toMatch(/"half".*DROP DATABASE was interrupted/);
    } finally {
      await within(source, 'postgres', [
        `UPDATE pg_database SET datconnlimit = -1 WHERE datname = 'half'`,
        'DROP DATABASE half',
      ]);
    }
  });
});

describe('a login without rights on a server of 13, which has no pg_read_all_data', () => {
  let old: TestPostgres;
  beforeAll(async () => {
    old = await startPostgres({ major: 13 });
  });
  afterAll(() => old.remove());

  it('may back it up when what Test connection advises has been run', async () => {
    await within(old, 'postgres', [
      `CREATE ROLE reader LOGIN PASSWORD 'r'`,
      'CREATE SCHEMA hidden',
      'CREATE TABLE hidden.orders (n serial)',
      'CREATE TABLE public.orders (n serial)',
    ]);
    const access = await sealed({ ...old, ...READER });
    const findings = async () => {
      const connection = { host: old.host, port: old.port, tlsMode: 'disable' } as const;
      const registered = { id: '', name: 'old', location: '', administratorLogin: 'reader', connection };
      return connectionTest(registered, await engine.inspect(access)).findings.filter(
        ({ code }) => code === 'LoginLacksRights',
      );
    };
    for (let lacking = await findings(); lacking.length > 0; lacking = await findings()) {
      const statements = lacking.flatMap(({ recommendedAction }) => recommendedAction[0] ?? []);
      expect(statements.join()).not.toContain('pg_read_all_data');
      for (const schema of ['public', 'hidden'])
        await within(
          old,
          'postgres',
          statements.map((statement) => statement.replace('…', schema)),
        );
    }
    const summary = await engine.backUp(access, createMemorySink(), {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(summary.failures).toBeUndefined();
    expect(summary.parts.at(-1)?.tables).toHaveLength(2);
  });
});

describe('a restore', () => {
  it.each([
    [
      'nobody else may connect to the maintenance databases',
      ['postgres', 'template1'].map((name) => `REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`),
      ['postgres', 'template1'].map((name) => `GRANT CONNECT ON DATABASE ${name} TO PUBLIC`),
    ],
    [
      'the maintenance database is full',
      ['ALTER DATABASE postgres CONNECTION LIMIT 0'],
      ['ALTER DATABASE postgres CONNECTION LIMIT -1'],
    ],
    [
      'passwords of new roles are kept in a way that does not let them in',
      [`ALTER ROLE ALL SET password_encryption = 'md5'`],
      ['ALTER ROLE ALL RESET ALL'],
    ],
  ])('runs without superuser where %s', async (_, before, after) => {
    const archive = await archiveOf(source, 'alpha');
    await within(source, 'postgres', before);
    try {
      const { warnings, databases } = await restoring.restore(source, archive, { targetName: 'alpha_again' });
      expect(warnings).toEqual([]);
      expect(databases).toMatchObject([{ rowsCompared: 10, differing: [], notMade: [] }]);
    } finally {
      await within(source, 'postgres', [...after, 'DROP DATABASE IF EXISTS alpha_again']);
    }
    expect(await tracesOn(source)).toEqual([]);
  });

  it('says that the target has no template to make databases from', async () => {
    const archive = await archiveOf(source, 'alpha');
    await within(source, 'postgres', ['ALTER DATABASE template0 RENAME TO template_zero']);
    try {
      await expect(restoring.restore(source, archive, { targetName: 'alpha_again' })).rejects.toMatchObject({
        code: 'UserErrorTargetServerTemplateMissing',
        details: { serverError: 'template database "template0" does not exist' },
      });
    } finally {
      await within(source, 'postgres', ['ALTER DATABASE template_zero RENAME TO template0']);
    }
  });

  it('says that pg_hba.conf lists databases by name, so that nobody gets into a new one', async () => {
    const strict = await startPostgres({ hba: 'host postgres,template1,alpha all 127.0.0.1/32 scram-sha-256\n' });
    try {
      await expect(restoring.restore(strict, await archiveOf(source, 'alpha'))).rejects.toMatchObject({
        code: 'UserErrorServerAccessNotAllowed',
        message: expect.stringContaining('until it is complete') as string,
      });
      expect(await tracesOn(strict)).toEqual([]);
    } finally {
      await strict.remove();
    }
  });

  it('brings every row back although the check of its domain has changed since, and names the check', async () => {
    await within(source, 'postgres', ['CREATE DATABASE domains']);
    await within(source, 'domains', [
      `CREATE FUNCTION fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0'`,
      'CREATE DOMAIN amount AS int CHECK (fits(VALUE))',
      'CREATE DOMAIN price AS amount CHECK (VALUE < 1000)',
      'CREATE TABLE items AS SELECT i::price AS price FROM generate_series(1, 100) i',
      `CREATE OR REPLACE FUNCTION fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 50'`,
    ]);
    const archive = await archiveOf(source, 'domains');
    const { databases } = await restoring.restore(source, archive, { targetName: 'domains_again' });
    expect(databases).toMatchObject([{ rowsCompared: 100, differing: [] }]);
    expect(databases[0]?.notMade).toEqual([
      {
        object: 'check constraint amount_check of public.amount',
        error: expect.stringMatching(/violate the new constraint.*it holds for new ones \(NOT VALID\)/) as string,
      },
    ]);
    expect(
      await within(source, 'domains_again', [
        `SELECT conname AS name, convalidated AS valid FROM pg_constraint WHERE contypid <> 0 AND contype = 'c' AND oid >= 16384 ORDER BY 1`,
      ]),
    ).toEqual([
      { name: 'amount_check', valid: false },
      { name: 'price_check', valid: true },
    ]);
  });

  it('makes event triggers last: they refuse nothing of the restore', async () => {
    await within(source, 'postgres', ['CREATE DATABASE refusing']);
    await within(source, 'refusing', [
      'CREATE TABLE own AS SELECT 1 AS n',
      'ALTER TABLE own OWNER TO nobody',
      'ALTER TABLE own ENABLE ROW LEVEL SECURITY',
      `CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no %', tg_tag; END $$`,
      'CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION refuse()',
      'ALTER EVENT TRIGGER refuse ENABLE ALWAYS',
      `COMMENT ON EVENT TRIGGER refuse IS 'frozen'`,
    ]);
    const { warnings } = await restoring.restore(source, await archiveOf(source, 'refusing'), {
      ...{ targetName: 'refusing_again', asAdministrator: true, ownersAndRoles: true },
    });
    expect(warnings).toEqual([]);
    expect(
      await within(source, 'refusing_again', [
        `SELECT c.relowner::regrole::text AS owner, c.relrowsecurity AS secured, t.evtenabled AS enabled, t.evtowner::regrole::text AS "ownerOfTrigger",
           obj_description(t.oid, 'pg_event_trigger') AS comment
         FROM pg_class c CROSS JOIN pg_event_trigger t WHERE c.relname = 'own'`,
      ]),
    ).toEqual([{ owner: 'nobody', secured: true, enabled: 'A', ownerOfTrigger: source.user, comment: 'frozen' }]);
    const { databases } = await restoring.restore(source, await archiveOf(source, 'refusing'), { targetName: 'meek' });
    expect(databases[0]?.notMade).toMatchObject([
      {
        object: 'event trigger refuse',
        error: expect.stringContaining('restore again as the administrator') as string,
      },
      {},
    ]);
  });

  it('that fails leaves no database behind, although it has a subscription', async () => {
    await within(source, 'postgres', ['CREATE DATABASE subscribed']);
    await within(source, 'subscribed', [
      `CREATE SUBSCRIPTION "the news" CONNECTION 'host=192.0.2.1 dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'kept')`,
    ]);
    try {
      await expect(
        restoring.restore(source, await archiveOf(source, 'subscribed'), {
          ...{ targetName: 'subscribed_again', asAdministrator: true },
          onReady: () => Promise.reject(new Error('somebody stopped it')),
        }),
      ).rejects.toThrow('somebody stopped it');
      expect(await tracesOn(source)).toEqual([]);
    } finally {
      await within(source, 'subscribed', [
        'ALTER SUBSCRIPTION "the news" SET (slot_name = NONE)',
        'DROP SUBSCRIPTION "the news"',
      ]);
    }
  });

  it('names the replication slots that go with the database that it replaces', async () => {
    await within(source, 'postgres', ['CREATE DATABASE fed']);
    await within(source, 'fed', [`SELECT pg_create_logical_replication_slot('feed', 'pgoutput')`]);
    const { warnings } = await restoring.restore(source, await archiveOf(source, 'alpha'), {
      ...{ targetName: 'fed', replace: true },
    });
    expect(warnings).toMatchObject([
      { code: 'ReplicationSlotsLost', message: expect.stringContaining('with it: feed.') as string },
    ]);
  });

  it('reads arrays as they were written, whatever the roles of the target have set', async () => {
    await within(source, 'postgres', ['CREATE DATABASE arrays']);
    await within(source, 'arrays', [
      `CREATE TABLE lists AS SELECT ARRAY['a', NULL, 'NULL'] AS words, ARRAY[1, NULL] AS numbers`,
    ]);
    const archive = await archiveOf(source, 'arrays');
    await within(source, 'postgres', [
      'ALTER ROLE ALL SET array_nulls = off',
      'ALTER ROLE ALL SET transform_null_equals = on',
    ]);
    try {
      const { databases } = await restoring.restore(source, archive, { targetName: 'arrays_again' });
      expect(databases).toMatchObject([{ rowsCompared: 1, differing: [], notMade: [] }]);
    } finally {
      await within(source, 'postgres', ['ALTER ROLE ALL RESET ALL']);
    }
  });

  it('is not stopped by what the login has set for its sessions', async () => {
    const login = { user: 'hasty', password: 'h' };
    await within(source, 'postgres', [
      `CREATE ROLE hasty LOGIN PASSWORD 'h' CREATEDB CREATEROLE`,
      ...HASTY.map((name) => `ALTER ROLE hasty SET ${name} = '1ms'`),
    ]);
    const summary = await restoring.restore(source, await archiveOf(source, 'alpha'), { targetName: 'hastily', login });
    expect(summary.databases[0]).toMatchObject({ rowsCompared: 10, differing: [], notMade: [] });
    expect(await tracesOn(source)).toEqual([]);
  });

  it('names beforehand the role whose rights are missing, where sessions of the login begin as another role', async () => {
    await within(source, 'postgres', [
      `DROP ROLE IF EXISTS masked`,
      `CREATE ROLE masked LOGIN PASSWORD 'm' CREATEDB CREATEROLE`,
      `GRANT nobody TO masked`,
      `ALTER ROLE masked SET role = 'nobody'`,
    ]);
    const access = await restoring.sealed(source, { user: 'masked', password: 'm' });
    await expect(restoring.engine.checkTarget(access)).rejects.toMatchObject({
      code: 'UserErrorTargetServerPermissionDenied',
      message: expect.stringContaining(`Sessions of the login 'masked' begin as the role 'nobody'`) as string,
    });
  });
});

describe.each((await serverVersions()).filter((major) => major >= 16))('a database of ICU on a server %d', (major) => {
  let target: TestPostgres;
  beforeAll(async () => {
    target = await startPostgres({ major });
  });
  afterAll(() => target.remove());

  it('is sorted as at its source, by the database and by columns of their own collation', async () => {
    const words = ['Zebra', 'Äpfel', 'apfel', 'Öl', 'zebra', 'ol', 'Straße', 'Strasse', '10', '9'];
    await within(source, 'postgres', [
      `DROP DATABASE IF EXISTS german`,
      `CREATE DATABASE german TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-u-kn-true'`,
    ]);
    await within(source, 'german', [
      `CREATE COLLATION swedish (provider = icu, locale = 'sv')`,
      `CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
      `CREATE TABLE words (word text PRIMARY KEY, own text COLLATE swedish, same text COLLATE blind)`,
      `INSERT INTO words SELECT w, w, w FROM unnest(ARRAY[${words.map((word) => `'${word}'`).join()}]) w`,
      `CREATE INDEX ON words (own)`,
    ]);
    const archive = await archiveOf(source, 'german');
    const { warnings, databases } = await restoring.restore(target, archive);
    expect(warnings).toEqual([]);
    expect(databases[0]).toMatchObject({ rowsCompared: words.length, differing: [], notMade: [] });
    const { localeProvider, locale } = archive.properties ?? {};
    expect(await propertiesOf(target, 'german')).toMatchObject({ localeProvider, locale });
    const sorted = (server: TestPostgres) =>
      within(server, 'german', [
        `SELECT string_agg(word, ' ' ORDER BY word) AS by_word, string_agg(own, ' ' ORDER BY own, word) AS by_own,
           count(*) FILTER (WHERE same = 'ZEBRA') AS same FROM words`,
      ]);
    expect(await sorted(target)).toEqual(await sorted(source));
  });
});

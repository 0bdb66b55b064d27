/**
 * What is read from servers of every major version: databases, their properties, and what a backup does not include.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NotCovered, ServerAccess } from '#provider/ports.ts';
import { serverVersions, startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { accessTo } from '../../testing/test-engine.ts';
import type { AccessFiles } from './access.ts';
import { withConnection, withServer, type ConnectOptions } from './connection.ts';
import { readDatabaseProperties } from './database-properties.ts';
import { mayReadRolePasswords, readDatabases, readServerFacts } from './facts.ts';
import { lackingIn } from './inspect.ts';
import { readNotCovered, readNotCoveredIn } from './not-covered.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let folder = '';
let files: AccessFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-facts-'));
  files = { authorities: join(folder, 'none.pem'), service: join(folder, 'none.conf'), home: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const VERSIONS = await serverVersions();

const SETUP = [
  `CREATE ROLE shopkeeper LOGIN PASSWORD 'of the keeper'`,
  'CREATE ROLE auditor',
  'CREATE DATABASE shop OWNER shopkeeper CONNECTION LIMIT 7',
  `COMMENT ON DATABASE shop IS 'all orders, ¿really?'`,
  `ALTER DATABASE shop SET work_mem = '8MB'`,
  `ALTER DATABASE shop SET search_path = 'a=b', public`,
  `ALTER ROLE auditor IN DATABASE shop SET statement_timeout = '3s'`,
  'ALTER ROLE auditor SET jit = off',
  'REVOKE CONNECT ON DATABASE shop FROM PUBLIC',
  'GRANT CONNECT ON DATABASE shop TO auditor WITH GRANT OPTION',
  `CREATE DATABASE plain TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`,
  'CREATE DATABASE closed ALLOW_CONNECTIONS false',
  'CREATE DATABASE mould IS_TEMPLATE true',
  'CREATE DATABASE dying',
  `UPDATE pg_database SET datconnlimit = -2, datallowconn = true WHERE datname = 'dying'`,
  'CREATE ROLE rdsadmin',
  'CREATE DATABASE rdsadmin',
  `ALTER ROLE ALL SET jit = off`,
  `SELECT pg_create_logical_replication_slot('feed', 'pgoutput')`,
  // No provider of labels comes with PostgreSQL.
  `INSERT INTO pg_shseclabel SELECT oid, 'pg_database'::regclass, 'anon', 'x' FROM pg_database WHERE datname = 'plain'`,
  'CREATE DATABASE odd',
  `CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'`,
];

describe.each(VERSIONS)('of PostgreSQL %i', (major) => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres({ major, settings: { wal_level: 'logical' } });
    await within(postgres, 'postgres', SETUP);
    // A name of LATIN1 bytes, as such clients create it.
    await within(postgres, 'ascii', [`UPDATE pg_database SET datname = 'caf' || chr(233) WHERE datname = 'odd'`]);
    await within(postgres, 'template1', ['CREATE TABLE of_every_new_database (n int)']);
    await within(postgres, 'shop', [
      `CREATE SUBSCRIPTION news CONNECTION 'host=192.0.2.1 password=secret dbname=x' PUBLICATION p
         WITH (connect = false, slot_name = NONE)`,
      'CREATE FOREIGN DATA WRAPPER far',
      'CREATE SERVER away FOREIGN DATA WRAPPER far',
      `CREATE USER MAPPING FOR auditor SERVER away OPTIONS (password 'secret')`,
    ]);
  });
  afterAll(() => postgres.remove());

  const connect = (change: Partial<ServerAccess> = {}): ConnectOptions => ({
    files,
    access: accessTo(postgres, change),
  });
  const keeper = () => connect({ administratorLogin: 'shopkeeper', administratorLoginPassword: 'of the keeper' });
  const named = (found: readonly NotCovered[]) => found.map(({ kind, name }) => `${kind} ${name}`);

  it.each(['postgres', 'ascii', 'plain'])(
    'the databases that a backup includes, read in a database of any encoding (%s)',
    async (database) => {
      const found = await withConnection(connect(), database, readDatabases);
      expect(found.map(({ name }) => name)).toEqual(['ascii', 'plain', 'postgres', 'shop']);
      expect(found.find(({ name }) => name === 'plain')).toMatchObject({ charset: 'LATIN1', collation: 'C' });
      for (const { sizeInBytes } of found) expect(sizeInBytes).toBeGreaterThan(1024 ** 2);
    },
  );

  it('version and size, also for a login that may connect to few of them', async () => {
    expect(await withServer(keeper(), readServerFacts)).toMatchObject({ version: String(major), isReplica: false });
  });

  it('whether the passwords of roles can be read', async () => {
    expect(await withServer(connect(), mayReadRolePasswords)).toBe(true);
    expect(await withServer(keeper(), mayReadRolePasswords)).toBe(false);
  });

  it.each(['postgres', 'ascii'])('the properties of a database (read in %s)', async (database) => {
    const properties = await withConnection(connect(), database, readDatabaseProperties);
    expect(properties.get('shop')).toEqual({
      encoding: 'UTF8',
      localeProvider: 'libc',
      collate: 'C.UTF-8',
      ctype: 'C.UTF-8',
      owner: 'shopkeeper',
      connectionLimit: 7,
      comment: 'all orders, ¿really?',
      settings: [
        { name: 'work_mem', value: '8MB' },
        { name: 'search_path', value: '"a=b", public' },
        { role: 'auditor', name: 'statement_timeout', value: '3s' },
      ],
      grants: [
        { grantee: '', privilege: 'TEMPORARY', isGrantable: false },
        { grantee: 'shopkeeper', privilege: 'CREATE', isGrantable: false },
        { grantee: 'shopkeeper', privilege: 'TEMPORARY', isGrantable: false },
        { grantee: 'shopkeeper', privilege: 'CONNECT', isGrantable: false },
        { grantee: 'auditor', privilege: 'CONNECT', isGrantable: true },
      ],
    });
    expect(properties.get('plain')).toEqual({
      encoding: 'LATIN1',
      localeProvider: 'libc',
      collate: 'C',
      ctype: 'C',
      owner: postgres.user,
      connectionLimit: -1,
      settings: [],
    });
  });

  it('what a backup does not include, by name and with the reason', async () => {
    const found = await withServer(connect(), readNotCovered);
    expect(named(found.filter(({ onlyBeforehand }) => onlyBeforehand !== true))).toEqual([
      'database caf\\xE9',
      'database closed',
      'database dying',
      'template mould',
      'parameter plain: security label of the provider anon',
    ]);
    expect(named(found)).toContain('database rdsadmin');
    const parameters = found.filter(({ kind }) => kind === 'parameter');
    expect(parameters[0]?.name).toContain('max_wal_size');
    expect(parameters[1]?.name).toBe('jit (ALTER ROLE ALL)');
    expect(named(found)).toContain('replicationSlot feed');
    expect(found.find(({ name }) => name === 'dying')?.recommendedAction).toEqual(['DROP DATABASE "dying";']);
    expect(named(await readNotCoveredIn(connect(), 'template1'))).toEqual(['template template1']);
    expect(await readNotCoveredIn(connect(), 'shop')).toEqual([]);
  });

  it('what was added to an extension, and nothing that an extension created itself', async () => {
    await within(postgres, 'postgres', ['CREATE DATABASE extended']);
    try {
      await within(postgres, 'extended', [
        'CREATE EXTENSION hstore',
        'CREATE TABLE "of (mine" (a int)',
        'ALTER EXTENSION hstore ADD TABLE "of (mine"',
        'BEGIN; CREATE SEQUENCE counter; ALTER EXTENSION hstore ADD SEQUENCE counter; COMMIT',
        'CREATE TABLE kept (a int)',
      ]);
      const found = await readNotCoveredIn(connect(), 'extended');
      expect(named(found)).toEqual([
        'extensionTable extended: public.counter',
        'extensionTable extended: public."of (mine"',
      ]);
      for (const { recommendedAction } of found)
        await within(postgres, 'extended', [recommendedAction[0]?.replace(/^[^:]*: /, '') ?? '']);
      expect(await readNotCoveredIn(keeper(), 'extended')).toEqual([]);
    } finally {
      await within(postgres, 'postgres', ['DROP DATABASE extended']);
    }
  });

  it('what somebody put among the objects of the server itself, and invalid indexes', async () => {
    await within(postgres, 'postgres', ['CREATE DATABASE meddled']);
    try {
      await within(postgres, 'meddled', [
        `CREATE FUNCTION pg_catalog.mine(int) RETURNS int LANGUAGE sql AS 'SELECT $1'`,
        'CREATE TABLE information_schema.hidden (n int)',
        'CREATE DOMAIN pg_catalog.positive AS int CHECK (VALUE > 0)',
        'CREATE EXTENSION hstore SCHEMA pg_catalog',
        'CREATE TEXT SEARCH DICTIONARY own (TEMPLATE = simple)',
        'ALTER TEXT SEARCH CONFIGURATION english ALTER MAPPING FOR word WITH own, english_stem',
        'CREATE TABLE twice AS SELECT 1 AS n FROM generate_series(1, 2)',
        'CREATE INDEX ON twice (n)',
      ]);
      await within(postgres, 'meddled', ['CREATE UNIQUE INDEX CONCURRENTLY once ON twice (n)']).catch(() => undefined);
      expect(named(await readNotCoveredIn(connect(), 'meddled'))).toEqual([
        'systemObject meddled: domain pg_catalog.positive',
        'systemObject meddled: function pg_catalog.mine',
        'systemObject meddled: relation information_schema.hidden',
        'systemObject meddled: text search configuration pg_catalog.english',
        'index meddled: public.once',
      ]);
    } finally {
      await within(postgres, 'postgres', ['DROP DATABASE meddled']);
    }
  });

  it('the rights that a dump of the settings of an extension needs', async () => {
    await within(postgres, 'postgres', ['CREATE DATABASE configured']);
    try {
      await within(postgres, 'configured', [
        'CREATE EXTENSION hstore',
        'CREATE TABLE jobs (n int)',
        'CREATE TABLE cache (n int)',
        'ALTER EXTENSION hstore ADD TABLE jobs',
        'ALTER EXTENSION hstore ADD TABLE cache',
        `UPDATE pg_extension SET extconfig = ARRAY['jobs'::regclass::oid], extcondition = ARRAY[''] WHERE extname = 'hstore'`,
      ]);
      expect(await lackingIn(keeper(), 'configured', major)).toMatchObject([
        { right: 'SELECT', on: 'tables', example: 'public.jobs' },
      ]);
    } finally {
      await within(postgres, 'postgres', ['DROP DATABASE configured']);
    }
  });

  it('a database that only has the name of one of a cloud service is backed up', async () => {
    await within(postgres, 'postgres', ['ALTER ROLE rdsadmin RENAME TO somebody']);
    try {
      const found = await withConnection(connect(), 'postgres', readDatabases);
      expect(found.map(({ name }) => name)).toContain('rdsadmin');
    } finally {
      await within(postgres, 'postgres', ['ALTER ROLE somebody RENAME TO rdsadmin']);
    }
  });

  it('what else a backup by a login without superuser does not include', async () => {
    const found = await withServer(keeper(), readNotCovered);
    expect(named(found)).toContain('subscription shop: news');
    expect(named(await readNotCoveredIn(keeper(), 'shop'))).toEqual(['userMapping shop: auditor at away']);
  });
});

describe('of databases with a locale of ICU or of PostgreSQL itself', () => {
  it.each(VERSIONS.filter((major) => major >= 15))('in PostgreSQL %i', async (major) => {
    const postgres = await startPostgres({ major });
    try {
      await within(postgres, 'postgres', [
        `CREATE DATABASE german TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'`,
        ...(major >= 16
          ? [`CREATE DATABASE ruled TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ICU_RULES '&a < g'`]
          : []),
        ...(major >= 17
          ? [`CREATE DATABASE own TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'`]
          : []),
      ]);
      const access = accessTo(postgres);
      const properties = await withServer({ access, files }, readDatabaseProperties);
      expect(properties.get('german')).toMatchObject({ localeProvider: 'icu', locale: 'de-DE' });
      if (major >= 16) expect(properties.get('ruled')).toMatchObject({ localeProvider: 'icu', icuRules: '&a < g' });
      if (major >= 17) expect(properties.get('own')).toMatchObject({ localeProvider: 'builtin', locale: 'C.UTF-8' });
    } finally {
      await postgres.remove();
    }
  });
});

/** Databases whose owner tries to make our session run code: it never does, for any login. */
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine, ServerAccess } from '#provider/ports.ts';
import { createMemorySink } from '../../testing/memory-sink.ts';
import { serverVersions, startPostgres, systemMajor, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';
import type { AccessFiles } from './access.ts';
import { withConnection, withServer, type Connection, type ConnectOptions } from './connection.ts';
import { readDatabaseProperties } from './database-properties.ts';
import { mayReadRolePasswords, readDatabases, readServerFacts } from './facts.ts';
import { readNotCovered, readNotCoveredIn } from './not-covered.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const VERSIONS = await serverVersions();
const TOOLS = await systemMajor();

let folder = '';
let engine: Engine;
let files: AccessFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-ground-'));
  ({ engine } = await openEngine(folder));
  files = { authorities: '', service: join(folder, 'none'), home: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What an owner without special rights can create. Each writes a file of its name when it runs as a role that may. */
const traps = (at: string): string[] => [
  'CREATE SCHEMA evil',
  `CREATE FUNCTION evil.ran(what text) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
     BEGIN EXECUTE format('COPY (SELECT 1) TO %L', '${at}/' || what); RETURN true; END $$`,
  // Operators on names and numbers, as queries of catalogues use them.
  ...['public', 'evil'].flatMap((schema) =>
    ['=', '<>', '!~', '~', '~~'].map(
      (operator, at) => `CREATE FUNCTION ${schema}.op${at}(name, name) RETURNS boolean LANGUAGE sql
         AS $$ SELECT evil.ran('operator-${at}') $$;
       CREATE OPERATOR ${schema}.${operator} (LEFTARG = name, RIGHTARG = name, FUNCTION = ${schema}.op${at});
       CREATE FUNCTION ${schema}.op${at}(name, text) RETURNS boolean LANGUAGE sql
         AS $$ SELECT evil.ran('operator-text-${at}') $$;
       CREATE OPERATOR ${schema}.${operator} (LEFTARG = name, RIGHTARG = text, FUNCTION = ${schema}.op${at});`,
    ),
  ),
  `CREATE FUNCTION evil.eq(oid, oid) RETURNS boolean LANGUAGE sql AS $$ SELECT evil.ran('oid') $$;
   CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.eq)`,
  // Functions that our queries call, by their own names.
  ...[
    ['set_config(text, text, boolean)', 'text'],
    ['current_setting(text)', 'text'],
    ['has_table_privilege(oid, text)', 'boolean'],
    ['has_table_privilege(text, text)', 'boolean'],
    ['has_schema_privilege(oid, text)', 'boolean'],
    ['pg_database_size(oid)', 'bigint'],
    ['row_security_active(oid)', 'boolean'],
    ['format(text, name, name)', 'text'],
    ['format(text, name)', 'text'],
    ['encode(bytea, text)', 'text'],
    ['namesend(name)', 'bytea'],
  ].map(
    ([signature, type], at) => `CREATE FUNCTION evil.${signature} RETURNS ${type} LANGUAGE plpgsql
      AS $$ BEGIN PERFORM evil.ran('function-${at}'); RETURN NULL; END $$`,
  ),
  // Catalogues and types by their own names.
  ...['pg_class', 'pg_namespace', 'pg_database', 'pg_settings', 'pg_depend', 'pg_roles'].map(
    (name) => `CREATE VIEW evil.${name} AS SELECT c.* FROM pg_catalog.${name} c WHERE evil.ran('view-${name}')`,
  ),
  `CREATE DOMAIN evil.float8 AS pg_catalog.float8 CHECK (evil.ran('domain'))`,
  `CREATE DOMAIN evil.int4 AS pg_catalog.int4 CHECK (evil.ran('domain'))`,
  // A cast from their type to one of ours, and a schema that looks like the catalogue's.
  `CREATE TYPE evil.odd AS (n int)`,
  `CREATE FUNCTION evil.cast_odd(evil.odd) RETURNS text LANGUAGE sql AS $$ SELECT evil.ran('cast')::text $$`,
  `CREATE CAST (evil.odd AS text) WITH FUNCTION evil.cast_odd(evil.odd) AS IMPLICIT`,
  `CREATE SCHEMA "PG_CATALOG"`,
  `CREATE VIEW "PG_CATALOG".pg_class AS SELECT evil.ran('upper')`,
  // Tables that run code when they are read.
  `CREATE TABLE public.orders (n int)`,
  `INSERT INTO public.orders VALUES (1), (2)`,
  `ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY trap ON public.orders USING (evil.ran('policy'))`,
  `CREATE VIEW public.watched AS SELECT evil.ran('view')`,
  // Settings of the database, which apply to every session in it.
  `ALTER DATABASE shop SET search_path = evil, pg_catalog, public`,
  `ALTER DATABASE shop SET statement_timeout = 1`,
  `ALTER DATABASE shop SET lock_timeout = 1`,
  `ALTER DATABASE shop SET default_transaction_isolation = serializable`,
  `ALTER DATABASE shop SET client_encoding = 'LATIN1'`,
  `ALTER DATABASE shop SET standard_conforming_strings = off`,
  `ALTER DATABASE shop SET row_security = on`,
];

describe.each(VERSIONS)('a hostile database of PostgreSQL %i', (major) => {
  let postgres: TestPostgres;
  let traces = '';

  beforeAll(async () => {
    traces = join(folder, `traces-${major}`);
    await rm(traces, { recursive: true, force: true });
    await mkdir(traces);
    await chmod(folder, 0o755);
    await chmod(traces, 0o777);
    postgres = await startPostgres({ major });
    await within(postgres, 'postgres', [
      `CREATE ROLE tenant LOGIN PASSWORD 'of the tenant'`,
      // It may write files, so that code run as it would show.
      `CREATE ROLE keeper LOGIN PASSWORD 'of the keeper'`,
      `GRANT pg_write_server_files TO keeper`,
      'CREATE DATABASE shop OWNER tenant',
      'ALTER ROLE keeper SET search_path = evil, public',
      `ALTER ROLE ${postgres.user} IN DATABASE shop SET search_path = evil, pg_catalog, public`,
    ]);
    await within(postgres, 'shop', ['ALTER SCHEMA public OWNER TO tenant']);
    await asTenant(traps(traces));
    await rm(traces, { recursive: true });
    await mkdir(traces);
    await chmod(traces, 0o777);
  });
  afterAll(() => postgres.remove());

  /** Without the time-outs that the tenant sets, and with everything else. */
  async function inSession(user: string, password: string, statements: readonly string[]): Promise<void> {
    const { host, port } = postgres;
    const options =
      '-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off -c local_preload_libraries=';
    const client = new pg.Client({ host, port, user, password, database: 'shop', options });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }
  const asTenant = (statements: readonly string[]) => inSession('tenant', 'of the tenant', statements);
  const asSuperuser = (statements: readonly string[]) => inSession(postgres.user, postgres.password, statements);

  const accessOf = (change: Partial<ServerAccess> = {}): ServerAccess => ({
    host: postgres.host,
    port: postgres.port,
    tlsMode: 'disable',
    administratorLogin: postgres.user,
    administratorLoginPassword: postgres.password,
    ...change,
  });
  const superuser = () => accessOf();
  const keeper = () => accessOf({ administratorLogin: 'keeper', administratorLoginPassword: 'of the keeper' });

  /** After a query in the maintenance database, as in every backup: the version is known then. */
  async function inShop<T>(access: ServerAccess, use: (connection: Connection) => Promise<T>): Promise<T> {
    const connect: ConnectOptions = { access, files };
    await withServer(connect, readServerFacts);
    return withConnection(connect, 'shop', use);
  }

  it('runs its code in an ordinary session', async () => {
    // The query does not name `evil`: the search_path leads there.
    await asSuperuser(['SELECT count(*) FROM pg_roles']);
    expect(await readdir(traces)).toContain('view-pg_roles');
    await rm(join(traces, 'view-pg_roles'));
  });

  it.each([
    ['a superuser', superuser],
    ['a login with few rights', keeper],
  ])('runs nothing as %s in any query of ours', async (_, access) => {
    await inShop(access(), async (connection) => {
      await readServerFacts(connection);
      await readDatabases(connection);
      await readDatabaseProperties(connection);
      await readNotCovered(connection);
      await mayReadRolePasswords(connection);
    });
    await readNotCoveredIn({ access: access(), files }, 'shop');
    const report = await engine.inspect(await engine.seal(access()));
    expect(report.databases.map(({ name }) => name)).toEqual(['postgres', 'shop']);
    expect(await readdir(traces)).toEqual([]);
  });

  it('cannot change the settings of our session', async () => {
    const settings = await inShop(superuser(), (connection) =>
      connection.query<{ name: string; setting: string }>(
        `SELECT name, setting FROM pg_catalog.pg_settings WHERE name = ANY ($1) ORDER BY name`,
        [
          [
            'search_path',
            'client_encoding',
            'default_transaction_isolation',
            'default_transaction_read_only',
            'row_security',
            'standard_conforming_strings',
            'statement_timeout',
            'event_triggers',
            'idle_session_timeout',
          ],
        ],
      ),
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      search_path: '',
      client_encoding: 'UTF8',
      default_transaction_isolation: 'read committed',
      default_transaction_read_only: 'on',
      row_security: 'off',
      standard_conforming_strings: 'on',
      statement_timeout: '120000',
      ...(major >= 14 && { idle_session_timeout: '300000' }),
      ...(major >= 17 && { event_triggers: 'off' }),
    });
  });

  it('cannot be changed by a session that did not request to write', async () => {
    const write = (connection: Connection) => connection.query('CREATE TABLE public.of_ours (n pg_catalog.int4)');
    await expect(inShop(superuser(), write)).rejects.toMatchObject({ code: 'UserErrorServerReadOnly' });
    await asTenant(['ALTER DATABASE shop SET default_transaction_read_only = on']);
    await withConnection({ access: superuser(), files }, 'shop', write, { writes: true });
  });

  it('can be connected to although its settings name a missing library', async () => {
    await asTenant([`ALTER DATABASE shop SET local_preload_libraries = 'not_there'`]);
    expect(await inShop(superuser(), mayReadRolePasswords)).toBe(true);
    expect(await readdir(traces)).toEqual([]);
  });

  // Only a superuser can prevent it from running; others run it with their own rights, as pg_dump does.
  it.runIf(major >= 17)('runs no trigger on login as superuser', async () => {
    await asSuperuser([
      `CREATE FUNCTION evil.at_login() RETURNS event_trigger LANGUAGE plpgsql
         AS $$ BEGIN PERFORM evil.ran('login'); END $$`,
      `CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION evil.at_login()`,
      `ALTER EVENT TRIGGER at_login ENABLE ALWAYS`,
    ]);
    await inShop(superuser(), mayReadRolePasswords);
    expect(await readdir(traces)).toEqual([]);
    await asSuperuser([`DROP EVENT TRIGGER at_login`]);
    expect(await readdir(traces)).toEqual(['login']);
    await rm(join(traces, 'login'));
  });

  it.runIf(major <= TOOLS)('runs nothing in a backup as superuser', async () => {
    const { signal } = new AbortController();
    const sink = createMemorySink();
    const backUp = engine.backUp(await engine.seal(superuser()), sink, { signal, onProgress: () => undefined });
    expect((await backUp).parts.map(({ database }) => database)).toEqual([undefined, 'postgres', 'shop']);
    expect(await readdir(traces)).toEqual([]);
  });
});

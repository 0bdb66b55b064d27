/** The real PgBouncer between the portal and a server: what works through it, and the error where it does not. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BackupSummary, Engine } from '#provider/ports.ts';
import { createMemorySink } from '../testing/memory-sink.ts';
import { startPgBouncer, type PgBouncerSettings, type TestPgBouncer } from '../testing/pgbouncer.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring, tracesOn, type Restoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let ranAt: string;
let postgres: TestPostgres;
let restoring: Restoring;
let engine: Engine;
let pooler: TestPgBouncer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-pooled-'));
  await chmod(folder, 0o777);
  ranAt = join(folder, 'ran');
  postgres = await startPostgres();
  restoring = await prepareRestoring();
  ({ engine } = restoring);
  await within(postgres, 'postgres', ['CREATE DATABASE shop']);
  await within(postgres, 'shop', [
    `CREATE TABLE t AS SELECT i, now() AS at, interval '1 day' AS often FROM generate_series(1, 1000) i`,
    // A session that keeps the database's path runs this.
    'CREATE SCHEMA evil',
    `CREATE FUNCTION evil.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql
       AS $$ BEGIN COPY (SELECT 1) TO '${ranAt}'; RETURN ''; END $$`,
    `CREATE FUNCTION evil.pg_backend_pid() RETURNS int LANGUAGE plpgsql
       AS $$ BEGIN COPY (SELECT 1) TO '${ranAt}'; RETURN 1; END $$`,
    'ALTER DATABASE shop SET search_path = evil, pg_catalog, public',
    `ALTER DATABASE shop SET timezone = 'Asia/Tokyo'`,
    `ALTER DATABASE shop SET intervalstyle = 'iso_8601'`,
  ]);
});
afterEach(async () => {
  await pooler?.stop();
  pooler = undefined;
});
afterAll(async () => {
  await postgres.remove();
  await restoring.remove();
  await rm(folder, { recursive: true, force: true });
});

async function through(settings: PgBouncerSettings): Promise<TestPostgres> {
  pooler = await startPgBouncer(postgres, settings);
  return { ...postgres, port: pooler.port };
}

async function backUp(server: TestPostgres): Promise<BackupSummary> {
  const { signal } = new AbortController();
  return engine.backUp(await restoring.sealed(server), createMemorySink(), { signal, onProgress: () => undefined });
}

const tablesOf = ({ parts }: BackupSummary) => parts.find(({ database }) => database === 'shop')?.tables;

/** An application that uses the pool, too. */
async function connectedTo({ port, user, password }: TestPostgres, database: string): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe.each([{ pool_mode: 'session' }, { pool_mode: 'session', ignore_startup_parameters: 'options' }] as const)(
  'PgBouncer with %o',
  (settings) => {
    it('is reported by Test connection, and backs up the same as the server itself', async () => {
      const pooled = await through(settings);
      const report = await engine.inspect(await restoring.sealed(pooled));
      expect(report).toMatchObject({ isPooled: true, tools: { version: expect.any(String) as string } });

      const summary = await backUp(pooled);
      expect(summary.failures).toBeUndefined();
      expect(tablesOf(summary)).toMatchObject([{ name: 't', rows: 1000 }]);
      expect(tablesOf(summary)).toEqual(tablesOf(await backUp(postgres)));
      expect(existsSync(ranAt)).toBe(false);
    });
  },
);

it('one session at the server is enough for a backup', async () => {
  const summary = await backUp(await through({ pool_mode: 'session', default_pool_size: '1' }));
  expect(tablesOf(summary)).toMatchObject([{ name: 't', rows: 1000 }]);
});

it('the server itself is not a pooler', async () => {
  expect(await engine.inspect(await restoring.sealed(postgres))).toMatchObject({ isPooled: false });
});

describe.each([
  { pool_mode: 'transaction' },
  { pool_mode: 'transaction', ignore_startup_parameters: 'options', server_round_robin: '1' },
  { pool_mode: 'transaction', default_pool_size: '1' },
] as const)('PgBouncer with %o', (settings) => {
  const refusal = { code: 'UserErrorServerPoolerNotSupported' };

  it('is refused before the first backup, and by each; no session that others use has been touched', async () => {
    const pooled = await through(settings);
    const application = await connectedTo(pooled, 'postgres');
    await application.query('SELECT 1');
    const sealed = await restoring.sealed(pooled);

    expect((await engine.inspect(sealed)).tools).toMatchObject({ fault: refusal });
    await expect(backUp(pooled)).rejects.toMatchObject(refusal);
    await expect(engine.checkTarget(sealed)).rejects.toMatchObject(refusal);
    const { rows } = await application.query('SHOW search_path');
    expect(rows).toEqual([{ search_path: '"$user", public' }]);
    await application.end();
  });
});

it('a single database whose sessions are shared fails alone', async () => {
  const pooled = await through({ pool_mode: 'session', database: 'shop = pool_mode=transaction' });
  expect((await engine.inspect(await restoring.sealed(pooled))).tools).toHaveProperty('fault');
  const { parts, failures } = await backUp(pooled);
  expect(parts.map(({ database }) => database)).toEqual([undefined, 'postgres']);
  expect(failures).toMatchObject([{ code: 'UserErrorServerPoolerNotSupported', details: { database: 'shop' } }]);
});

it('sessions that are shared by statement are refused with the same message', async () => {
  const sealed = await restoring.sealed(await through({ pool_mode: 'statement' }));
  await expect(engine.inspect(sealed)).rejects.toMatchObject({ code: 'UserErrorServerPoolerNotSupported' });
});

it('a database is replaced that the pooler has sessions in, and the application is back in the new one', async () => {
  const archive = await archiveOf(postgres, 'shop');
  const pooled = await through({ pool_mode: 'session' });
  const applications = await Promise.all([1, 2, 3].map(() => connectedTo(pooled, 'shop')));
  await within(postgres, 'shop', ['DELETE FROM public.t']);
  // One is gone, and the pooler keeps its session.
  await applications[0]?.end();

  const summary = await restoring.restore(pooled, archive, { replace: true });
  expect(summary).toMatchObject({ warnings: [], databases: [{ rowsCompared: 1000, differing: [] }] });
  const again = await connectedTo(pooled, 'shop');
  expect((await again.query('SELECT count(*)::int AS n FROM public.t')).rows).toEqual([{ n: 1000 }]);
  await again.end();
  expect(await tracesOn(postgres)).toEqual([]);
});

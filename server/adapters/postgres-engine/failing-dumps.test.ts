/**
 * Databases that cannot be dumped: the others are dumped, and each failure names the database, the cause and the fix.
 * Against a real server.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BackupFailure, BackupSink, BackupSummary } from '#provider/ports.ts';
import { createMemorySink } from '../../testing/memory-sink.ts';
import { startPostgres, type TestPostgres, type TestPostgresOptions } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine, type TestEngine } from '../../testing/test-engine.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder = '';
let engine: TestEngine['engine'];
let sealed: TestEngine['sealed'];
const servers: TestPostgres[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-failing-'));
  ({ engine, sealed } = await openEngine(folder, { lockWaitMs: 700 }));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.remove()));
  await rm(folder, { recursive: true, force: true });
});

async function serverWith(databases: Record<string, string[]>, options?: TestPostgresOptions): Promise<TestPostgres> {
  const server = await startPostgres(options);
  servers.push(server);
  for (const [name, statements] of Object.entries(databases)) {
    if (name !== 'postgres') await within(server, 'postgres', [`CREATE DATABASE "${name}"`]);
    await within(server, name, statements);
  }
  return server;
}

async function backUp(
  server: TestPostgres,
  login: { user: string; password: string } = server,
  onProgress: (database: string | undefined) => void = () => undefined,
  sink: BackupSink = createMemorySink(),
): Promise<BackupSummary> {
  return engine.backUp(await sealed({ ...server, ...login }), sink, {
    signal: new AbortController().signal,
    onProgress: ({ database }) => onProgress(database),
  });
}

const databasesIn = ({ parts }: BackupSummary): string[] => parts.flatMap(({ database }) => database ?? []);
const onlyFailure = ({ failures = [] }: BackupSummary): BackupFailure => {
  expect(failures).toHaveLength(1);
  return failures[0] as BackupFailure;
};

describe('a database that cannot be dumped', () => {
  it('does not fail the others, and names table, reason and tool', async () => {
    const server = await serverWith({
      postgres: [`CREATE ROLE reader LOGIN PASSWORD 'r'`, 'GRANT pg_read_all_data TO reader'],
      first: ['CREATE TABLE a AS SELECT 1 AS n'],
      second: ['CREATE TABLE tenants (n int)', 'ALTER TABLE tenants ENABLE ROW LEVEL SECURITY'],
      third: ['CREATE TABLE c AS SELECT 1 AS n'],
    });
    const summary = await backUp(server, { user: 'reader', password: 'r' });
    expect(databasesIn(summary)).toEqual(['first', 'postgres', 'third']);
    const failure = onlyFailure(summary);
    expect(failure.code).toBe('UserErrorServerRowSecurity');
    expect(failure.message).toMatch(/^Database "second": /);
    expect(failure.details).toMatchObject({
      database: 'second',
      serverError: expect.stringContaining('tenants') as string,
      toolOutput: expect.stringMatching(/^pg_dump: error: /) as string,
    });
  });

  it('because a table is locked names the table, the session and how to end it, and waits no longer than it may', async () => {
    const server = await serverWith({ busy: ['CREATE TABLE "My orders" (n int)'], calm: [] });
    const { host, port, user, password } = server;
    const holder = new pg.Client({ host, port, user, password, database: 'busy', application_name: 'nightly job' });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE "My orders" IN ACCESS EXCLUSIVE MODE');
    const [held] = (await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
    const summary = await backUp(server);
    await holder.end();
    expect(databasesIn(summary)).toEqual(['calm', 'postgres']);
    const failure = onlyFailure(summary);
    expect(failure.code).toBe('UserErrorServerObjectsLocked');
    expect(failure.message).toContain('public."My orders"');
    expect(failure.message).toContain(`session ${held?.pid ?? 0}`);
    expect(failure.message).toContain('nightly job');
    expect(failure.recommendedAction.join()).toContain(`pg_terminate_backend(${held?.pid ?? 0})`);
    expect(failure.details.object).toBe('table public."My orders"');
  });

  it('because the lock table of the server is full says so', async () => {
    const many = `DO $$ BEGIN FOR i IN 1..2000 LOOP EXECUTE 'CREATE TABLE t' || i || ' (n int)'; IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$`;
    const server = await serverWith(
      { many: [many], few: [] },
      { settings: { max_locks_per_transaction: '10', max_connections: '10' } },
    );
    const summary = await backUp(server);
    expect(databasesIn(summary)).toEqual(['few', 'postgres']);
    const failure = onlyFailure(summary);
    expect(failure.details.serverError).toBe('out of shared memory');
    expect(failure.details.serverHint).toContain('max_locks_per_transaction');
  });

  it('because a value of it is larger than a dump can hold names the table', async () => {
    const server = await serverWith({
      large: [
        'CREATE TABLE photos (image bytea)',
        'ALTER TABLE photos ALTER image SET STORAGE EXTERNAL',
        `INSERT INTO photos SELECT decode(repeat('00', 268435455), 'hex')`,
        'UPDATE photos SET image = image || image',
      ],
      small: [],
    });
    const summary = await backUp(server);
    expect(databasesIn(summary)).toEqual(['postgres', 'small']);
    const failure = onlyFailure(summary);
    expect(failure.details.object).toMatch(/photos/);
    expect(failure.details.serverError).toMatch(/invalid memory alloc request size|out of memory/);
  });

  it('because the server went away fails it and all after it, and keeps the finished ones', async () => {
    const server = await serverWith({ a: ['CREATE TABLE n AS SELECT 1'], b: [], c: [] });
    let crashed: Promise<void> | undefined;
    const summary = await backUp(server, server, (database) => {
      if (database === 'b') crashed ??= server.crash();
    });
    await crashed;
    const failed = (summary.failures ?? []).map(({ details }) => details.database);
    expect([...databasesIn(summary), ...failed]).toEqual(['a', 'b', 'c', 'postgres']);
    expect(failed).toContain('postgres');
    await server.start();
  });

  it('because a session of it crashes does not lose those after it to the recovery of the server', async () => {
    const server = await serverWith({
      damaged: ['CREATE TABLE big AS SELECT generate_series(1, 2000000) AS n'],
      later: [],
    });
    let crashed: Promise<void> | undefined;
    const crash = async () => {
      for (;;) {
        const [dump] = await within<{ pid: number }>(server, 'postgres', [
          `SELECT pid FROM pg_stat_activity WHERE datname = 'damaged' AND query LIKE 'COPY%'`,
        ]);
        if (dump) return void process.kill(dump.pid, 'SIGKILL');
      }
    };
    const sink = createMemorySink();
    // Its rows are on their way when it crashes: nobody takes more of them before.
    const untilCrashed = async function* (plain: AsyncIterable<Uint8Array>) {
      for await (const chunk of plain) {
        await (crashed ??= crash());
        yield chunk;
      }
    };
    const summary = await backUp(server, server, undefined, {
      write: (part, plain) => sink.write(part, part.database === 'damaged' ? untilCrashed(plain) : plain),
    });
    expect(databasesIn(summary)).toEqual(['later', 'postgres']);
    expect(onlyFailure(summary)).toMatchObject({
      code: 'UserErrorServerDisconnected',
      details: { database: 'damaged', object: 'table public.big' },
    });
  });

  it('because something in its catalogue is gone is told from one that is being changed', async () => {
    const server = await serverWith({
      orphans: [
        'CREATE SCHEMA gone',
        `CREATE FUNCTION gone.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
        `DELETE FROM pg_namespace WHERE nspname = 'gone'`,
      ],
      untyped: [
        `CREATE TYPE mood AS ENUM ('fine')`,
        'CREATE TABLE felt (m mood)',
        `DELETE FROM pg_type WHERE typname = 'mood'`,
      ],
      files: ['CREATE TABLE lost AS SELECT 1 AS n'],
    });
    const [file] = await within<{ path: string }>(server, 'files', [
      `SELECT current_setting('data_directory') || '/' || pg_relation_filepath('lost') AS path`,
    ]);
    await within(server, 'files', ['CHECKPOINT']);
    await server.crash();
    await rm(file?.path ?? '');
    await server.start();
    const { failures = [], ...summary } = await backUp(server);
    expect(databasesIn(summary as BackupSummary)).toEqual(['postgres']);
    expect(failures.map(({ code, details }) => [details.database, code])).toEqual(
      ['files', 'orphans', 'untyped'].map((name) => [name, 'UserErrorServerDataDamaged']),
    );
    expect(failures[0]?.details.object).toBe('table public.lost');
    expect(failures[2]?.message).toContain('The catalogue of a database is damaged');
  });

  it('because pg_hba.conf does not list it says so, and does not advise TLS', async () => {
    const server = await serverWith(
      { postgres: ['CREATE DATABASE open', 'CREATE DATABASE unlisted'] },
      { hba: 'host postgres,template1,open all 127.0.0.1/32 scram-sha-256\n' },
    );
    const summary = await backUp(server);
    expect(databasesIn(summary)).toEqual(['open', 'postgres']);
    expect(onlyFailure(summary)).toMatchObject({
      code: 'UserErrorServerAccessNotAllowed',
      message: expect.stringContaining('lets the administrator login into other databases') as string,
      details: { database: 'unlisted' },
    });
  });

  it('fails the whole backup when it is the only one, and still says which it was', async () => {
    const server = await serverWith({
      postgres: ['CREATE TABLE secret (n int)', `CREATE ROLE nobody LOGIN PASSWORD 'n'`],
    });
    await expect(backUp(server, { user: 'nobody', password: 'n' })).rejects.toMatchObject({
      code: 'UserErrorServerPermissionDenied',
      message: expect.stringContaining('"postgres"') as string,
      details: { object: expect.stringContaining('secret') as string },
    });
  });
});

describe('what a tool warns of although it ended well', () => {
  it('is a warning of the backup', async () => {
    const server = await serverWith({
      postgres: [`CREATE ROLE reader LOGIN PASSWORD 'r'`, 'GRANT pg_read_all_data TO reader'],
      subscriber: [`CREATE SUBSCRIPTION s CONNECTION 'host=x password=hidden' PUBLICATION p WITH (connect = false)`],
    });
    const { warnings, failures } = await backUp(server, { user: 'reader', password: 'r' });
    expect(failures).toBeUndefined();
    expect(warnings.filter(({ code }) => code === 'BackupToolWarning')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/"subscriber": .*subscriptions/) as string }),
    ]);
    expect(JSON.stringify(warnings)).not.toContain('hidden');
  });
});

/** A server that speaks German, for real: nothing that a backup or a restore decides may hang on English words. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BackupSummary } from '#provider/ports.ts';
import { createMemorySink } from '../testing/memory-sink.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, prepareRestoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';
import { openEngine, type TestEngine } from '../testing/test-engine.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const READER = { user: 'reader', password: 'r' };

/** Translations are chosen by `LANGUAGE`, so that the machine needs no German locale; it may lack the translations. */
const german = await startPostgres({ env: { LC_ALL: '', LANGUAGE: 'de' }, settings: { lc_messages: 'C.UTF-8' } });
const speaks = await within(german, 'postgres', ['SELECT FROM nowhere']).then(
  () => '',
  (error: unknown) => String(error),
);

let folder: string;
let engine: TestEngine['engine'];
let sealed: TestEngine['sealed'];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-german-'));
  ({ engine, sealed } = await openEngine(folder, { lockWaitMs: 700 }));
});
afterAll(async () => {
  await german.remove();
  await rm(folder, { recursive: true, force: true });
});

const backUp = async (login: Pick<TestPostgres, 'user' | 'password'>): Promise<BackupSummary> =>
  engine.backUp(await sealed({ ...german, ...login }), createMemorySink(), {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

describe.runIf(speaks.includes('existiert nicht'))('a server that speaks German', () => {
  beforeAll(() =>
    within(german, 'postgres', [
      `CREATE ROLE reader LOGIN PASSWORD 'r'`,
      `CREATE TABLE orders AS SELECT generate_series(1, 3) AS n`,
      `GRANT SELECT ON orders TO reader`,
    ]),
  );

  it('is backed up by a login that may not read the passwords, with the warning', async () => {
    const { parts, warnings, failures = [] } = await backUp(READER);
    expect(failures).toEqual([]);
    expect(parts.map(({ kind }) => kind)).toEqual(['globals', 'database']);
    expect(warnings.map(({ code }) => code)).toEqual(['RolePasswordsNotBackedUp']);
  });

  it.each<[string, string[], string[], string]>([
    ['a table', ['CREATE TABLE secret (n int)'], ['DROP TABLE secret'], 'UserErrorServerPermissionDenied'],
    [
      'rows',
      [
        'CREATE TABLE tenants (n int)',
        'GRANT SELECT ON tenants TO reader',
        'ALTER TABLE tenants ENABLE ROW LEVEL SECURITY',
      ],
      ['DROP TABLE tenants'],
      'UserErrorServerRowSecurity',
    ],
  ])('says that the login may not read %s', async (_, made, gone, code) => {
    await within(german, 'postgres', made);
    const { failures = [] } = await backUp(READER).catch((error: unknown) => ({
      failures: [error as { code: string }],
    }));
    await within(german, 'postgres', gone);
    expect(failures.map((failure) => failure.code)).toEqual([code]);
  });

  it('says which session holds a table', async () => {
    const { host, port, user, password } = german;
    const holder = new pg.Client({ host, port, user, password, database: 'postgres' });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const found = await backUp(READER).then(
      ({ failures = [] }) => failures[0],
      (error: unknown) => error,
    );
    await holder.end();
    expect(found).toMatchObject({
      code: 'UserErrorServerObjectsLocked',
      message: expect.stringContaining('public.orders') as string,
    });
  });

  it('says that the password is wrong', async () => {
    await expect(engine.probe(await sealed({ ...german, password: 'wrong' }))).rejects.toMatchObject({
      code: 'UserErrorServerSignInFailed',
    });
  });

  it('names what a restore could not make, in its own words, and restores the rest', async () => {
    const restoring = await prepareRestoring();
    try {
      await within(german, 'postgres', [
        'CREATE DATABASE shop',
        `CREATE ROLE maker LOGIN PASSWORD 'm' CREATEDB CREATEROLE`,
      ]);
      await within(german, 'shop', [
        'CREATE SCHEMA apart',
        `CREATE FUNCTION apart.g(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n'`,
        `SET search_path = apart, public`,
        `CREATE FUNCTION public.f(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT g(n)'`,
        'CREATE TABLE public.numbers AS SELECT generate_series(1, 9) AS n',
        'CREATE INDEX odd ON public.numbers (public.f(n))',
      ]);
      const archive = await archiveOf(german, 'shop');
      for (const login of [german, { user: 'maker', password: 'm' }]) {
        const { databases } = await restoring.restore(german, archive, { targetName: `of_${login.user}`, login });
        expect(databases[0]).toMatchObject({ rowsCompared: 9, differing: [] });
        expect(databases[0]?.notMade).toEqual([
          { object: 'index public.odd', error: expect.stringMatching(/g\(integer\)/) as string },
        ]);
      }
    } finally {
      await restoring.remove();
    }
  });
});

/** A restore that transfers no bytes: whether it reports progress, by the server's data about its sessions. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../testing/postgres.ts';
import { archiveOf, inPieces } from '../../../testing/restoring.ts';
import { within } from '../../../testing/rich-databases.ts';
import { openEngine, type TestEngine } from '../../../testing/test-engine.ts';
import { hasMoved, type Session } from './signs-of-life.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('between two looks, a session', () => {
  const before: Session = { pid: 7, since: '10:00', counted: 'scanning 5', isAtWork: true };
  it.each<[string, Partial<Session>, boolean]>([
    ['whose counter grew has moved', { counted: 'scanning 6' }, true],
    ['with another statement has moved', { since: '10:01' }, true],
    ['whose counter did not grow has not moved, however busy it is', {}, false],
    ['that is new shows no progress', { pid: 8, since: '10:01' }, false],
  ])('%s', (_, change, moved) => {
    expect(hasMoved([before], [{ ...before, ...change }])).toBe(moved);
  });

  it.each([
    ['is believed while it is at work', true],
    ['is not believed when it waits', false],
  ])('without a counter %s', (_, isAtWork) => {
    const uncounted = { ...before, counted: null, isAtWork };
    expect(hasMoved([uncounted], [uncounted])).toBe(isAtWork);
  });
});

describe('a restore after its last byte', () => {
  let folder = '';
  let engine: TestEngine['engine'];
  let sealed: TestEngine['sealed'];
  let server: TestPostgres;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bp-moving-'));
    ({ engine, sealed } = await openEngine(folder, { lookEveryMs: 100 }));
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Does `then` for each row where the database is being restored, and nothing at the source. */
  const rows = (then: string): string[] => [
    // A row for each page: what is counted are pages.
    `CREATE TABLE rows (n int, filler char(700) DEFAULT '') WITH (fillfactor = 10)`,
    'INSERT INTO rows SELECT generate_series(1, 60)',
    `CREATE FUNCTION slowly(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
       BEGIN
         IF pg_catalog.current_database() OPERATOR(pg_catalog.~) '^restoring_' THEN ${then} END IF;
         RETURN n;
       END $$`,
  ];
  const INDEX = 'CREATE INDEX slow_rows ON rows (slowly(n))';
  const VIEW = 'CREATE MATERIALIZED VIEW slow_rows AS SELECT public.slowly(n) FROM public.rows WHERE n = 1';

  /** How often it reported progress while the statement ran, until the restore ended or `forMs` had passed. */
  async function movesDuring(name: string, statements: string[], statement: string, forMs: number): Promise<number> {
    await within(server, 'postgres', [`CREATE DATABASE ${name}`]);
    await within(server, name, statements);
    const { plain, contents } = await archiveOf(server, name);
    const access = await sealed(server);
    const restore = {
      id: randomBytes(16).toString('hex'),
      databases: [{ name, targetName: `${name}_restored`, replace: false, contents }],
      ownersAndRoles: false,
    };
    const onMoving = vi.fn();
    const stop = new AbortController();
    const restoring = engine.restore(access, restore, {
      signal: stop.signal,
      readRoles: () => inPieces(Buffer.alloc(0)),
      readDatabase: () => ({ format: 'custom', plain: inPieces(plain) }),
      onMoving,
    });
    const ended = restoring.then(
      () => 'ended',
      () => 'ended',
    );
    const running = () =>
      within(server, 'postgres', [
        `SELECT 1 FROM pg_stat_activity WHERE datname ~ '^restoring_' AND query LIKE '${statement}%' AND state = 'active'`,
      ]);
    await expect.poll(running, { timeout: 30_000, interval: 20 }).toHaveLength(1);
    // The look that found another statement before it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    onMoving.mockClear();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, forMs))]);
    const moves = onMoving.mock.calls.length;
    stop.abort();
    await ended;
    await engine.discardRestore(access, restore);
    return moves;
  }

  it('goes on while an index is built, page by page', async () => {
    const statements = [...rows('PERFORM pg_catalog.pg_sleep(0.03);'), INDEX];
    expect(await movesDuring('builds', statements, 'CREATE INDEX', 1_200)).toBeGreaterThanOrEqual(3);
  });

  it('goes on while a materialized view is filled, which no server counts', async () => {
    const statements = [...rows('PERFORM count(*) FROM pg_catalog.generate_series(1, 20000000);'), VIEW];
    expect(await movesDuring('fills', statements, 'REFRESH', 1_000)).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['sleeps in an index', 'PERFORM pg_catalog.pg_sleep(60);', INDEX, 'CREATE INDEX'],
    ['goes round in circles in an index', 'LOOP n := 1; END LOOP;', INDEX, 'CREATE INDEX'],
    ['sleeps in a materialized view', 'PERFORM pg_catalog.pg_sleep(60);', VIEW, 'REFRESH'],
  ])('does not go on when a function of the source %s', async (what, then, statement, begins) => {
    const moves = await movesDuring(what.replaceAll(' ', '_'), [...rows(then), statement], begins, 600);
    expect(moves).toBe(0);
  });
});

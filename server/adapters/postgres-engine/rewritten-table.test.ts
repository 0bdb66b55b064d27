/**
 * PostgreSQL's own caveat: a table that a transaction rewrites while a dump waits for its lock looks empty in the older
 * snapshot of the dump. No dump can avoid it; comparing a backup with the previous one shows it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import type { BackupSummary } from '#provider/ports.ts';
import { missingSince } from '#provider/domain/backup-comparison.ts';
import { createMemorySink } from '../../testing/memory-sink.ts';
import { startPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';

it('a table that is rewritten while the dump waits looks empty, and the backup says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bp-rewritten-'));
  const postgres = await startPostgres();
  try {
    const { host, port, user, password } = postgres;
    await within(postgres, 'postgres', ['CREATE TABLE orders AS SELECT i AS a FROM generate_series(1, 5000) i']);
    const { engine, sealed } = await openEngine(folder);
    const access = await sealed(postgres);
    const backUp = (): Promise<BackupSummary> =>
      engine.backUp(access, createMemorySink(), { signal: new AbortController().signal, onProgress: () => undefined });
    const before = await backUp();

    const rewriting = new pg.Client({ host, port, user, password, database: 'postgres' });
    await rewriting.connect();
    await rewriting.query('BEGIN; ALTER TABLE orders ALTER a TYPE bigint');
    const waiting = backUp();
    await expect
      .poll(
        () =>
          within(postgres, 'postgres', [`SELECT FROM pg_locks WHERE relation = 'orders'::regclass AND NOT granted`]),
        {
          timeout: 20_000,
        },
      )
      .not.toEqual([]);
    await rewriting.query('COMMIT');
    await rewriting.end();
    const now = await waiting;

    expect(now.parts.find(({ database }) => database === 'postgres')?.tables).toMatchObject([
      { name: 'orders', rows: 0 },
    ]);
    expect(await within(postgres, 'postgres', ['SELECT count(*)::int AS n FROM orders'])).toEqual([{ n: 5000 }]);
    expect(missingSince(before, now)).toMatchObject([
      { code: 'TablesEmptied', message: expect.stringContaining('public.orders had rows') as string },
    ]);
  } finally {
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  }
}, 90_000);

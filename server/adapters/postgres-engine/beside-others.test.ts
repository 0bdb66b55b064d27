/** A backup disturbs other sessions of the server no more than `pg_dump` by hand does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { BackupSummary } from '#provider/ports.ts';
import { createBusyDatabase, startBusyness } from '../../testing/etl.ts';
import { createMemorySink } from '../../testing/memory-sink.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let postgres: TestPostgres;
let backUp: () => Promise<BackupSummary>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-beside-'));
  postgres = await startPostgres();
  await createBusyDatabase(postgres, 'busy', { tables: 100, megabytes: 20 });
  const { engine, sealed } = await openEngine(folder);
  const access = await sealed(postgres);
  const { signal } = new AbortController();
  backUp = () => engine.backUp(access, createMemorySink(), { signal, onProgress: () => undefined });
});
afterAll(async () => {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

test.each([10, 33])(
  'next to a job that creates, empties and drops tables %i times a second, while an application works',
  async (timesASecond) => {
    const busyness = await startBusyness(postgres, 'busy', timesASecond);
    let tries = 0;
    try {
      for (let done = 0; done < 5;) {
        tries += 1;
        // A table that is dropped between the list and its lock ends a dump, ours as one by hand.
        const summary = await backUp().catch(() => undefined);
        if (summary === undefined || summary.failures !== undefined) continue;
        const tables = summary.parts.find(({ database }) => database === 'busy')?.tables;
        expect(tables?.find(({ name }) => name === 'large')?.rows).toBe(20_000);
        done += 1;
      }
    } finally {
      await busyness.stop();
    }
    expect(tries).toBe(5);
    expect(Math.max(...busyness.waitsMs())).toBeLessThan(5000);
  },
);

test('one session is at work in a database while it is dumped, and it is that of pg_dump', async () => {
  const seen = new Set<string>();
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      const sessions = await within<{ pids: string }>(postgres, 'postgres', [
        // A session that is closing is not in a transaction any more.
        `SELECT pid::text AS pids FROM pg_stat_activity WHERE datname = 'busy' AND backend_type = 'client backend' AND xact_start IS NOT NULL`,
      ]);
      if (sessions.length > 0) seen.add(String(sessions.length));
      await delay(5);
    }
  })();
  await backUp();
  over.abort();
  await watching;
  expect([...seen]).toEqual(['1']);
});

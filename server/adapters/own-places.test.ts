/** The same on the queue of a server: a subscription is not kept out by the items of another (decision 41). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { LANES } from '#provider/lanes.ts';
import type { WorkItem } from '#provider/work-items.ts';
import { createBossWork } from './boss-work.ts';
import { callKeptOut } from './own-places.ts';
import { openPgliteDatabase } from './sql/pglite-database.ts';
import { QUEUE_SCHEMA } from './sql/sql-database.ts';
import { createSqlStore } from './sql/sql-store.ts';

vi.setConfig({ testTimeout: 60_000 });

const backupOf = (subscription: string, number: number): WorkItem => ({
  kind: 'backup',
  id: `${subscription} ${String(number)}`,
  payload: { jobId: `/subscriptions/${subscription}/jobs/${String(number)}` },
  serverId: `/subscriptions/${subscription}/resourceGroups/g/providers/p/servers/${String(number)}`,
});

it('calls who is kept out, and a worker comes for it, one of each subscription', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bp-own-places-'));
  const database = await openPgliteDatabase(join(folder, 'state'));
  const work = await createBossWork(database, () => undefined, 200);
  const store = createSqlStore(database, work.enqueue);
  const begun: string[] = [];
  const end = Promise.withResolvers<undefined>();
  const { stop } = await work.start(async ({ id }) => {
    begun.push(id);
    await end.promise;
  });
  onTestFinished(async () => {
    end.resolve(undefined);
    await stop(5_000);
    await work.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  const enqueue = (items: WorkItem[]) =>
    store.transact(async (tx) => {
      for (const item of items) await tx.enqueue(item);
    });
  await enqueue(Array.from({ length: 8 }, (_, at) => backupOf('hostile', at)));
  await vi.waitFor(() => expect(begun).toHaveLength(LANES.long.atOnce), { timeout: 20_000 });
  await enqueue([backupOf('One', 1), backupOf('one', 2), backupOf('hostile', 99)]);
  expect(await callKeptOut(database, 'long', 8)).toEqual([]);
  // They have waited.
  await database.query(
    `UPDATE ${QUEUE_SCHEMA}.job SET created_on = created_on - interval '1 minute', start_after = start_after - interval '1 minute'
     WHERE name = 'long' AND state = 'created'`,
  );
  await vi.waitFor(() => expect(begun).toContain('One 1'), { timeout: 20_000 });
  expect(await callKeptOut(database, 'long', 8)).toEqual([]);
  expect(begun).toHaveLength(LANES.long.atOnce + 1);
});

/** State in a folder: PostgreSQL inside this process. One process at a time owns the folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { PgBoss, fromPglite, getConstructionPlans } from 'pg-boss';
import { createBossWork, QUEUES } from '../boss-work.ts';
import { lockFolder } from '../folder-lock.ts';
import { openCluster, prepareCluster, type Recipe } from '../embedded-cluster.ts';
import { isOlder, migrate, STEPS, versionOf, type Steps } from './migrations.ts';
import { keepCopy } from './state-copies.ts';
import { QUEUE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';
import { keepTidy, renewStatistics } from './upkeep.ts';

/** Its tables and those of the queue, with nothing in them. */
const RECIPE: Recipe = {
  name: 'state',
  text: JSON.stringify([STEPS, getConstructionPlans(QUEUE_SCHEMA), QUEUES]),
};

/** Prepares what a new state is copied from. */
export const prepareState = (): Promise<void> =>
  prepareCluster(RECIPE, async (cluster) => {
    const database = overPglite(cluster, () => Promise.resolve());
    await migrate(database);
    const work = await createBossWork(database, () => undefined);
    await work.close();
  });

/** Where the cluster of the state is. */
export const clusterIn = (folder: string): string => join(folder, 'pgdata');

/** Brings its tables up to this version; a copy of what was there before is kept. `steps` is for tests. */
export async function openPgliteDatabase(folder: string, steps: Steps = STEPS): Promise<SqlDatabase> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(folder);
  try {
    let database = overPglite(await openCluster(clusterIn(folder), RECIPE), unlock);
    if (isOlder(await versionOf(database), steps)) {
      await database.closeCluster();
      await keepCopy(clusterIn(folder));
      database = overPglite(await openCluster(clusterIn(folder), RECIPE), unlock);
    }
    try {
      await migrate(database, steps);
      await renewStatistics(database);
    } catch (error) {
      await database.closeCluster();
      throw error;
    }
    const current = database;
    const tidy = keepTidy(current);
    return {
      ...current,
      close: async () => {
        await tidy.stop();
        await current.close();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function overPglite(pglite: PGlite, unlock: () => Promise<void>): SqlDatabase & { closeCluster: () => Promise<void> } {
  const query: Sql['query'] = async <Row>(text: string, values?: unknown[]) =>
    (await pglite.query<Row>(text, values)).rows;
  return {
    query,
    // One connection that runs one transaction at a time: serial is as serializable as it gets.
    transact: (change) =>
      pglite.transaction((tx) =>
        change({ query: async <Row>(text: string, values?: unknown[]) => (await tx.query<Row>(text, values)).rows }),
      ),
    createQueue: () =>
      new PgBoss({
        db: fromPglite(pglite),
        backend: 'pglite',
        schema: QUEUE_SCHEMA,
        useListenNotify: true,
        schedule: false,
        // Index rebuilds cannot run beside the only connection, and the tables stay small.
        reindex: false,
        monitorVacuum: false,
      }),
    isExclusive: true,
    closeCluster: () => pglite.close(),
    close: async () => {
      await pglite.close();
      await unlock();
    },
  };
}

/** The `Work` port on pg-boss: durable items in the state database, taken by whichever process is free. */
import { createHash } from 'node:crypto';
import type { JobWithMetadata, PgBoss, SendOptions } from 'pg-boss';
import { LANES, LANE_NAMES, ownPlacesIn, perServerIn, standInsIn, type LaneName } from '#provider/lanes.ts';
import type { Log, Perform, Work } from '#provider/ports.ts';
import { laneOf, placeOf, subscriptionOf, type WorkItem } from '#provider/work-items.ts';
import { callKeptOut, lookAfterOwnPlaces, OF_OWN_PLACES } from './own-places.ts';
import { createStandIns, type StandIns } from './stand-ins.ts';
import { QUEUE_SCHEMA, type Sql, type SqlDatabase } from './sql/sql-database.ts';
import type { Enqueue } from './sql/sql-store.ts';
import type { WorkLine } from './sql/state-lines.ts';

export interface BossWork extends Work {
  enqueue: Enqueue;
  /** How much stands in each lane, of all processes. */
  standing(): Promise<LaneStanding[]>;
  /** Puts work that waited in another database into this one, as what it was. */
  takeOver(sql: Sql, waiting: readonly WorkLine[]): Promise<void>;
  /** Ends the queue itself. Call it after `stop` of what `start` returned. */
  close(): Promise<void>;
}

const QUEUE_OPTIONS = {
  notify: true,
  // The provider ends an item long before (`work/endings.ts`). This counts every start and stop of the portal, too.
  retryLimit: 1000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 900,
  // The longest that pg-boss allows. A process that died is noticed by the heartbeat, long before.
  expireInSeconds: 24 * 60 * 60 - 1,
  heartbeatSeconds: 20,
  // For as long as a finished item is kept, its id cannot be enqueued again.
  deleteAfterSeconds: 90 * 24 * 60 * 60,
  retentionSeconds: 365 * 24 * 60 * 60,
};

const LOOK_EVERY_MS = 15_000;

/** What the queues are made with. */
export const QUEUES = { names: LANE_NAMES, options: QUEUE_OPTIONS };

/** `lookEveryMs`: how often it is asked whether a subscription is kept out of a lane; every fifteen seconds when absent. */
export async function createBossWork(database: SqlDatabase, log: Log, lookEveryMs = LOOK_EVERY_MS): Promise<BossWork> {
  const boss = database.createQueue();
  boss.on('error', (error) => log('queueError', { error: error.message }));
  await boss.start();
  for (const name of LANE_NAMES) {
    await boss.createQueue(name, QUEUE_OPTIONS);
    // `send` looks the queue up outside the caller's transaction. With a single connection it would wait for itself, so
    // the result has to be in pg-boss's cache before the first transaction.
    await boss.findJobs(name, { id: '00000000-0000-0000-0000-000000000000' });
  }
  return {
    enqueue: (sql, item) => send(boss, sql, item),
    standing: () => standingIn(database),
    takeOver: (sql, waiting) => takeOver(boss, sql, waiting),
    start: (perform) => startWorkers({ boss, database, perform, log, lookEveryMs }),
    close: () => boss.stop({ graceful: false }),
  };
}

/** Items of a lane that are in one state. */
export interface LaneStanding {
  lane: string;
  /** `later`: their time has not come yet. */
  state: 'waiting' | 'running' | 'later';
  count: number;
  /** How long the oldest has been waiting or running; 0 for those whose time has not come. */
  oldestSeconds: number;
}

const standingIn = (database: SqlDatabase): Promise<LaneStanding[]> =>
  database.query<LaneStanding>(
    `SELECT name AS lane,
            CASE WHEN state = 'active' THEN 'running' WHEN start_after > now() THEN 'later' ELSE 'waiting' END AS state,
            count(*)::int AS count,
            greatest(0, extract(epoch FROM now() - min(CASE WHEN state = 'active' THEN started_on
                                                            ELSE greatest(start_after, created_on) END)))::float8 AS "oldestSeconds"
     FROM ${QUEUE_SCHEMA}.job WHERE state < 'completed' AND name = ANY($1) GROUP BY 1, 2`,
    [LANE_NAMES],
  );

const send = async (boss: PgBoss, sql: Sql, item: WorkItem): Promise<void> =>
  void (await boss.send(laneOf(item.kind), item, { ...placementOf(item), db: within(sql) }));

/** Has the queue write inside a transaction. */
const within = (sql: Sql) => ({
  executeSql: async (text: string, values?: unknown[]) => ({ rows: await sql.query(text, values) }),
});

const placementOf = (item: WorkItem) => ({
  id: queueId(item.id),
  ...groupOf(item),
  ...(item.notBefore === undefined ? {} : { startAfter: new Date(item.notBefore) }),
});

async function takeOver(boss: PgBoss, sql: Sql, waiting: readonly WorkLine[]): Promise<void> {
  const items = waiting.map(({ item }) => item as unknown as WorkItem);
  for (const lane of LANE_NAMES) {
    const jobs = items.flatMap((item) => (laneOf(item.kind) === lane ? [{ ...placementOf(item), data: item }] : []));
    if (jobs.length > 0) await boss.insert(lane, jobs, { db: within(sql) });
  }
  await sql.query(
    `UPDATE ${QUEUE_SCHEMA}.job SET retry_count = was.attempts, created_on = was.since::timestamptz
     FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::text[]) AS was (lane, id, attempts, since)
     WHERE job.name = was.lane AND job.id = was.id`,
    [
      items.map(({ kind }) => laneOf(kind)),
      items.map(({ id }) => queueId(id)),
      waiting.map(({ attempts }) => attempts),
      waiting.map(({ since }) => since),
    ],
  );
}

/** Limits count by the group; `own-places.ts` looks at the tier. */
function groupOf(item: WorkItem): Pick<SendOptions, 'group'> {
  const id = placeOf(item);
  if (id === undefined) return {};
  const tier = subscriptionOf(item);
  return { group: { id, ...(tier !== undefined && { tier }) } };
}

/** pg-boss keys by UUID and ignores a second item with the same key: exactly what `WorkItem.id` promises. */
function queueId(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

interface Workers {
  boss: PgBoss;
  database: SqlDatabase;
  perform: Perform;
  log: Log;
  lookEveryMs: number;
}

async function startWorkers({ boss, database, perform, log, lookEveryMs }: Workers) {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const standIns = new Map<LaneName, StandIns>();
  if (database.isExclusive) await releaseOrphans(boss, database);

  const performOne = async (lane: LaneName, job: JobWithMetadata<WorkItem>): Promise<void> => {
    const signal = AbortSignal.any([job.signal, stopping.signal]);
    const standsStill = (isStill: boolean) => standIns.get(lane)?.report(job.id, isStill);
    const done = perform(job.data, { signal, attempt: job.retryCount + 1, standsStill });
    running.add(done);
    try {
      await done;
    } catch (error) {
      log('workFailed', { kind: job.data.kind, id: job.data.id, error: messageOf(error) }, 'error');
      throw error;
    } finally {
      running.delete(done);
      standsStill(false);
      hasteOn(boss, lane);
    }
  };
  const takeFrom = (name: LaneName, workers: number, only: { minPriority?: number } = {}): Promise<string> => {
    const perServer = perServerIn(name);
    return boss.work<WorkItem, unknown, WorkerOptions>(
      name,
      {
        ...WORKER_OPTIONS,
        ...only,
        localConcurrency: workers,
        ...(Number.isFinite(perServer) && { localGroupConcurrency: perServer }),
      },
      async (jobs) => {
        for (const job of jobs) await performOne(name, job);
      },
    );
  };
  const crewsOf = (name: LaneName, most: number, only?: { minPriority: number }): StandIns =>
    createStandIns(most / STAND_INS_TOGETHER, {
      begin: () => takeFrom(name, STAND_INS_TOGETHER, only),
      end: (id) => boss.offWork(name, { id, wait: true }),
      log,
    });
  const ownPlaces: StandIns[] = [];
  for (const name of LANE_NAMES) {
    await takeFrom(name, LANES[name].atOnce);
    if (standInsIn(name) > 0) standIns.set(name, crewsOf(name, standInsIn(name)));
    if (ownPlacesIn(name) === 0) continue;
    const crews = crewsOf(name, ownPlacesIn(name), OF_OWN_PLACES);
    ownPlaces.push(lookAfterOwnPlaces(() => callKeptOut(database, name, ownPlacesIn(name)), crews, log, lookEveryMs));
  }

  const stop = async (graceMs = 10_000): Promise<void> => {
    for (const each of [...standIns.values(), ...ownPlaces]) each.close();
    const idle = Promise.all(LANE_NAMES.map((name) => boss.offWork(name, { wait: true })));
    if (await settlesWithin(idle, graceMs)) return;
    stopping.abort(new Error('The server is stopping.'));
    // Handlers now record that they were stopped. One that hangs is left to the next start.
    await settlesWithin(idle, 10_000);
  };
  return { stop };
}

/**
 * Lets the workers that have an item look for the next one as soon as they have ended it. By themselves they take one item for each
 * interval at which they poll, however short it is, and however many wait.
 */
function hasteOn(boss: PgBoss, lane: LaneName): void {
  for (const { id, name, count } of boss.getWipData()) {
    if (name === lane && count > 0) boss.notifyWorker(id);
  }
}

/** As many as may run at one server: with fewer workers the limit cannot be enforced. */
const STAND_INS_TOGETHER = 2;

interface WorkerOptions {
  includeMetadata: true;
  batchSize: 1;
  pollingIntervalSeconds: number;
  notifyPollingIntervalSeconds: number;
  heartbeatRefreshSeconds: number;
  localConcurrency: number;
  localGroupConcurrency?: number;
  minPriority?: number;
}

const WORKER_OPTIONS = {
  includeMetadata: true,
  batchSize: 1,
  pollingIntervalSeconds: 0.5,
  // A notification wakes the workers at once; polling only finds items whose time has come.
  notifyPollingIntervalSeconds: 2,
  heartbeatRefreshSeconds: 5,
} as const;

/**
 * An item that is active before any worker has begun belongs to a process that is gone: it goes back into the queue.
 */
async function releaseOrphans(boss: PgBoss, database: SqlDatabase): Promise<void> {
  for (const name of LANE_NAMES) {
    const orphans = await database.query<{ id: string }>(
      `SELECT id FROM ${QUEUE_SCHEMA}.job WHERE name = $1 AND state = 'active'`,
      [name],
    );
    if (orphans.length === 0) continue;
    await boss.fail(
      name,
      orphans.map((orphan) => orphan.id),
      { message: 'The process that did this work is gone.' },
    );
  }
}

async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

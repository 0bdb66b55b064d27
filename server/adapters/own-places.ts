/**
 * A worker for a subscription of which nothing is worked on in a lane, although something has waited there for a while: the
 * items of others run or stall in all the places that there are (decision 41). None is begun while everybody has a turn.
 */
import type { LaneName } from '#provider/lanes.ts';
import type { Log } from '#provider/ports.ts';
import { QUEUE_SCHEMA, type SqlDatabase } from './sql/sql-database.ts';
import type { StandIns } from './stand-ins.ts';

/** Everything else is enqueued with 0. */
const CALLED = 1;

/** What such a worker takes: what was called. Of the others, one that is free takes that first. */
export const OF_OWN_PLACES = { minPriority: CALLED };

/** Workers that are free have taken by then what there is. */
const WAITED_SECONDS = 10;

/** Calls the oldest item of each subscription that is kept out of the lane, and answers which subscriptions those are. */
export async function callKeptOut(database: SqlDatabase, lane: LaneName, most: number): Promise<string[]> {
  const called = await database.query<{ subscription: string }>(
    `WITH kept_out AS (
       SELECT DISTINCT ON (j.group_tier) j.id, j.group_tier
       FROM ${QUEUE_SCHEMA}.job j
       WHERE j.name = $1 AND j.state IN ('created', 'retry') AND j.group_tier IS NOT NULL
         AND j.start_after < now() - make_interval(secs => $2) AND j.created_on < now() - make_interval(secs => $2)
         AND NOT EXISTS (
           SELECT FROM ${QUEUE_SCHEMA}.job a
           WHERE a.name = $1 AND a.state = 'active' AND a.group_tier = j.group_tier
         )
       ORDER BY j.group_tier, j.priority DESC, j.created_on
     ), called AS (SELECT * FROM kept_out ORDER BY random() LIMIT $3)
     UPDATE ${QUEUE_SCHEMA}.job j SET priority = $4 FROM called
     WHERE j.name = $1 AND j.id = called.id
     RETURNING j.group_tier AS subscription`,
    [lane, WAITED_SECONDS, most, CALLED],
  );
  return called.map(({ subscription }) => subscription);
}

/** Has `crews` begun for those that `keptOut` answers, for as long as it does. */
export function lookAfterOwnPlaces(
  keptOut: () => Promise<string[]>,
  crews: StandIns,
  log: Log,
  everyMs: number,
): StandIns {
  let before: string[] = [];
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const now = await keptOut();
      for (const subscription of now) crews.report(subscription, true);
      for (const subscription of before) if (!now.includes(subscription)) crews.report(subscription, false);
      before = now;
    } catch (error) {
      log('own places failed', { error: String(error) });
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    ...crews,
    close: () => {
      clearInterval(timer);
      crews.close();
    },
  };
}

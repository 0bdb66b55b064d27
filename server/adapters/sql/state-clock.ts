/**
 * The clock of the state database. Several processes on several machines share it, and their own clocks differ, so the
 * database decides what is due. It is read each minute; in between, and while it is away, the machine's clock continues
 * from the last value.
 */
import { systemClock } from '#provider/memory/clock.ts';
import type { Clock } from '#provider/ports.ts';
import type { SqlDatabase } from './sql-database.ts';

const EVERY_MS = 60_000;
/**
 * An answer that took longer says too little: the process was paused, or the network held it, and the database may have looked
 * at its clock at any moment meanwhile.
 */
const LONGEST_MS = 2_000;

export interface StateClock extends Clock {
  stop(): void;
}

/** Throws the database's error when the first read fails. */
export async function createStateClock(database: Pick<SqlDatabase, 'query'>): Promise<StateClock> {
  let aheadMs: number | undefined;
  const ask = async (): Promise<void> => {
    const [before, from] = [Date.now(), performance.now()];
    const [row] = await database.query<{ now: string }>(
      'SELECT pg_catalog.date_part($1, pg_catalog.clock_timestamp())::text AS now',
      ['epoch'],
    );
    const after = Date.now();
    const isFirst = aheadMs === undefined;
    if (!isFirst && Math.max(performance.now() - from, Math.abs(after - before)) > LONGEST_MS) return;
    // It looked at its clock at some moment between the two.
    aheadMs = Math.round(Number(row?.now) * 1000 - (before + after) / 2);
  };
  await ask();
  const timer = setInterval(() => void ask().catch(() => undefined), EVERY_MS);
  timer.unref();
  return {
    now: () => new Date(Date.now() + (aheadMs ?? 0)),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    stop: () => clearInterval(timer),
  };
}

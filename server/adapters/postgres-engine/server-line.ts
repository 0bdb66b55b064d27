/**
 * Whoever only asks a server something stands in line for it: a production server keeps its connections, however many people
 * test theirs (decision 17). Jobs that have begun do not come here.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { ServerAccess } from '#provider/ports.ts';
import { cancelled } from './faults.ts';
import { serverFaults } from './server-faults.ts';

export interface LineLimits {
  /** How many ask one server at once; each has one session at a time. */
  atOnce: number;
  /** How many wait for their turn there. */
  waiting: number;
  /** How long each waits. */
  waitMs: number;
}

const LIMITS: LineLimits = { atOnce: 2, waiting: 100, waitMs: 30_000 };
/** A session that was ended is cut off within a second (`connection.ts`). */
const CLOSING_MS = 1_500;

export interface ServerLine {
  /**
   * Lets `ask` work when its turn has come; it tells `opened` each session that it opens. Throws an `EngineFault` when the line
   * is full, or the turn does not come in time.
   */
  turn<T>(
    access: Pick<ServerAccess, 'host' | 'port'>,
    signal: AbortSignal | undefined,
    ask: (opened: (client: pg.Client) => void) => Promise<T>,
  ): Promise<T>;
}

interface Place {
  asking: number;
  waiting: Set<() => void>;
}

export function createServerLine({ atOnce, waiting, waitMs }: LineLimits = LIMITS): ServerLine {
  const places = new Map<string, Place>();

  async function enter(place: Place, signal: AbortSignal | undefined): Promise<void> {
    if (place.asking < atOnce) {
      place.asking += 1;
      return;
    }
    if (place.waiting.size >= waiting) throw serverFaults.busyWithRequests();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const called = () => resolve(undefined);
    const late = setTimeout(() => reject(serverFaults.busyWithRequests()), waitMs);
    const leave = () => reject(cancelled(signal?.reason));
    place.waiting.add(called);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      // Whoever calls the next one hands its own place on.
      await promise;
    } finally {
      clearTimeout(late);
      place.waiting.delete(called);
      signal?.removeEventListener('abort', leave);
    }
  }

  function leave(key: string, place: Place): void {
    const [next] = place.waiting;
    if (next) {
      place.waiting.delete(next);
      next();
      return;
    }
    place.asking -= 1;
    if (place.asking === 0) places.delete(key);
  }

  return {
    async turn(access, signal, ask) {
      if (signal?.aborted === true) throw cancelled(signal.reason);
      const key = `${access.host.toLowerCase()}:${String(access.port)}`;
      const place = places.get(key) ?? { asking: 0, waiting: new Set() };
      places.set(key, place);
      await enter(place, signal);
      const closed: Promise<unknown>[] = [];
      try {
        return await ask((client) => closed.push(new Promise((resolve) => client.connection.once('end', resolve))));
      } finally {
        // The answer need not wait until the server has noticed that its session is over; the next one does.
        void Promise.race([Promise.allSettled(closed), delay(CLOSING_MS)]).then(() => leave(key, place));
      }
    },
  };
}

/**
 * A queue for each server, for requests that only query it: a production server keeps its connections, however many
 * people test theirs (decision 17). Running jobs do not wait here.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { ServerAccess } from '#provider/ports.ts';
import { cancelled } from './faults.ts';
import { addressesOfHost, type AddressesOf } from './host-lookup.ts';
import { serverFaults } from './server-faults.ts';

export interface LineLimits {
  /** How many run at one server at once; each has one session at a time. */
  atOnce: number;
  /** How many may wait. */
  waiting: number;
  /** How long each waits. */
  waitMs: number;
}

const LIMITS: LineLimits = { atOnce: 2, waiting: 100, waitMs: 30_000 };
/** An aborted session is closed within a second (`connection.ts`). */
const CLOSING_MS = 1_500;

export interface ServerLine {
  /**
   * Runs `ask` when its turn comes; it passes each session that it opens to `opened`. Throws an `EngineFault` when the
   * queue is full, or the turn does not come in time.
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

export function createServerLine(
  { atOnce, waiting, waitMs }: LineLimits = LIMITS,
  addressesOf: AddressesOf = addressesOfHost,
): ServerLine {
  /** By address and port: one server may have any number of names. */
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
      // The place passes to the next in the queue.
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

  /** Places at all addresses, always in the same order, which excludes deadlocks. */
  async function keysOf({ host, port }: Pick<ServerAccess, 'host' | 'port'>): Promise<string[]> {
    // A failed look-up is reported when connecting.
    const found = await addressesOf(host).catch(() => []);
    const names = found.length === 0 ? [host.toLowerCase()] : found.map(({ address }) => placeAt(address));
    return [...new Set(names)]
      .sort()
      .slice(0, MOST_ADDRESSES)
      .map((name) => `${name}:${String(port)}`);
  }

  async function enterAt(key: string, signal: AbortSignal | undefined): Promise<() => void> {
    if (signal?.aborted === true) throw cancelled(signal.reason);
    const place = places.get(key) ?? { asking: 0, waiting: new Set() };
    places.set(key, place);
    await enter(place, signal);
    return () => leave(key, place);
  }

  return {
    async turn(access, signal, ask) {
      if (signal?.aborted === true) throw cancelled(signal.reason);
      const left: (() => void)[] = [];
      const leaveAll = () => {
        for (const each of left) each();
      };
      try {
        for (const key of await keysOf(access)) left.push(await enterAt(key, signal));
      } catch (error) {
        leaveAll();
        throw error;
      }
      const closed: Promise<unknown>[] = [];
      try {
        return await ask((client) => closed.push(new Promise((resolve) => client.connection.once('end', resolve))));
      } finally {
        // The result need not wait until the server has noticed the end of the session; the next request does.
        void Promise.race([Promise.allSettled(closed), delay(CLOSING_MS)]).then(leaveAll);
      }
    },
  };
}

/** No real server has more addresses; a name with more is limited to these. */
const MOST_ADDRESSES = 4;

/** All loopback addresses are this machine, and an IPv4 address is the same in either notation. */
function placeAt(address: string): string {
  const v4 = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return v4 === '::1' || v4.startsWith('127.') ? 'loopback' : v4.toLowerCase();
}

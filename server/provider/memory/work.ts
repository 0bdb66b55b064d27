/** The `Work` port in memory. What it holds can be saved; an item that was taken and not ended is then taken again. */
import { LANES, ownPlacesIn, perServerIn, standInsIn } from '../lanes.ts';
import type { Clock, Log, Perform, Work } from '../ports.ts';
import { laneOf, placeOf, subscriptionOf, type WorkItem } from '../work-items.ts';

interface Entry {
  item: WorkItem;
  /** How often it has been taken. */
  attempts: number;
}

export interface SavedWork {
  waiting: Entry[];
  /** Every id that was ever enqueued, so that none comes twice. */
  known: string[];
}

export interface MemoryWork extends Work {
  add(items: WorkItem[]): void;
  save(): SavedWork;
  /** Resolves when nothing runs and nothing is due. */
  idle(): Promise<void>;
  /** How many handlers run, and how many waits of the clock are the queue's own. */
  activity(): { running: number; alarms: number };
}

export interface MemoryWorkOptions {
  saved?: SavedWork;
  clock: Clock;
  log: Log;
  /** How many items of a lane are worked on at once, instead of what the lane says. */
  concurrency?: number | undefined;
  onChange: () => void;
}

const RETRY_DELAY_MS = 1_000;
const RETRY_DELAY_MAX_MS = 900_000;
/** Why an alarm is turned off. Made once: an error of the platform's own takes longer than all else that the queue does. */
const RESET = new Error('The alarm is set anew.');

/** A queue whose workers live in this process. */
export function createMemoryWork({ saved, clock, log, concurrency, onChange }: MemoryWorkOptions): MemoryWork {
  const known = new Set(saved?.known);
  const entries = new Map<string, Entry>(saved?.waiting.map((entry) => [entry.item.id, entry]));
  const running = new Map<string, Promise<void>>();
  /** The ids of those that run and do not move. */
  const still = new Set<string>();
  let perform: Perform | undefined;
  let stopping = new AbortController();
  let alarm = new AbortController();
  let idlers: (() => void)[] = [];
  let alarms = 0;

  // Read off each entry at every move of the queue: over years of a simulated world that is millions of times.
  const dueTimes = new WeakMap<WorkItem, number>();
  const dueAt = ({ item }: Entry): number => {
    const known = dueTimes.get(item);
    if (known !== undefined) return known;
    const at = item.notBefore === undefined ? 0 : Date.parse(item.notBefore);
    dueTimes.set(item, at);
    return at;
  };

  function mayBegin(item: WorkItem): boolean {
    const lane = laneOf(item.kind);
    const place = placeOf(item);
    const beside = [...running.keys()]
      .flatMap((id) => entries.get(id)?.item ?? [])
      .filter((item) => laneOf(item.kind) === lane);
    const standIns = Math.min(beside.filter(({ id }) => still.has(id)).length, standInsIn(lane));
    const places = (concurrency ?? LANES[lane].atOnce) + standIns;
    if (beside.length >= places + (isAlone(item, beside) ? ownPlacesIn(lane) : 0)) return false;
    if (place === undefined) return true;
    return beside.filter((other) => placeOf(other) === place).length < perServerIn(lane);
  }

  /** Whether nothing of its subscription is worked on. */
  function isAlone(item: WorkItem, beside: readonly WorkItem[]): boolean {
    const subscription = subscriptionOf(item);
    return subscription !== undefined && beside.every((other) => subscriptionOf(other) !== subscription);
  }

  function pump(): void {
    if (!perform) return;
    const now = clock.now().getTime();
    for (const entry of entries.values()) {
      if (!running.has(entry.item.id) && dueAt(entry) <= now && mayBegin(entry.item)) {
        running.set(entry.item.id, take(entry, perform));
      }
    }
    if (running.size === 0) {
      for (const wake of idlers) wake();
      idlers = [];
    }
    setAlarm(now);
  }

  function setAlarm(now: number): void {
    alarm.abort(RESET);
    alarm = new AbortController();
    let next = Infinity;
    for (const entry of entries.values()) {
      const at = dueAt(entry);
      if (at > now && at < next && !running.has(entry.item.id)) next = at;
    }
    if (!Number.isFinite(next)) return;
    const rung = alarm;
    alarms += 1;
    void clock
      .sleep(next - now, rung.signal)
      .finally(() => (alarms -= 1))
      .then(pump, () => undefined);
  }

  async function take(entry: Entry, work: Perform): Promise<void> {
    entry.attempts += 1;
    onChange();
    const { signal } = stopping;
    // A turn later, so that the caller that enqueued it gets its result first.
    await Promise.resolve();
    try {
      await work(entry.item, {
        signal,
        attempt: entry.attempts,
        standsStill(isStill) {
          if (isStill) still.add(entry.item.id);
          else still.delete(entry.item.id);
          pump();
        },
      });
      entries.delete(entry.item.id);
    } catch (error) {
      if (signal.aborted) {
        // It stays and is taken again at the next start.
      } else {
        log('work failed, will be tried again', { kind: entry.item.kind, id: entry.item.id, error: String(error) });
        const delay = Math.min(RETRY_DELAY_MS * 2 ** (entry.attempts - 1), RETRY_DELAY_MAX_MS);
        entry.item = { ...entry.item, notBefore: new Date(clock.now().getTime() + delay).toISOString() };
      }
    } finally {
      running.delete(entry.item.id);
      still.delete(entry.item.id);
      onChange();
      pump();
    }
  }

  return {
    add(items) {
      if (items.length === 0) return;
      for (const item of items) {
        if (known.has(item.id)) continue;
        known.add(item.id);
        entries.set(item.id, { item, attempts: 0 });
      }
      pump();
    },
    activity: () => ({ running: running.size, alarms }),
    save: () => ({ waiting: [...entries.values()], known: [...known] }),
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
    start(handler) {
      perform = handler;
      stopping = new AbortController();
      const { signal } = stopping;
      const abort = stopping;
      pump();
      return Promise.resolve({
        async stop(graceMs = 0) {
          perform = undefined;
          alarm.abort();
          const ended = Promise.allSettled(running.values());
          if (graceMs > 0) {
            const grace = new AbortController();
            await Promise.race([ended, clock.sleep(graceMs, grace.signal).catch(() => undefined)]);
            grace.abort();
          }
          if (!signal.aborted) abort.abort(new DOMException('The server is stopping.', 'AbortError'));
          await ended;
        },
      });
    },
  };
}

/** The `Work` port in memory. What it holds can be saved; an item that was taken and not ended is then taken again. */
import { LANES, ownPlacesIn, perServerIn, standInsIn } from '../lanes.ts';
import type { Clock, Log, Perform, Work } from '../ports.ts';
import { laneOf, placeOf, subscriptionOf, type WorkItem } from '../work-items.ts';
import { firstWhere } from './first-where.ts';

interface SavedEntry {
  item: WorkItem;
  /** How often it has been taken. */
  attempts: number;
}

interface Entry extends SavedEntry {
  /** In the order in which they were enqueued. */
  number: number;
  /** When it may begin, in milliseconds; 0 for at once. */
  dueAt: number;
}

export interface SavedWork {
  waiting: SavedEntry[];
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
  /** All that has not ended. */
  const entries = new Map<string, Entry>();
  /** What may begin as soon as there is a place, in the order of `number`. */
  let due: Entry[] = [];
  /** What waits for its time; the soonest last. Years of recovery points are thousands, each with its end. */
  const later: Entry[] = [];
  const running = new Map<string, Promise<void>>();
  /** The ids of those that run and do not move. */
  const still = new Set<string>();
  let perform: Perform | undefined;
  let stopping = new AbortController();
  let alarm = new AbortController();
  let idlers: (() => void)[] = [];
  let alarms = 0;
  let entered = 0;

  function enter({ item, attempts }: SavedEntry): void {
    const entry = { item, attempts, number: entered, dueAt: dueTimeOf(item) };
    entered += 1;
    entries.set(item.id, entry);
    defer(entry);
  }

  function defer(entry: Entry): void {
    later.splice(
      firstWhere(later.length, (at) => (later[at]?.dueAt ?? 0) < entry.dueAt),
      0,
      entry,
    );
  }

  /** Moves what has become due, and takes back what a clock that was set back is not due any more. */
  function sortOut(now: number): void {
    const early = due.filter(({ dueAt }) => dueAt > now);
    if (early.length > 0) {
      due = due.filter(({ dueAt }) => dueAt <= now);
      early.forEach(defer);
    }
    const before = due.length;
    for (let next = later.at(-1); next && next.dueAt <= now; next = later.at(-1)) {
      due.push(next);
      later.pop();
    }
    if (due.length > before) due.sort((one, other) => one.number - other.number);
  }

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
    sortOut(now);
    for (const entry of [...due]) {
      if (!mayBegin(entry.item)) continue;
      due.splice(due.indexOf(entry), 1);
      running.set(entry.item.id, take(entry, perform));
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
    const next = later.at(-1);
    if (!next) return;
    const rung = alarm;
    alarms += 1;
    void clock
      .sleep(next.dueAt - now, rung.signal)
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
        entry.dueAt = dueTimeOf(entry.item);
      }
    } finally {
      running.delete(entry.item.id);
      if (entries.has(entry.item.id)) defer(entry);
      still.delete(entry.item.id);
      onChange();
      pump();
    }
  }

  saved?.waiting.forEach(enter);

  return {
    add(items) {
      if (items.length === 0) return;
      for (const item of items) {
        if (known.has(item.id)) continue;
        known.add(item.id);
        enter({ item, attempts: 0 });
      }
      pump();
    },
    activity: () => ({ running: running.size, alarms }),
    save: () => ({
      waiting: [...entries.values()].map(({ item, attempts }) => ({ item, attempts })),
      known: [...known],
    }),
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

const dueTimeOf = ({ notBefore }: WorkItem): number => (notBefore === undefined ? 0 : Date.parse(notBefore));

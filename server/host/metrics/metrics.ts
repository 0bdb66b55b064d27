/**
 * What monitoring reads, in the format of Prometheus. What happens is counted as it happens; what is the case is read from the
 * state at most once in some seconds, however many ask. `docs/operations.md` explains each metric.
 */
import type { LaneStanding } from '#adapters/boss-work.ts';
import type { Ports } from '#provider/ports.ts';
import type { RunningItem } from '../running-work.ts';
import type { Counted } from './counted.ts';
import { createRooms, readEstate } from './estate.ts';
import type { OpenRegistry } from './registry.ts';

export interface Metrics extends Counted {
  contentType: string;
  /** Everything, as text. Says that the state is away, and throws nothing then. */
  text(): Promise<string>;
}

export interface MetricsSources {
  ports: Ports;
  queue: { standing: () => Promise<LaneStanding[]> };
  running: { list: () => RunningItem[] };
}

export interface MetricsLimits {
  /** For how long what was read is told again at least, in milliseconds. */
  keptMs?: number;
  /** Backup instances that are told one by one; of more than that, those whose newest good point is the oldest. */
  mostInstances?: number;
  /** Vaults that are told one by one. */
  mostVaults?: number;
}

/** What took a second to read is told again for so many. */
const REST = 50;

/** But no longer than this, in milliseconds. */
const KEPT_AT_MOST_MS = 60_000;

/** What happens before somebody reads metrics is kept until then, up to so many. */
const MOST_EARLY = 1_000;

/** The format of what `text` resolves to. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function createMetrics(
  { ports, queue, running }: MetricsSources,
  { keptMs = 15_000, mostInstances = 5_000, mostVaults = 200 }: MetricsLimits = {},
): Metrics {
  const early: ((counted: Counted) => void)[] = [];
  let opened: OpenRegistry | undefined;
  let opening: Promise<OpenRegistry> | undefined;
  const open = (): Promise<OpenRegistry> =>
    (opening ??= import('./registry.ts').then(({ openRegistry }) => {
      opened = openRegistry();
      for (const count of early.splice(0)) count(opened.counted);
      return opened;
    }));
  const count = (one: (counted: Counted) => void): void => {
    if (opened) {
      one(opened.counted);
      return;
    }
    early.push(one);
    if (early.length >= MOST_EARLY) open().catch((error: unknown) => ports.log('metrics cannot be counted', { error }));
  };
  const rooms = createRooms(ports);
  let took = 0;
  const kept = () => Math.max(keptMs, keptMs < 0 ? keptMs : Math.min(KEPT_AT_MOST_MS, REST * took));
  let asked: { answer: Promise<string>; until: number } | undefined;

  async function read(): Promise<string> {
    const { gauges, text: written } = await open();
    const began = performance.now();
    gauges.running(running.list());
    const known = await Promise.all([readEstate(ports), queue.standing()]).catch((error: unknown) => {
      ports.log('metrics could not be read from the state', { error });
      return undefined;
    });
    gauges.stateUp(known !== undefined);
    gauges.forget();
    if (known) {
      const [estate, standing] = known;
      gauges.lanes(standing);
      gauges.estate(estate, mostInstances);
      gauges.rooms(await rooms.read(estate.vaults.slice(0, mostVaults)));
    }
    const text = await written();
    took = performance.now() - began;
    return text;
  }

  return {
    jobEnded: (job) => count((counted) => counted.jobEnded(job)),
    answered: (request) => count((counted) => counted.answered(request)),
    contentType: CONTENT_TYPE,
    text() {
      if (asked === undefined || performance.now() >= asked.until) asked = { answer: read(), until: Infinity };
      const current = asked;
      const end = (): void => void (current.until = Math.min(current.until, performance.now() + kept()));
      current.answer.then(end, end);
      return current.answer;
    },
  };
}

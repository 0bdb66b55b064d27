/** What this process works on, for whoever asks or waits for it to end. */
import { lastName } from '#protocol/resource-id.ts';
import type { Log, Perform } from '#provider/ports.ts';
import type { PayloadField, WorkItem } from '#provider/work-items.ts';

export interface RunningItem {
  kind: WorkItem['kind'];
  id: string;
  /** The name of its job, when it has one. */
  job?: string;
  seconds: number;
}

export interface RunningWork {
  /** Does the same, and is seen doing it. */
  watched(perform: Perform): Perform;
  /** The longest first. */
  list(): RunningItem[];
}

export function createRunningWork(now: () => number = () => performance.now()): RunningWork {
  const running = new Map<WorkItem, number>();
  return {
    watched: (perform) => async (item, taken) => {
      running.set(item, now());
      try {
        await perform(item, taken);
      } finally {
        running.delete(item);
      }
    },
    list: () =>
      [...running].map(([{ kind, id, payload }, since]) => {
        const { jobId } = payload as Partial<Record<PayloadField, string>>;
        return {
          ...{ kind, id, seconds: Math.round((now() - since) / 1000) },
          ...(jobId !== undefined && { job: lastName(jobId) }),
        };
      }),
  };
}

export interface StopOptions {
  log: Log;
  /** How long what runs may go on. */
  graceMs: number;
  /** How often it is told what is waited for. */
  tellEveryMs?: number;
}

/** More in one line is for nobody to read. */
const MOST_TOLD = 20;

/**
 * Stops the workers, and says all the while what is waited for: whoever stops the server sees why it takes so long, and what it
 * breaks off when its time is over.
 */
export async function stopWork(
  work: { stop: (graceMs?: number) => Promise<void> },
  running: Pick<RunningWork, 'list'>,
  { log, graceMs, tellEveryMs = 5_000 }: StopOptions,
): Promise<void> {
  const startedAt = performance.now();
  const told = () => {
    const items = running.list();
    return { count: items.length, work: items.slice(0, MOST_TOLD) };
  };
  const tellWaiting = (): void => {
    const secondsLeft = Math.ceil((startedAt + graceMs - performance.now()) / 1000);
    if (secondsLeft > 0 && running.list().length > 0) log('waiting for work to end', { ...told(), secondsLeft });
  };
  tellWaiting();
  const telling = setInterval(tellWaiting, tellEveryMs);
  const ending = setTimeout(() => {
    if (running.list().length > 0) log('work has not ended in time and is broken off', told(), 'warning');
  }, graceMs);
  try {
    await work.stop(graceMs);
    if (running.list().length > 0) log('work is left as it is; the next start takes it up', told(), 'warning');
  } finally {
    clearInterval(telling);
    clearTimeout(ending);
  }
}

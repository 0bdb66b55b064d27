/**
 * How often an item was begun and what became of it. The queue counts the attempts; what threw, or was stopped with the
 * portal, is written down here. The rest took the process with it (decision 17).
 */
import { HOUR_MS } from '#protocol/time-units.ts';
import type { ProblemInput } from '../fault.ts';
import type { Kind, Ports } from '../ports.ts';
import type { WorkItem } from '../work-items.ts';

interface Endings {
  thrown: number;
  stopped: number;
}

const endings: Kind<Endings> = { name: 'workEnding' };

/** How often an item may take the process with it. */
const MAX_DEATHS = 3;
/** How often it may throw: with the queue's growing pauses that is for some eight hours. */
const MAX_THROWS = 40;

/** What nobody waits for and cannot be done is looked at again then. */
export const SET_ASIDE_MS = 6 * HOUR_MS;

const NONE: Endings = { thrown: 0, stopped: 0 };

export interface Past {
  /** How many of the attempts before this one took the process with them. */
  deaths: number;
  thrown: number;
}

/** What became of the attempts before this one. */
export async function pastOf({ store }: Ports, { id }: WorkItem, attempt: number): Promise<Past> {
  if (attempt <= 1) return { deaths: 0, thrown: 0 };
  const { thrown, stopped } = (await store.transact((tx) => tx.get(endings, id)))?.value ?? NONE;
  return { thrown, deaths: Math.max(0, attempt - 1 - thrown - stopped) };
}

/** Records that this attempt has ended in a known way. */
export async function noteEnding({ store, log }: Ports, { kind, id }: WorkItem, how: keyof Endings): Promise<void> {
  try {
    await store.transact(async (tx) => {
      const before = (await tx.get(endings, id))?.value ?? NONE;
      await tx.put(endings, id, { ...before, [how]: before[how] + 1 });
    });
  } catch (error) {
    // It counts as one that took the process with it, then: rather given up too early than never.
    log('end of work not noted', { kind, id, error: String(error) });
  }
}

/** No longer needed. */
export const forgetEndings = ({ store }: Ports, { id }: WorkItem): Promise<unknown> =>
  store.transact((tx) => tx.delete(endings, id));

/** Why the item is not tried once more; undefined when it is. */
export function whyGivenUp({ deaths, thrown }: Past): ProblemInput | undefined {
  if (deaths >= MAX_DEATHS) {
    return {
      code: 'WorkEndedTheProcess',
      message: `Backup Portal's process ended ${String(deaths)} times while it did this work: it ran out of memory, crashed or was killed. It is not tried again.`,
      recommendedAction: [
        'Read the log of Backup Portal and of its machine from before the last restarts: it shows what ended the process. If the server or the template that this work is about changed lately, look there first.',
        'Start it again when the cause is gone.',
      ],
    };
  }
  if (thrown >= MAX_THROWS) {
    return {
      code: 'WorkFailedRepeatedly',
      message: `This work failed ${String(thrown)} times with an error that nobody expected. It is not tried again.`,
      recommendedAction: [
        'Look for "workFailed" in the log of Backup Portal: it shows the error. Start it again when the cause is gone.',
      ],
    };
  }
  return undefined;
}

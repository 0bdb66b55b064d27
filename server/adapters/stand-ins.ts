/**
 * Additional workers for a lane while some of its items stall, so that others can run (decision 17). They do not read
 * the queue while everything moves.
 */
import type { Log } from '#provider/ports.ts';

export interface StandIns {
  /** Reports whether an item stalls; one that has ended does not. */
  report(id: string, isStill: boolean): void;
  /** Begins no more. */
  close(): void;
}

interface Crew {
  /** Starts a crew and returns its name. */
  begin: () => Promise<string>;
  /** Stops a crew from taking items; resolves when it has finished its present ones. */
  end: (name: string) => Promise<void>;
  log: Log;
}

/**
 * At most `most` crews, including those that are finishing: an item that stalls and moves in turn must not start ever
 * more.
 */
export function createStandIns(most: number, { begin, end, log }: Crew): StandIns {
  const still = new Set<string>();
  let crews: Promise<string>[] = [];
  let ending = 0;
  let isClosed = false;

  const failed = (error: unknown) => log('stand-ins failed', { error: String(error) });

  function grow(): void {
    while (!isClosed && crews.length < still.size && crews.length + ending < most) {
      const crew = begin();
      crew.catch((error: unknown) => {
        crews = crews.filter((each) => each !== crew);
        failed(error);
      });
      crews.push(crew);
    }
  }

  function shrink(): void {
    const over = crews;
    crews = [];
    for (const crew of over) {
      ending += 1;
      void crew
        .then(end)
        .catch(failed)
        .finally(() => {
          ending -= 1;
          grow();
        });
    }
  }

  return {
    report(id, isStill) {
      if (isStill) still.add(id);
      else still.delete(id);
      if (still.size === 0) shrink();
      else grow();
    },
    close: () => (isClosed = true),
  };
}

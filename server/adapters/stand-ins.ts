/**
 * More workers for a lane while some of its items stand still: a place is for what moves (decision 17). None of them asks the
 * queue for anything while everything moves.
 */
import type { Log } from '#provider/ports.ts';

export interface StandIns {
  /** Whether an item stands still; one that has ended does not. */
  report(id: string, isStill: boolean): void;
  /** Begins no more. */
  close(): void;
}

interface Crew {
  /** Begins a crew and answers its name. */
  begin: () => Promise<string>;
  /** Has a crew take no more; resolves when it has ended what it does. */
  end: (name: string) => Promise<void>;
  log: Log;
}

/**
 * At most `most` crews, those among them that only end what they have begun: what stands still and moves in turn has no
 * more and more begun.
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

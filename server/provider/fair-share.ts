/** Turns for people who want the same thing: so many at once, nobody more than a share of them, and in a fair order. */

export interface FairShare {
  /**
   * Waits for a turn in the name of `who`, and returns a function that releases it. Undefined when too much waits in
   * that name already.
   */
  enter(who: string): Promise<(() => void) | undefined>;
}

export interface Shares {
  /** Turns altogether. */
  atOnce: number;
  /** Turns of one person. */
  each: number;
  /** How much of one person may wait. */
  waiting: number;
}

interface Person {
  running: number;
  line: (() => void)[];
}

/** Round-robin: one turn for each person, however many requests of one person wait. */
export function createFairShare({ atOnce, each, waiting }: Shares): FairShare {
  /** In the order in which they are served next. */
  const people = new Map<string, Person>();
  let running = 0;

  function serve(): void {
    for (const [who, person] of people) {
      if (running >= atOnce) return;
      const turn = person.running < each ? person.line.shift() : undefined;
      if (!turn) continue;
      // Behind everybody else, where this loop comes by once more.
      people.delete(who);
      people.set(who, person);
      person.running += 1;
      running += 1;
      turn();
    }
  }

  function leave(who: string, person: Person): void {
    running -= 1;
    person.running -= 1;
    if (person.running === 0 && person.line.length === 0) people.delete(who);
    serve();
  }

  return {
    async enter(who) {
      const person = people.get(who) ?? { running: 0, line: [] };
      if (person.line.length >= waiting) return undefined;
      people.set(who, person);
      await new Promise<void>((resolve) => {
        person.line.push(resolve);
        serve();
      });
      let isIn = true;
      return () => {
        if (isIn) leave(who, person);
        isIn = false;
      };
    },
  };
}

/** What all requests together know of the way to the service, so that a page can say it once. */

export type Connection =
  /** As far as anyone knows. */
  | { state: 'fine' }
  /** The last request got no answer; it, or another one, is being sent again. */
  | { state: 'lost' }
  /** The service turned requests away and named a time; milliseconds since 1970. */
  | { state: 'busy'; until: number };

export interface ConnectionWatch {
  current: () => Connection;
  /** Calls `listener` after every change. Answers how to stop that. */
  subscribe: (listener: () => void) => () => void;
  /** No answer came. */
  lost: () => void;
  /** An answer came, whatever it was. */
  answered: () => void;
  /** The service asks not to come again before this time. */
  heldOff: (until: number) => void;
}

const FINE: Connection = { state: 'fine' };

/** Begins as fine. */
export function createConnectionWatch(): ConnectionWatch {
  let connection: Connection = FINE;
  const listeners = new Set<() => void>();
  const become = (next: Connection) => {
    connection = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => connection,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lost() {
      if (connection.state !== 'lost') become({ state: 'lost' });
    },
    answered() {
      if (connection.state === 'lost') become(FINE);
    },
    heldOff(until) {
      if (connection.state !== 'busy' || connection.until < until) become({ state: 'busy', until });
    },
  };
}

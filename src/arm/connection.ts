/** The state of the connection to the service, from all requests together, so that a page can show it once. */

export type Connection =
  /** No problem known. */
  | { state: 'fine' }
  /** The last request got no response; it, or another one, is being sent again. */
  | { state: 'lost' }
  /** The service refused requests and named a time; milliseconds since 1970. */
  | { state: 'busy'; until: number };

export interface ConnectionWatch {
  current: () => Connection;
  /** Calls `listener` after every change. Returns a function that stops it. */
  subscribe: (listener: () => void) => () => void;
  /** No response came. */
  lost: () => void;
  /** A response came, with any status. */
  responded: () => void;
  /** The service asks for no request before this time. */
  heldOff: (until: number) => void;
}

const FINE: Connection = { state: 'fine' };

/** Starts as fine. */
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
    responded() {
      if (connection.state === 'lost') become(FINE);
    },
    heldOff(until) {
      if (connection.state !== 'busy' || connection.until < until) become({ state: 'busy', until });
    },
  };
}

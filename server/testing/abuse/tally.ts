/** What came of the requests of one phase, and what is wrong with it. */

export interface Answered {
  /** 0: the connection was closed without a response. -1: nothing came in time. */
  status: number;
  /** Why it was closed without a response, as far as this side knows. */
  closed?: Closing;
  hasRetryAfter: boolean;
  text: string;
  /** The address of a long operation. */
  operation?: string | undefined;
}

export interface Tally {
  sent: number;
  /** 2xx and 3xx. */
  taken: number;
  refused: number;
  /** 429, and 503 with Retry-After. */
  throttled: number;
  /** Closed without a response, by reason. */
  closed: Map<Closing, number>;
  /** How often each kind got which status; 0 is closed, as in `Answered`. */
  kinds: Map<string, Map<number, number>>;
  faults: string[];
}

/** A client that disconnects gets no response. Every other must get one. */
export const Closing = {
  weLeft: 'this side had hung up',
  weGaveUp: 'this side had waited for half a minute',
  weWereIdle: 'the connection had been idle, and ended as the request was sent',
  unexplained: 'by the server, without a reason',
} as const;
export type Closing = (typeof Closing)[keyof typeof Closing];

export const newTally = (): Tally => ({
  ...{ sent: 0, taken: 0, refused: 0, throttled: 0 },
  ...{ closed: new Map(), kinds: new Map() },
  faults: [],
});

/** What a response must never hold: a piece of the program, or of its files. */
const INSIDE = /\n {4}at \S|node_modules|TypeError|RangeError|undefined is not/;
/** The response for pages when they are not built: the server says what to do, and nothing has failed. */
const NO_PAGE = 'The page has not been built yet';
const MOST_FAULTS = 20;

/** `what` names the request for reproducing it; `kind` is what it is counted with. */
export function count(
  tally: Tally,
  { status, hasRetryAfter, text, closed }: Answered,
  what: string,
  kind?: string,
): void {
  tally.sent += 1;
  if (kind !== undefined) {
    const statuses = tally.kinds.get(kind) ?? new Map<number, number>();
    tally.kinds.set(kind, statuses.set(status, (statuses.get(status) ?? 0) + 1));
  }
  if (status === 0) {
    const why = closed ?? Closing.unexplained;
    tally.closed.set(why, (tally.closed.get(why) ?? 0) + 1);
  } else if (status === 429 || (status === 503 && hasRetryAfter)) tally.throttled += 1;
  else if (status >= 200 && status < 400) tally.taken += 1;
  else if (status >= 400 && status < 500) tally.refused += 1;
  const isRefusal = status === 503 && (hasRetryAfter || text.includes(NO_PAGE));
  const fault =
    status < 0
      ? 'no response in time'
      : status === 0 && (closed ?? Closing.unexplained) === Closing.unexplained
        ? 'closed without a response'
        : status >= 500 && !isRefusal
          ? `${String(status)} ${text.slice(0, 300)}`
          : status === 429 && !hasRetryAfter
            ? '429 without Retry-After'
            : INSIDE.test(text)
              ? `the response shows internals: ${text.slice(0, 300)}`
              : undefined;
  if (fault !== undefined && tally.faults.length < MOST_FAULTS) tally.faults.push(`${what}: ${fault}`);
}

/** What came of the requests of one phase, and what is wrong with it. */

export interface Answered {
  /** 0: the connection was closed without an answer. -1: nothing came in time. */
  status: number;
  hasRetryAfter: boolean;
  text: string;
  /** Where a long operation is told. */
  operation?: string | undefined;
}

export interface Tally {
  sent: number;
  /** 2xx and 3xx. */
  taken: number;
  refused: number;
  /** 429, and 503 with Retry-After. */
  throttled: number;
  /** Closed without an answer: what is not HTTP, or a body that was refused while it was still on its way. */
  closed: number;
  faults: string[];
}

export const newTally = (): Tally => ({ sent: 0, taken: 0, refused: 0, throttled: 0, closed: 0, faults: [] });

/** What an answer never holds: a piece of the program, or of its files. */
const INSIDE = /\n {4}at \S|node_modules|TypeError|RangeError|undefined is not/;
/** An answer to pages, where nobody has built one: the server says what to do, and nothing has failed. */
const NO_PAGE = 'The page has not been built yet';
const MOST_FAULTS = 20;

/** `what` names the request for whoever has to send it again. */
export function count(tally: Tally, { status, hasRetryAfter, text }: Answered, what: string): void {
  tally.sent += 1;
  if (status === 0) tally.closed += 1;
  else if (status === 429 || (status === 503 && hasRetryAfter)) tally.throttled += 1;
  else if (status >= 200 && status < 400) tally.taken += 1;
  else if (status >= 400 && status < 500) tally.refused += 1;
  const isRefusal = status === 503 && (hasRetryAfter || text.includes(NO_PAGE));
  const fault =
    status < 0
      ? 'no answer in time'
      : status >= 500 && !isRefusal
        ? `${String(status)} ${text.slice(0, 300)}`
        : status === 429 && !hasRetryAfter
          ? '429 without Retry-After'
          : INSIDE.test(text)
            ? `the answer shows the inside: ${text.slice(0, 300)}`
            : undefined;
  if (fault !== undefined && tally.faults.length < MOST_FAULTS) tally.faults.push(`${what}: ${fault}`);
}

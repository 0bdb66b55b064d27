/** Whether to ask again, and when: a pure decision, and the only place of the page that makes it. */

export const MAX_ATTEMPTS = 5;
/** A server that asks for a longer wait than this gets an honest error on the screen instead of a silent page. */
export const LONGEST_WAIT_MS = 120_000;
/** For so long a lost connection is waited for; the page says meanwhile that it is lost. */
export const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 500;
/** So soon at the latest one notices that a lost connection is back. */
const LONGEST_OWN_WAIT_MS = 4_000;
/** A bug answers the same again; a hiccup is over by then. */
const ATTEMPTS_AT_A_BUG = 3;

export interface Attempt {
  method: string;
  /** A POST that changes nothing. Other methods may be sent twice by what they are. */
  isCheck: boolean;
  /** 1 for the first time it was sent. */
  number: number;
  /** Milliseconds since it was sent for the first time. */
  elapsedMs: number;
  /** The answer; undefined when the connection was lost. */
  reply: { status: number; headers: Headers; code: string | undefined } | undefined;
}

/** Milliseconds to wait before asking again, or undefined when this answer is final. `random` is 0 to 1. */
export function retryDelayMs(attempt: Attempt, now: number, random: number): number | undefined {
  if (!mayAskAgain(attempt)) return undefined;
  const told = attempt.reply ? retryAfterMs(attempt.reply.headers, now) : undefined;
  // Half fixed and half random, so that a hundred rows turned away together do not come back together.
  const own = Math.min(FIRST_WAIT_MS * 2 ** (attempt.number - 1), LONGEST_OWN_WAIT_MS) * (0.5 + random / 2);
  const wait = told ?? own;
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

/** What a gateway says when nobody behind it answered (408, 502, 503, 504). */
const UNAVAILABLE: ReadonlySet<number> = new Set([408, 502, 503, 504]);

function mayAskAgain({ method, isCheck, number, elapsedMs, reply }: Attempt): boolean {
  // 429 means turned away unread, so even a POST may come again; after anything else a POST may have been done.
  if (reply?.status === 429) return number < MAX_ATTEMPTS;
  if (method === 'POST' && !isCheck) return false;
  // Losing the connection says nothing about the service, so it is a matter of time and not of attempts.
  if (reply === undefined) return elapsedMs < PATIENCE_MS;
  if (UNAVAILABLE.has(reply.status)) return number < MAX_ATTEMPTS;
  // A single hiccup must not end the watch over an operation that goes on.
  if (reply.status === 500) return method === 'GET' && number < ATTEMPTS_AT_A_BUG;
  // A vault's identity that was made a moment ago is not known everywhere yet (docs/reference/arm.md#73-assignments).
  return method === 'PUT' && reply.status === 400 && reply.code === 'PrincipalNotFound' && number < MAX_ATTEMPTS;
}

/** Milliseconds the server asks us to wait, or undefined when it does not say. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

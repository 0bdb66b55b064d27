/** Whether to retry, and when: a pure decision, and the page's only place that makes it. */

export const MAX_ATTEMPTS = 5;
/** A longer wait than this becomes an error on the screen instead of a page that seems to hang. */
export const LONGEST_WAIT_MS = 120_000;
/** How long a lost connection is waited for; the page shows meanwhile that it is lost. */
export const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 500;
/** The longest time until a restored connection is noticed. */
const LONGEST_OWN_WAIT_MS = 4_000;
/** A bug gives the same response again; a hiccup is over by then. */
const ATTEMPTS_AT_A_BUG = 3;

export interface Attempt {
  method: string;
  /** A POST that changes nothing. Other methods are idempotent. */
  isCheck: boolean;
  /** 1 for the first attempt. */
  number: number;
  /** Milliseconds since the first attempt. */
  elapsedMs: number;
  /** The response; undefined when the connection was lost. */
  reply: { status: number; headers: Headers; code: string | undefined } | undefined;
}

/** Milliseconds to wait before the retry, or undefined when this response is final. `random` is 0 to 1. */
export function retryDelayMs(attempt: Attempt, now: number, random: number): number | undefined {
  if (!mayAskAgain(attempt)) return undefined;
  const requested = attempt.reply ? retryAfterMs(attempt.reply.headers, now) : undefined;
  // Half fixed and half random, so that a hundred throttled rows do not all retry at once.
  const own = Math.min(FIRST_WAIT_MS * 2 ** (attempt.number - 1), LONGEST_OWN_WAIT_MS) * (0.5 + random / 2);
  const wait = requested ?? own;
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

/** What a gateway returns when the service behind it did not respond (408, 502, 503, 504). */
const UNAVAILABLE: ReadonlySet<number> = new Set([408, 502, 503, 504]);

function mayAskAgain({ method, isCheck, number, elapsedMs, reply }: Attempt): boolean {
  // 429 means that the request was not processed, so even a POST is sent again; after any other failure a POST may have
  // taken effect.
  if (reply?.status === 429) return number < MAX_ATTEMPTS;
  if (method === 'POST' && !isCheck) return false;
  // Losing the connection says nothing about the service, so the limit is a time and not a number of attempts.
  if (reply === undefined) return elapsedMs < PATIENCE_MS;
  if (UNAVAILABLE.has(reply.status)) return number < MAX_ATTEMPTS;
  // A single hiccup must not end the polling of an operation that continues.
  if (reply.status === 500) return method === 'GET' && number < ATTEMPTS_AT_A_BUG;
  // A vault's new identity is not known everywhere at once (docs/reference/arm.md#73-assignments).
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

/** Whether to ask again, and when: a pure decision, and the only place of the page that makes it. */

export const MAX_ATTEMPTS = 5;
/** A server that asks for a longer wait than this gets an honest error on the screen instead of a silent page. */
export const LONGEST_WAIT_MS = 120_000;
const FIRST_WAIT_MS = 500;

export interface Attempt {
  method: string;
  /** 1 for the first time it was sent. */
  number: number;
  /** The answer; undefined when the connection was lost. */
  reply: { status: number; headers: Headers; code: string | undefined } | undefined;
}

/** Milliseconds to wait before asking again, or undefined when this answer is final. `random` is 0 to 1. */
export function retryDelayMs(attempt: Attempt, now: number, random: number): number | undefined {
  if (attempt.number >= MAX_ATTEMPTS || !mayAskAgain(attempt)) return undefined;
  const told = attempt.reply ? retryAfterMs(attempt.reply.headers, now) : undefined;
  // Half fixed and half random, so that a hundred rows turned away together do not come back together.
  const own = FIRST_WAIT_MS * 2 ** (attempt.number - 1) * (0.5 + random / 2);
  const wait = told ?? own;
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

function mayAskAgain({ method, reply }: Attempt): boolean {
  // 429 means turned away unread, so even a POST may come again; after anything else a POST may have been done.
  if (reply?.status === 429) return true;
  if (method === 'POST') return false;
  if (reply === undefined || reply.status === 503) return true;
  // A vault's identity that was made a moment ago is not known everywhere yet (contract 7.3).
  return method === 'PUT' && reply.status === 400 && reply.code === 'PrincipalNotFound';
}

/** Milliseconds the server asks us to wait, or undefined when it does not say. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/**
 * Gives each caller a share. Requests are counted by the minute for each caller, subscription and kind, as ARM counts
 * them (docs/reference/arm.md#16-throttling); only some requests of one caller run at once, the others wait in a queue
 * where callers take turns.
 */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { ErrorCode } from '#protocol/errors.ts';
import { createFairShare } from '#provider/fair-share.ts';
import { ArmFault } from '#provider/fault.ts';
import type { Config } from './config.ts';

export interface Throttle {
  /** Returns what is left of the caller's budget, for the response's headers. Throws a 429 with the seconds to wait. */
  count: (who: string, request: Request) => Promise<number>;
  /** Waits for the caller's turn, and returns a function that releases it. Throws a 429 when too many requests wait. */
  turn: (who: string) => Promise<() => void>;
}

export type ThrottleLimits = Pick<
  Config,
  'READS_PER_MINUTE' | 'WRITES_PER_MINUTE' | 'DELETES_PER_MINUTE' | 'REQUESTS_AT_ONCE'
>;

/** How many callers with a full share can be served at once. */
const CALLERS_AT_ONCE = 8;
const WAITING = 1_000;
/** The seconds to wait when the queue is full. */
const LINE_WAIT_SECONDS = 5;

/** `knows` returns whether a subscription with that id, in lower case, exists: made-up ones share one budget. */
export function createThrottle(limits: ThrottleLimits, knows: (id: string) => Promise<boolean>): Throttle {
  const perMinute = (points: number) => new RateLimiterMemory({ points, duration: 60 });
  const budgets = {
    reads: perMinute(limits.READS_PER_MINUTE),
    writes: perMinute(limits.WRITES_PER_MINUTE),
    deletes: perMinute(limits.DELETES_PER_MINUTE),
  };
  const share = createFairShare({
    atOnce: limits.REQUESTS_AT_ONCE * CALLERS_AT_ONCE,
    each: limits.REQUESTS_AT_ONCE,
    waiting: WAITING,
  });
  return {
    async count(who, request) {
      const named = subscriptionOf(request);
      const subscription = (await knows(named)) ? named : '';
      try {
        const left = await budgets[kindOf(request)].consume(`${who} ${subscription}`);
        return left.remainingPoints;
      } catch (error) {
        throw tooManyRequests(secondsIn(error));
      }
    },
    async turn(who) {
      const leave = await share.enter(who);
      if (!leave) throw tooManyRequests(LINE_WAIT_SECONDS);
      return leave;
    },
  };
}

/** The library rejects with what is left; anything else that it throws is a bug. */
export function secondsIn(error: unknown): number {
  if (error instanceof Error) throw error;
  return Math.ceil((error as RateLimiterRes).msBeforeNext / 1000);
}

function kindOf({ method }: Request): 'reads' | 'writes' | 'deletes' {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

const subscriptionOf = ({ url }: Request): string =>
  /^\/subscriptions\/([^/]{1,36})/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? '';

const tooManyRequests = (seconds: number): ArmFault =>
  new ArmFault(429, ErrorCode.tooManyRequests, 'Too many requests. Please try again after sometime.', {
    by: 'gateway',
    headers: { 'Retry-After': String(Math.max(1, seconds)) },
  });

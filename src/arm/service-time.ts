/**
 * What time it is for the service, from the `Date` that every answer bears (docs/reference/arm.md#13-headers). Its
 * moments (starts, expiries, purge times) are compared with its own clock: the machine in front of the person may be
 * minutes off.
 */

export interface ServiceTime {
  /** An answer came: its `Date` header, and this machine's time when the request went and when the answer was there. */
  heard: (date: string | null, sentAt: number, receivedAt: number) => void;
  /** The service's time at a moment of this machine's clock. Milliseconds since 1970, both. */
  at: (ownMs: number) => number;
  /** Forgets what was heard: another service may have another clock. */
  reset: () => void;
}

/** `Date` tells whole seconds. */
const RESOLUTION_MS = 1_000;

/** Begins with this machine's time, and leaves it only as far as the answers prove. */
export function createServiceTime(): ServiceTime {
  let aheadMs = 0;
  return {
    heard(date, sentAt, receivedAt) {
      const stamped = Date.parse(date ?? '');
      if (Number.isNaN(stamped)) return;
      // It was stamped at some moment between the two, in some part of its second. What agrees with that stays, so that
      // an answer that was long on its way moves nothing.
      const least = stamped - receivedAt;
      const most = stamped + RESOLUTION_MS - sentAt;
      aheadMs = Math.min(Math.max(aheadMs, least), most);
    },
    at: (ownMs) => ownMs + aheadMs,
    reset() {
      aheadMs = 0;
    },
  };
}

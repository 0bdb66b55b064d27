/**
 * The service's current time, from the `Date` of every response (docs/reference/arm.md#13-headers). The service's times
 * (starts, expiries, purge times) are compared with its own clock: the person's machine may be minutes off.
 */

export interface ServiceTime {
  /**
   * A response came: its `Date` header, and this machine's time when the request was sent and when the response
   * arrived.
   */
  heard: (date: string | null, sentAt: number, receivedAt: number) => void;
  /** The service's time at a moment of this machine's clock. Milliseconds since 1970, both. */
  at: (ownMs: number) => number;
  /** Forgets earlier responses: another service may have another clock. */
  reset: () => void;
}

/** `Date` has whole seconds. */
const RESOLUTION_MS = 1_000;

/** Starts with this machine's time, and leaves it only as far as the responses prove. */
export function createServiceTime(): ServiceTime {
  let aheadMs = 0;
  return {
    heard(date, sentAt, receivedAt) {
      const stamped = Date.parse(date ?? '');
      if (Number.isNaN(stamped)) return;
      // The response was stamped at some moment between the two, in some part of its second. An offset that fits stays,
      // so that a slow response changes nothing.
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

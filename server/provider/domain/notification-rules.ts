/** When a notification that could not be sent is tried again, and when it is given up (decision 39). Pure. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';

/** After the first, second, third and fourth try; then every hour. */
const WAITS_MS = [1, 5, 15, 30].map((minutes) => minutes * MINUTE_MS);

/** An alert is still worth sending after days; a sign of life is not. */
const GIVEN_UP_AFTER_MS = { alerts: 3 * DAY_MS, heartbeat: 2 * HOUR_MS };

/** Undefined when it is given up. */
export function nextSending(
  kind: keyof typeof GIVEN_UP_AFTER_MS,
  tries: number,
  firstTried: Date,
  now: Date,
): Date | undefined {
  const at = new Date(now.getTime() + (WAITS_MS[tries - 1] ?? HOUR_MS));
  return at.getTime() - firstTried.getTime() > GIVEN_UP_AFTER_MS[kind] ? undefined : at;
}

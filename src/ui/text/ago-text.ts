import { DAY_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { formatDuration } from './format.ts';

/** Such as `3 days ago`: whole days from two days on, and more exactly before. Milliseconds since 1970. */
export function agoText(time: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(time));
  if (ms < MINUTE_MS) return 'just now';
  const unit = ms < 2 * DAY_MS ? MINUTE_MS : DAY_MS;
  return `${formatDuration(Math.floor(ms / unit) * unit)} ago`;
}

import { useSeconds } from './useSeconds.ts';
import { waitedText } from './readiness-words.ts';

/** How long roles have been propagating, counting up. A timer is not announced by itself, which would never end. */
export function WaitingTime({ since }: { since: number }) {
  return <span role="timer">{waitedText(since, useSeconds())}</span>;
}

import { useSeconds } from './useSeconds.ts';
import { waitedText } from './readiness-words.ts';

/** How long roles have been on their way, going on. A timer is not read aloud by itself, which would never end. */
export function WaitingTime({ since }: { since: number }) {
  return <span role="timer">{waitedText(since, useSeconds())}</span>;
}

/** When a clock is not believed (decision 19). Pure. */
import { DAY_MS } from '#protocol/time-units.ts';

/** A server records the time every ten minutes; a larger step is a jump, not elapsed time. */
const MOST_MS = DAY_MS;

/** Whether the clock is so far ahead of the newest moment that was noted that nothing is deleted by it. */
export const hasJumped = (newest: Date, now: Date): boolean => now.getTime() - newest.getTime() > MOST_MS;

/** The time for deciding what has expired: one that the clock has reached, not jumped to. */
export const believed = (newest: Date, now: Date): Date => (hasJumped(newest, now) ? newest : now);

/** The newest moment to note. It goes ahead only: a clock that was set back takes nothing back. */
export const noted = (newest: Date, now: Date): Date => (now > newest && !hasJumped(newest, now) ? now : newest);

import { DAY_MS } from '#protocol/time-units.ts';

/** Days until `moment` (ISO 8601), a started day counts as one; 0 when it has passed. */
export const daysLeft = (moment: string, now: Date): number =>
  Math.max(0, Math.ceil((Date.parse(moment) - now.getTime()) / DAY_MS));

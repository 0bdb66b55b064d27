import { DAY_MS } from '#protocol/time-units.ts';

/** Days until `moment` (ISO 8601), each begun one counted; 0 when it is over. */
export const daysLeft = (moment: string, now: Date): number =>
  Math.max(0, Math.ceil((Date.parse(moment) - now.getTime()) / DAY_MS));

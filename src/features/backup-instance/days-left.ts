const DAY_MS = 86_400_000;

/** Days until `moment` (ISO 8601), each begun one counted; 0 when it is over. */
export const daysLeft = (moment: string, now: Date): number =>
  Math.max(0, Math.ceil((Date.parse(moment) - now.getTime()) / DAY_MS));

/** The time zone in which the portal writes times: the person's own, or UTC. */
import { keptChoice, useKept } from '#ui/state/kept.ts';

export const TIME_ZONES = ['local', 'utc'] as const;
export type TimeZone = (typeof TIME_ZONES)[number];

export const timeZone = keptChoice('time-zone', TIME_ZONES);

/** The choice; components that write times are drawn again when it changes. */
export const useTimeZone = (): TimeZone => useKept(timeZone);

/**
 * How far back an activity log is read, by its address. Separate from its filters, so that it can be queried before
 * they are loaded.
 */
export const TIMESPANS = {
  '6h': { text: 'Last 6 hours', hours: 6 },
  '24h': { text: 'Last 24 hours', hours: 24 },
  '7d': { text: 'Last week', hours: 7 * 24 },
  '14d': { text: 'Last 2 weeks', hours: 14 * 24 },
} as const;
export type Timespan = keyof typeof TIMESPANS;
export const DEFAULT_TIMESPAN: Timespan = '24h';
export const WIDEST: Timespan = '14d';

/** The time span in the address; the page's own when there is none. */
export const timespanOf = (text: string | null | undefined): Timespan =>
  text != null && Object.hasOwn(TIMESPANS, text) ? (text as Timespan) : DEFAULT_TIMESPAN;

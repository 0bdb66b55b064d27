/** How far back an activity log is read, as its address asks. Apart from its filters, so that it can be asked first. */
export const TIMESPANS = {
  '6h': { text: 'Last 6 hours', hours: 6 },
  '24h': { text: 'Last 24 hours', hours: 24 },
  '7d': { text: 'Last week', hours: 7 * 24 },
  '14d': { text: 'Last 2 weeks', hours: 14 * 24 },
} as const;
export type Timespan = keyof typeof TIMESPANS;
export const DEFAULT_TIMESPAN: Timespan = '24h';
export const WIDEST: Timespan = '14d';

/** The time span that the address names; the page's own when it names none. */
export const timespanOf = (text: string | null | undefined): Timespan =>
  text != null && Object.hasOwn(TIMESPANS, text) ? (text as Timespan) : DEFAULT_TIMESPAN;

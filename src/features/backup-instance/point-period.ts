/** How far back the list of restore points goes. */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';

export const PERIODS = {
  all: { text: 'All', days: Infinity },
  '30d': { text: 'Last 30 days', days: 30 },
  '90d': { text: 'Last 90 days', days: 90 },
  '365d': { text: 'Last 365 days', days: 365 },
} as const;

export type Period = keyof typeof PERIODS;

/** The period that the address names; all when it names none that exists. */
export const periodFrom = (text: string): Period => (Object.hasOwn(PERIODS, text) ? (text as Period) : 'all');

/** Whether the point was taken in the period that ends `now`. */
export const takenIn = ({ properties }: RecoveryPoint, period: Period, now: number): boolean =>
  Date.parse(properties.recoveryPointTime) >= now - PERIODS[period].days * DAY_MS;

/** The columns of **Select restore point** (docs/reference/screens.md#restore). */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';

/** The service writes `default` in lower case where the policy says `Default` (docs/reference/arm.md#quirk-9). */
export const ruleOf = ({ properties: { retentionTagName: name } }: RecoveryPoint): string =>
  name.charAt(0).toUpperCase() + name.slice(1);

const timeOf = ({ properties }: RecoveryPoint): number => Date.parse(properties.recoveryPointTime);

/** The newest first. */
export const newestFirst = (points: readonly RecoveryPoint[]): RecoveryPoint[] =>
  [...points].sort((one, other) => timeOf(other) - timeOf(one));

export const PERIODS = {
  all: { text: 'All', days: Infinity },
  '30d': { text: 'Last 30 days', days: 30 },
  '90d': { text: 'Last 90 days', days: 90 },
  '365d': { text: 'Last 365 days', days: 365 },
} as const;

export type Period = keyof typeof PERIODS;

/** Whether the point was taken in the period that ends `now`. */
export const takenIn = (point: RecoveryPoint, period: Period, now: number): boolean =>
  timeOf(point) >= now - PERIODS[period].days * DAY_MS;

export const POINT_COLUMNS: readonly GridColumn<RecoveryPoint>[] = [
  {
    id: 'time',
    title: 'Time',
    cell: ({ properties }) => <DateTime value={properties.recoveryPointTime} />,
    compare: (one, other) => timeOf(one) - timeOf(other),
  },
  { id: 'type', title: 'Type', width: 90, cell: ({ properties }) => properties.recoveryPointType },
  { id: 'rule', title: 'Retention rule', cell: ruleOf, compare: byText(ruleOf) },
  { id: 'expires', title: 'Expires', cell: ({ properties }) => <DateTime value={properties.expiryTime} /> },
];

/** The columns of every list of recovery points (docs/reference/screens.md#backup-instance, #restore). */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { dataStoreOf, expiryOf, ruleOf, takenWithin, typeOf } from '#ui/text/point-text.ts';
import type { ColumnOf } from './list-column.tsx';
import type { ListFilter } from './list-filter.ts';

type PointColumn = ColumnOf<RecoveryPoint>;

export const TIME_COLUMN: PointColumn = {
  id: 'time',
  title: 'Time',
  time: ({ properties }) => properties.recoveryPointTime,
};

/** Columns after the time, and those that only one list has. */
export const POINT_COLUMNS: readonly PointColumn[] = [
  { id: 'type', title: 'Type', text: typeOf, order: false },
  { id: 'rule', title: 'Retention rule', text: ruleOf },
  { id: 'expires', title: 'Expires on', time: expiryOf },
];

export const STORE_COLUMN: PointColumn = { id: 'store', title: 'Data store', text: dataStoreOf };

/** In days. */
const PERIODS: Readonly<Record<string, number>> = { '30d': 30, '90d': 90, '365d': 365 };

/** How far back the list goes; the periods end `now`. */
export const periodFilter = (now: number): ListFilter<RecoveryPoint> => ({
  id: 'period',
  label: 'Time period',
  options: Object.entries(PERIODS).map(([value, days]) => ({ value, label: `Last ${String(days)} days` })),
  passes: (point, value) => takenWithin(point, PERIODS[value] ?? Infinity, now),
});

/** The columns of the restore points (docs/reference/screens.md#backup-instance). */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { formatDateTime } from '#ui/text/format.ts';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byNumber, byText } from '#ui/grid/grid-sort.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useTimeZone } from '#ui/text/time-zone.ts';
import { proofView } from './proof/proof-text.ts';

export const POINT_COLUMNS: readonly GridColumn<RecoveryPoint>[] = [
  {
    id: 'time',
    title: 'Time',
    cell: ({ properties }) => <DateTime value={properties.recoveryPointTime} />,
    compare: byNumber(({ properties }) => Date.parse(properties.recoveryPointTime)),
  },
  { id: 'type', title: 'Type', cell: ({ properties }) => properties.recoveryPointType },
  { id: 'rule', title: 'Retention rule', cell: ruleOf, compare: byText(ruleOf) },
  {
    id: 'expires',
    title: 'Expires on',
    cell: (point) => <DateTime value={expiryOf(point)} />,
    compare: byNumber((point) => Date.parse(expiryOf(point) ?? '')),
  },
  { id: 'store', title: 'Data store', cell: storeOf, compare: byText(storeOf) },
];

/** The columns where the back end says what is known of its points. */
export const PROVEN_POINT_COLUMNS: readonly GridColumn<RecoveryPoint>[] = [
  ...POINT_COLUMNS.slice(0, 1),
  { id: 'proof', title: 'Proof', width: 250, cell: (point) => <Proof point={point} />, compare: byText(proofText) },
  ...POINT_COLUMNS.slice(1),
];

function Proof({ point }: { point: RecoveryPoint }) {
  const zone = useTimeZone();
  const view = proofView(point);
  if (!view) return <>–</>;
  const time = formatDateTime(view.time, zone);
  return <StatusText kind={view.kind} text={time === undefined ? view.text : `${view.text} ${time}`} />;
}

function proofText(point: RecoveryPoint): string {
  return proofView(point)?.text ?? '';
}

/** The service writes `default` in lower case where the policy says `Default` (docs/reference/arm.md#quirk-9). */
function ruleOf({ properties }: RecoveryPoint): string {
  const { retentionTagName: name } = properties;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Null right after an on-demand backup (docs/reference/arm.md#101-points). */
const expiryOf = ({ properties }: RecoveryPoint): string | null =>
  properties.expiryTime ?? properties.recoveryPointDataStoresDetails[0]?.expiryTime ?? null;

function storeOf({ properties }: RecoveryPoint): string {
  const type = properties.recoveryPointDataStoresDetails[0]?.type ?? '';
  return type.toLowerCase() === 'vaultstore' ? 'Backup data store' : type;
}

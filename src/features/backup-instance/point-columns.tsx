/** The columns of the restore points (portal-ux C.13). */
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { DateTime } from '#ui/DateTime.tsx';
import type { GridColumn } from '#ui/grid-parts.ts';
import { byNumber, byText } from '#ui/grid-sort.ts';

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

/** The service writes `default` in lower case where the policy says `Default` (contract 15, quirk 9). */
function ruleOf({ properties }: RecoveryPoint): string {
  const { retentionTagName: name } = properties;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Null right after an on-demand backup (contract 10.1). */
const expiryOf = ({ properties }: RecoveryPoint): string | null =>
  properties.expiryTime ?? properties.recoveryPointDataStoresDetails[0]?.expiryTime ?? null;

function storeOf({ properties }: RecoveryPoint): string {
  const type = properties.recoveryPointDataStoresDetails[0]?.type ?? '';
  return type.toLowerCase() === 'vaultstore' ? 'Backup data store' : type;
}

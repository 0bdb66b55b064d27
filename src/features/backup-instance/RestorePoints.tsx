import { makeStyles, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useId, useMemo } from 'react';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { PROOF_OPERATIONS } from '#protocol/proof.ts';
import type { InstanceAttempt } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { serviceTime } from '#resources/service-time.ts';
import { paths } from '#paths';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { List } from '#ui/list/List.tsx';
import { columnsOf, type ColumnOf } from '#ui/list/list-column.tsx';
import { periodFilter, POINT_COLUMNS, STORE_COLUMN, TIME_COLUMN } from '#ui/list/points.ts';
import { useList, type ListDeclaration, type ListSource } from '#ui/list/useList.ts';
import { formatDateTime } from '#ui/text/format.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useTimeZone } from '#ui/text/time-zone.ts';
import { copiesView } from './copy-text.ts';
import { proofView } from './proof/proof-text.ts';

const useStyles = makeStyles({
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

interface RestorePointsProps {
  query: ListSource<RecoveryPoint> & { dataUpdatedAt: number };
  isBackupRunning: boolean;
  /** Why the service would refuse an action with any of them. */
  refused: Refused;
}

type Refused = Partial<Record<InstanceAttempt, string | undefined>>;

/** The restore points, newest first. */
export function RestorePoints({ query, isBackupRunning, refused }: RestorePointsProps) {
  const styles = useStyles();
  const headingId = useId();
  const now = serviceTime(query.dataUpdatedAt);
  const proves = query.data?.some(({ properties }) => properties.proof !== undefined) ?? false;
  const filters = useMemo(() => [periodFilter(now)], [now]);
  const view = useList(
    {
      ...LIST,
      columns: columnsFor(proves, query.data?.some(({ properties }) => properties.copies !== undefined) ?? false),
      filters,
      rowMenu: (point) => <PointMenu point={point} proves={proves} refused={refused} />,
      none: {
        heading: 'No restore points yet',
        text: isBackupRunning
          ? 'A backup is running. Its restore point is listed here when it has completed.'
          : 'The first backup follows the schedule of the policy. Backup Now starts one at once.',
      },
    },
    { source: query },
  );
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>
        Restore points
      </h2>
      <List view={view} />
    </section>
  );
}

const PROOF: ColumnOf<RecoveryPoint> = {
  id: 'proof',
  title: 'Proof',
  width: 250,
  text: (point) => proofView(point)?.text ?? '',
  cell: (point) => <Proof point={point} />,
};
const COPIES: ColumnOf<RecoveryPoint> = {
  id: 'copies',
  title: 'Copies',
  width: 200,
  text: (point) => copiesView(point)?.text ?? '',
  cell: (point) => <Copies point={point} />,
};

/** What the back end reports of its points beyond Azure: their verified state, and where they lie. */
const COLUMNS = {
  plain: columnsOf([TIME_COLUMN, ...POINT_COLUMNS, STORE_COLUMN]),
  proven: columnsOf([TIME_COLUMN, PROOF, ...POINT_COLUMNS, STORE_COLUMN]),
  copied: columnsOf([TIME_COLUMN, PROOF, COPIES, ...POINT_COLUMNS, STORE_COLUMN]),
};

function columnsFor(proves: boolean, copies: boolean) {
  if (copies) return COLUMNS.copied;
  return proves ? COLUMNS.proven : COLUMNS.plain;
}

const LIST: Omit<ListDeclaration<RecoveryPoint>, 'columns' | 'none'> = {
  id: 'restore-points',
  what: ['restore point', 'restore points'],
  rowKey: ({ id }) => id,
  order: { columnId: 'time', direction: 'descending' },
  picture: <HistoryRegular />,
};

function Proof({ point }: { point: RecoveryPoint }) {
  const zone = useTimeZone();
  const view = proofView(point);
  if (!view) return <>–</>;
  const time = formatDateTime(view.time, zone);
  return <StatusText kind={view.kind} text={time === undefined ? view.text : `${view.text} ${time}`} />;
}

function Copies({ point }: { point: RecoveryPoint }) {
  const view = copiesView(point);
  return view ? <StatusText kind={view.kind} text={view.text} /> : <>–</>;
}

function PointMenu({ point, proves, refused }: { point: RecoveryPoint; proves: boolean; refused: Refused }) {
  const zone = useTimeZone();
  const instanceId = instanceOf(point);
  const proofs = proves ? PROOF_OPERATIONS : [];
  return (
    <RowMenu
      label={`the restore point of ${formatDateTime(point.properties.recoveryPointTime, zone) ?? point.name}`}
      items={[
        { label: 'Restore', to: paths.restore(instanceId, point.name), disabledReason: refused.restore },
        ...proofs.map((operation) => ({
          label: operation,
          to: paths.instanceProof(instanceId, operation, point.name),
          disabledReason: refused[operation === 'Verify' ? 'verify' : 'drill'],
        })),
      ]}
    />
  );
}

const instanceOf = ({ id }: RecoveryPoint): ResourceId => id.slice(0, id.toLowerCase().lastIndexOf('/recoverypoints/'));

import { makeStyles, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useId, useMemo } from 'react';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { PROOF_OPERATIONS } from '#protocol/proof.ts';
import type { InstanceDeed } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { serviceTime } from '#resources/service-time.ts';
import { paths } from '#paths';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { formatDateTime } from '#ui/text/format.ts';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useTimeZone } from '#ui/text/time-zone.ts';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { PERIODS, periodFrom, takenIn } from './point-period.ts';
import { POINT_COLUMNS, PROVEN_POINT_COLUMNS } from './point-columns.tsx';

const useStyles = makeStyles({
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

interface RestorePointsProps {
  query: {
    data: RecoveryPoint[] | undefined;
    error: Error | null;
    refetch: () => unknown;
    dataUpdatedAt: number;
  };
  isBackupRunning: boolean;
  /** Why the service would refuse a deed with any of them. */
  refused: Partial<Record<InstanceDeed, string | undefined>>;
}

/** What can be restored, newest first. */
export function RestorePoints({ query, isBackupRunning, refused }: RestorePointsProps) {
  const styles = useStyles();
  const headingId = useId();
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>
        Restore points
      </h2>
      <Loadable query={query} skeleton={<RowsSkeleton rows={4} />} what="Restore points">
        {(points) =>
          points.length === 0 ? (
            <EmptyState picture={<HistoryRegular />} heading="No restore points yet">
              {isBackupRunning
                ? 'A backup is running. Its restore point shows here when it has completed.'
                : 'The first backup follows the schedule of the policy. Backup Now takes one at once.'}
            </EmptyState>
          ) : (
            <PointList points={points} now={serviceTime(query.dataUpdatedAt)} refused={refused} />
          )
        }
      </Loadable>
    </section>
  );
}

interface PointListProps extends Pick<RestorePointsProps, 'refused'> {
  points: readonly RecoveryPoint[];
  now: number;
}

function PointList({ points, now, refused }: PointListProps) {
  const zone = useTimeZone();
  const { filters, change } = useAddressFilters(['period']);
  const order = useAddressSort({ columnId: 'time', direction: 'descending' });
  const period = periodFrom(filters.period);
  const proves = points.some(({ properties }) => properties.proof !== undefined);
  // Ten thousand are filtered and sorted again only when they have to be.
  const shown = useMemo(() => points.filter((point) => takenIn(point, period, now)), [points, period, now]);
  return (
    <>
      <FilterPills
        pills={[
          {
            label: 'Time period',
            value: period,
            options: Object.entries(PERIODS).map(([value, { text }]) => ({ value, label: text })),
            onChange: (value) => {
              change('period', value);
            },
          },
        ]}
        count={shown.length === 1 ? '1 restore point' : `${shown.length.toLocaleString('en')} restore points`}
      />
      <Grid
        ariaLabel="Restore points"
        columns={proves ? PROVEN_POINT_COLUMNS : POINT_COLUMNS}
        rows={shown}
        rowKey={(point) => point.id}
        {...order}
        rowActions={(point) => (
          <RowMenu
            label={`the restore point of ${formatDateTime(point.properties.recoveryPointTime, zone) ?? point.name}`}
            items={[
              {
                label: 'Restore',
                to: paths.restore(instanceOf(point), point.name),
                disabledReason: refused.restore,
              },
              ...(proves
                ? PROOF_OPERATIONS.map((operation) => ({
                    label: operation,
                    to: paths.instanceProof(instanceOf(point), operation, point.name),
                    disabledReason: refused[operation === 'Verify' ? 'verify' : 'drill'],
                  }))
                : []),
            ]}
          />
        )}
        empty={
          <EmptyState picture={<HistoryRegular />} heading="No restore points in this time period">
            Choose a longer time period.
          </EmptyState>
        }
      />
    </>
  );
}

const instanceOf = ({ id }: RecoveryPoint): ResourceId => id.slice(0, id.toLowerCase().lastIndexOf('/recoverypoints/'));

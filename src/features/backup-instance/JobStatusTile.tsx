import { makeStyles, tokens } from '@fluentui/react-components';
import type { Job } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { serviceTime } from '#resources/service-time.ts';
import { paths } from '#paths';
import { JOB_STATUSES } from '#ui/text/job-status.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { Tile, TileRow, TileSkeleton } from '#ui/page/Tile.tsx';
import { countJobs, type JobCounts } from './job-summary.ts';

const useStyles = makeStyles({
  table: { borderCollapse: 'collapse' },
  head: {
    paddingInlineEnd: tokens.spacingHorizontalXXL,
    paddingBlockEnd: tokens.spacingVerticalXS,
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
  },
  operation: {
    paddingInlineEnd: tokens.spacingHorizontalXXXL,
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
  },
  count: {
    paddingInlineEnd: tokens.spacingHorizontalXXL,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
  },
  number: { fontSize: 'inherit', fontWeight: 'inherit' },
});

const OPERATIONS = ['Backup', 'Restore'];

const COLUMNS: readonly { key: keyof JobCounts; status: keyof typeof JOB_STATUSES }[] = [
  { key: 'completed', status: 'Completed' },
  { key: 'inProgress', status: 'InProgress' },
  { key: 'failed', status: 'Failed' },
];

interface JobStatusTileProps {
  instanceId: ResourceId;
  query: { data: Job[] | undefined; error: Error | null; refetch: () => unknown; dataUpdatedAt: number };
}

/** The results of the instance's backups and restores in the last seven days. */
export function JobStatusTile({ instanceId, query }: JobStatusTileProps) {
  return (
    <TileRow>
      <Tile title="Job status (last 7 days)" more={{ to: paths.instanceJobs(instanceId), label: 'View all' }}>
        <Loadable query={query} skeleton={<TileSkeleton />} what="Jobs">
          {(jobs) => <CountsTable instanceId={instanceId} jobs={jobs} now={serviceTime(query.dataUpdatedAt)} />}
        </Loadable>
      </Tile>
    </TileRow>
  );
}

function CountsTable({ instanceId, jobs, now }: { instanceId: ResourceId; jobs: readonly Job[]; now: number }) {
  const styles = useStyles();
  return (
    <table className={styles.table} aria-label="Jobs by operation and status">
      <thead>
        <tr>
          <th scope="col" className={styles.head}>
            Operation
          </th>
          {COLUMNS.map(({ key, status }) => (
            <th key={key} scope="col" className={styles.head}>
              <StatusText
                {...JOB_STATUSES[status]}
                kind={status === 'InProgress' ? 'info' : JOB_STATUSES[status].kind}
              />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {OPERATIONS.map((operation) => {
          const counts = countJobs(jobs, operation, now);
          return (
            <tr key={operation}>
              <th scope="row" className={styles.operation}>
                {operation}
              </th>
              {COLUMNS.map(({ key, status }) => (
                <td key={key} className={styles.count}>
                  <RouteLink
                    to={paths.instanceJobs(instanceId, { operation, status })}
                    className={styles.number}
                    aria-label={`${String(counts[key])} ${operation} ${JOB_STATUSES[status].text}`}
                  >
                    {counts[key]}
                  </RouteLink>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

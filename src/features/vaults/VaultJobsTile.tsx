import { useQuery } from '@tanstack/react-query';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { WEEK_MS } from '#protocol/time-units.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { serviceTime } from '#resources/service-time.ts';
import { JOB_STATUSES } from '#ui/text/job-status.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Tile, TileCounts, TileSkeleton } from '#ui/page/Tile.tsx';

const SHOWN = ['InProgress', 'Failed', 'Completed'] as const;

/** The results of the vault's jobs in the past seven days. */
export function VaultJobsTile({ vaultId }: { vaultId: ResourceId }) {
  const query = useQuery(backupJobs.list(vaultId));
  const countOf = (jobs: readonly Job[], status: string) =>
    jobs.filter(
      (job) =>
        job.properties.status.toLowerCase() === status.toLowerCase() &&
        (isRunning(job) || Date.parse(job.properties.startTime) >= serviceTime(query.dataUpdatedAt) - WEEK_MS),
    ).length;
  return (
    <Tile title="Jobs (last 7 days)" more={{ to: paths.vaultJobs(vaultId), label: 'View all' }}>
      <Loadable query={query} skeleton={<TileSkeleton />} what="Jobs">
        {(jobs) => (
          <TileCounts
            counts={SHOWN.map((status) => ({
              label: JOB_STATUSES[status].text,
              count: countOf(jobs, status),
              to: paths.vaultJobs(vaultId, { status }),
              kind: JOB_STATUSES[status].kind,
            }))}
          />
        )}
      </Loadable>
    </Tile>
  );
}

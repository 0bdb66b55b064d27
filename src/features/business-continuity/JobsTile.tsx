import { isRunning, type Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { JOB_STATUSES } from '#ui/job-status.ts';
import { Loadable } from '#ui/Loadable.tsx';
import { Tile, TileCounts, TileSkeleton } from '#ui/Tile.tsx';

const DAY_MS = 86_400_000;
const SHOWN = ['InProgress', 'Failed', 'CompletedWithWarnings', 'Completed'] as const;

interface JobsTileProps {
  query: { data: readonly Job[] | undefined; error: Error | null; refetch: () => unknown; dataUpdatedAt: number };
}

/** How the jobs of every vault went in the past 24 hours. */
export function JobsTile({ query }: JobsTileProps) {
  const countOf = (jobs: readonly Job[], status: string) =>
    jobs.filter(
      (job) =>
        job.properties.status.toLowerCase() === status.toLowerCase() &&
        (isRunning(job) || Date.parse(job.properties.startTime) >= query.dataUpdatedAt - DAY_MS),
    ).length;
  return (
    <Tile title="Jobs (last 24 hours)" more={{ to: paths.jobs(), label: 'View all' }}>
      <Loadable query={query} skeleton={<TileSkeleton />} what="Jobs">
        {(jobs) => (
          <TileCounts
            counts={SHOWN.map((status) => ({
              label: JOB_STATUSES[status].text,
              count: countOf(jobs, status),
              to: paths.jobs({ status }),
              kind: JOB_STATUSES[status].kind,
            }))}
          />
        )}
      </Loadable>
    </Tile>
  );
}

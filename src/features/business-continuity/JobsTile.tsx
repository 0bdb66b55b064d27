import { useMemo } from 'react';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { serviceTime } from '#resources/service-time.ts';
import type { GatheredList } from '#resources/useGathered.ts';
import { paths } from '#paths';
import { JOB_STATUSES } from '#ui/text/job-status.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { Tile, TileCounts, type TileCount } from '#ui/page/Tile.tsx';

const SHOWN = ['InProgress', 'Failed', 'CompletedWithWarnings', 'Completed'] as const;

interface JobsTileProps {
  query: Pick<GatheredList<Job>, 'data' | 'error' | 'refetch' | 'isFetching' | 'dataUpdatedAt'>;
}

/** The results of the jobs of every vault in the past 24 hours. */
export function JobsTile({ query }: JobsTileProps) {
  const scoped = useScopedAddress();
  const { data, dataUpdatedAt } = query;
  const counts = useMemo(() => data && countByStatus(data, serviceTime(dataUpdatedAt) - DAY_MS), [data, dataUpdatedAt]);
  const countsOf = (known: ReadonlyMap<string, number> | undefined): TileCount[] =>
    SHOWN.map((status) => ({
      label: JOB_STATUSES[status].text,
      count: known && (known.get(status.toLowerCase()) ?? 0),
      to: scoped(paths.jobs({ status })),
      kind: JOB_STATUSES[status].kind,
    }));
  return (
    <Tile title="Jobs (last 24 hours)" more={{ to: scoped(paths.jobs()), label: 'View all' }}>
      <Loadable query={{ ...query, data: counts }} skeleton={<TileCounts counts={countsOf(undefined)} />} what="Jobs">
        {(known) => <TileCounts counts={countsOf(known)} />}
      </Loadable>
    </Tile>
  );
}

/** The jobs that run or began at `since` or later, counted by their status in lower case. */
function countByStatus(jobs: readonly Job[], since: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const job of jobs) {
    if (!isRunning(job) && Date.parse(job.properties.startTime) < since) continue;
    const status = job.properties.status.toLowerCase();
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

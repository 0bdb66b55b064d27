import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOutletContext, useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { fillGaps } from '#resources/gathered.ts';
import { subscriptions } from '#resources/subscriptions.ts';
import { GapBar } from '#ui/state/GapBar.tsx';
import { ScopeLine } from '#ui/page/ScopeLine.tsx';
import { useInScope, useScopedAddress } from '#ui/page/subscription-scope.ts';
import { CENTRE } from '#ui/text/centre.ts';
import { depthFor, jobFilterFrom, type JobRange } from './job-filter.ts';
import { JobListPage } from './JobListPage.tsx';

const RANGE: JobRange = '24h';

/** The jobs of every vault: **Jobs** of the Business Continuity Center. */
function JobsPage() {
  const client = useQueryClient();
  const [params] = useSearchParams();
  const depth = depthFor(jobFilterFrom(params, RANGE));
  const query = useQuery(backupJobs.gathered(depth));
  const arriving = useQuery(backupJobs.arriving(depth));
  const shown = query.data ? query : arriving;
  const scoped = useScopedAddress();
  const subscriptionList = useQuery(subscriptions.list());
  return (
    <JobListPage
      frame={{
        breadcrumb: [
          { label: 'Home', to: paths.home() },
          { label: CENTRE, to: scoped(paths.businessContinuity()) },
        ],
        title: `${CENTRE} | Jobs`,
        menu: useOutletContext<ReactNode>(),
      }}
      list={{
        data: useInScope(shown.data?.items, subscriptionOf),
        dataUpdatedAt: shown.dataUpdatedAt,
        error: query.error,
        refetch: query.refetch,
        isArriving: query.data === undefined,
        gapBar: (
          <>
            <ScopeLine subscriptions={subscriptionList} of="jobs" />
            <GapBar
              what="jobs"
              gaps={query.data?.gaps ?? []}
              onRetry={() => void fillGaps(client, backupJobs.gathered(depth).queryKey)}
            />
          </>
        ),
      }}
      onRefresh={() => void client.invalidateQueries({ queryKey: backupJobs.all() })}
      defaultRange={RANGE}
      scope="everywhere"
    />
  );
}

const subscriptionOf = ({ properties }: Job): string => properties.sourceSubscriptionID;

export { JobsPage as Component };

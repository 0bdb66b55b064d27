import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOutletContext, useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { subscriptions } from '#resources/subscriptions.ts';
import { useGathered } from '#resources/useGathered.ts';
import { ScopeLine } from '#ui/page/ScopeLine.tsx';
import { useInScope, useScopedAddress } from '#ui/page/subscription-scope.ts';
import { CENTRE } from '#ui/text/center.ts';
import { depthOf } from './job-depth.ts';
import type { JobRange } from './job-filter.ts';
import { JobListPage } from './JobListPage.tsx';

const RANGE: JobRange = '24h';

/** The jobs of every vault: **Jobs** of the Business Continuity Center. */
function JobsPage() {
  const client = useQueryClient();
  const [params] = useSearchParams();
  const jobs = useGathered(backupJobs.gathered(depthOf(params)));
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
      above={<ScopeLine subscriptions={subscriptionList} of="jobs" />}
      source={{
        ...jobs,
        data: useInScope(jobs.data, subscriptionOf),
        gaps: [{ what: 'jobs', gaps: jobs.gaps, onRetry: jobs.fillGaps }],
      }}
      onRefresh={() => void client.invalidateQueries({ queryKey: backupJobs.all() })}
      defaultRange={RANGE}
      scope="everywhere"
    />
  );
}

const subscriptionOf = ({ properties }: Job): string => properties.sourceSubscriptionID;

export { JobsPage as Component };

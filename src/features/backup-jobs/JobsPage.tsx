import { useQuery } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import type { ReactNode } from 'react';
import { useOutletContext } from 'react-router';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { Page } from '#ui/Page.tsx';
import { JobsView } from './JobsView.tsx';

/** The jobs of every vault: **Jobs** of the Business Continuity Center. */
function JobsPage() {
  const query = useQuery(backupJobs.everywhere());
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Business Continuity Center', to: paths.businessContinuity() },
      ]}
      title="Business Continuity Center | Jobs"
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <JobsView query={query} defaultRange="24h" scope="everywhere" />
    </Page>
  );
}

export { JobsPage as Component };

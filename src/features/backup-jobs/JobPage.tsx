import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseArrowDownRegular } from '@fluentui/react-icons/svg/database-arrow-down';
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle';
import { useState } from 'react';
import { useParams } from 'react-router';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { cancellationOf } from '#protocol/refusals.ts';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { serviceTime } from '#resources/service-time.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { CancelJobDialog } from './CancelJobDialog.tsx';
import { whyNoCancel } from './cancel-reason.ts';
import { vaultIdOf } from './job-keys.ts';
import { JobDetails, jobTitle } from './JobDetails.tsx';

/** One job in detail, live while it runs. */
function JobPage() {
  const { jobId = '' } = useParams();
  const query = useQuery(backupJobs.byId(jobId));
  const vaultId = vaultIdOf(jobId);
  const job = query.data;
  const [isAsking, setIsAsking] = useState(false);
  const client = useQueryClient();
  // A job that has ended needs no further requests.
  const { refused } = useRefusals({ cancel: cancellationOf(jobId) }, job && isRunning(job));
  const refresh: Command = {
    key: 'refresh',
    label: 'Refresh',
    icon: <ArrowClockwiseRegular />,
    onClick: () => {
      void query.refetch();
      refreshRefusals(client);
    },
  };
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: `${lastName(vaultId)} | Backup jobs`, to: paths.vaultJobs(vaultId) },
      ]}
      title={job ? jobTitle(job) : 'Job'}
      subtitle="Backup job"
      closeTo={paths.vaultJobs(vaultId)}
      commands={job ? [refresh, ...commandsOf(job, refused.cancel, () => setIsAsking(true))] : [refresh]}
    >
      <Loadable
        query={query}
        skeleton={<RowsSkeleton rows={12} />}
        what="The job"
        back={{ to: paths.jobs(), label: 'Go to all jobs' }}
      >
        {(loaded) => <JobDetails job={loaded} now={serviceTime(query.dataUpdatedAt)} />}
      </Loadable>
      {job && isAsking && <CancelJobDialog job={job} onClose={() => setIsAsking(false)} />}
    </Page>
  );
}

const commandsOf = (job: Job, refusal: string | undefined, onCancel: () => void): Command[] => [
  {
    key: 'cancel',
    label: 'Cancel job',
    icon: <DismissCircleRegular />,
    onClick: onCancel,
    disabledReason: whyNoCancel(job) ?? refusal,
  },
  {
    key: 'instance',
    label: 'View backup instance',
    icon: <DatabaseArrowDownRegular />,
    to: paths.instance(job.properties.backupInstanceId),
  },
];

export { JobPage as Component };

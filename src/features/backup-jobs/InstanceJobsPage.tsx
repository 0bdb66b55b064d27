import { useQuery } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { useParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { sameId } from '#protocol/resource-id.ts';
import { instanceIdOf, paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { Page } from '#ui/Page.tsx';
import { JobsView } from './JobsView.tsx';

/** The ongoing and past jobs of one backup instance. */
function InstanceJobsPage() {
  const { vaultId = '', instanceName = '' } = useParams();
  const instanceId = instanceIdOf(vaultId, instanceName);
  const instance = useQuery(backupInstances.byId(instanceId));
  const query = useQuery({
    ...backupJobs.list(vaultId),
    select: (jobs: Job[]) => jobs.filter((job) => sameId(job.properties.backupInstanceId, instanceId)),
  });
  const vaultName = vaultId.split('/').at(-1) ?? vaultId;
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: `${vaultName} | Backup instances`, to: paths.vaultInstances(vaultId) },
        { label: instance.data?.properties.friendlyName ?? instanceName, to: paths.instance(instanceId) },
      ]}
      title="Backup jobs"
      subtitle="Backup instance"
      closeTo={paths.instance(instanceId)}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <JobsView query={query} defaultRange="7d" scope="one instance" />
    </Page>
  );
}

export { InstanceJobsPage as Component };

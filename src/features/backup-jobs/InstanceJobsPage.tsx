import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, type ReactNode } from 'react';
import { useOutletContext, useParams, useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { lastName, sameId } from '#protocol/resource-id.ts';
import { instanceIdOf, paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { isNotFound, NotFoundState } from '#ui/state/NotFoundState.tsx';
import { Page } from '#ui/page/Page.tsx';
import { depthOf } from './job-depth.ts';
import type { JobRange } from './job-filter.ts';
import { JobListPage } from './JobListPage.tsx';

const RANGE: JobRange = '7d';

/** The ongoing and past jobs of one backup instance. */
function InstanceJobsPage() {
  const client = useQueryClient();
  const { vaultId = '', instanceName = '' } = useParams();
  const [params] = useSearchParams();
  const instanceId = instanceIdOf(vaultId, instanceName);
  const instance = useQuery(backupInstances.byId(instanceId));
  const query = useQuery({
    ...backupJobs.list(vaultId, depthOf(params)),
    // The same function as long as the instance is the same, so that the list is filtered once.
    select: useCallback(
      (jobs: Job[]) => jobs.filter((job) => sameId(job.properties.backupInstanceId, instanceId)),
      [instanceId],
    ),
  });
  const vaultName = lastName(vaultId);
  const frame = {
    breadcrumb: [
      { label: 'Home', to: paths.home() },
      { label: 'Backup vaults', to: paths.vaults() },
      { label: `${vaultName} | Backup instances`, to: paths.vaultInstances(vaultId) },
      { label: instance.data?.properties.friendlyName ?? instanceName, to: paths.instance(instanceId) },
    ],
    title: 'Backup jobs',
    subtitle: 'Backup instance',
    menu: useOutletContext<ReactNode>(),
    closeTo: paths.instance(instanceId),
  };
  // The jobs of an instance stay when it is deleted: without any, it never existed.
  if (isNotFound(instance.error) && (query.data?.length === 0 || isNotFound(query.error))) {
    const back = { to: paths.vaultInstances(vaultId), label: 'Go to the backup instances of the vault' };
    return (
      <Page {...frame}>
        <NotFoundState what="The backup instance" back={back} error={instance.error} />
      </Page>
    );
  }
  return (
    <JobListPage
      frame={frame}
      source={query}
      onRefresh={() => void client.invalidateQueries({ queryKey: backupJobs.under(vaultId) })}
      defaultRange={RANGE}
      scope="one instance"
    />
  );
}

export { InstanceJobsPage as Component };

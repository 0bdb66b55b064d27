import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useOutletContext, useParams, useSearchParams } from 'react-router';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { depthOf } from './job-depth.ts';
import type { JobRange } from './job-filter.ts';
import { JobListPage } from './JobListPage.tsx';

const RANGE: JobRange = '7d';

/** **Backup jobs** of one vault. */
function VaultJobsPage() {
  const client = useQueryClient();
  const { vaultId = '' } = useParams();
  const [params] = useSearchParams();
  const query = useQuery(backupJobs.list(vaultId, depthOf(params)));
  const name = lastName(vaultId);
  return (
    <JobListPage
      frame={{
        breadcrumb: [
          { label: 'Home', to: paths.home() },
          { label: 'Backup vaults', to: paths.vaults() },
          { label: name, to: paths.vault(vaultId) },
        ],
        title: `${name} | Backup jobs`,
        subtitle: 'Backup vault',
        menu: useOutletContext<ReactNode>(),
      }}
      source={query}
      onRefresh={() => void client.invalidateQueries({ queryKey: backupJobs.under(vaultId) })}
      defaultRange={RANGE}
      scope="one vault"
    />
  );
}

export { VaultJobsPage as Component };

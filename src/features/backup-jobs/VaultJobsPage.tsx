import { useQuery } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import type { ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { Page } from '#ui/Page.tsx';
import { JobsView } from './JobsView.tsx';

/** **Backup jobs** of one vault. */
function VaultJobsPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(backupJobs.list(vaultId));
  const name = vaultId.split('/').at(-1) ?? vaultId;
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: name, to: paths.vault(vaultId) },
      ]}
      title={`${name} | Backup jobs`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <JobsView query={query} defaultRange="7d" scope="one vault" />
    </Page>
  );
}

export { VaultJobsPage as Component };

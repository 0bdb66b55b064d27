import { useQuery } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import type { ReactNode } from 'react';
import { useOutletContext, useSearchParams } from 'react-router';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { Page } from '#ui/Page.tsx';
import { TileRow } from '#ui/Tile.tsx';
import { ConfigureProtectionPane } from './ConfigureProtectionPane.tsx';
import { JobsTile } from './JobsTile.tsx';
import { ProtectionTile } from './ProtectionTile.tsx';

/** **Overview** of the Business Continuity Center: what is protected, and how the last day went. */
function OverviewPage() {
  const [params, setParams] = useSearchParams();
  const instances = useQuery(backupInstances.everywhere());
  const servers = useQuery(postgresServers.everywhere());
  const jobs = useQuery(backupJobs.everywhere());
  const refresh = () => {
    void instances.refetch();
    void servers.refetch();
    void jobs.refetch();
  };
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title="Business Continuity Center | Overview"
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'protect',
          label: 'Configure protection',
          icon: <ShieldAddRegular />,
          primary: true,
          onClick: () => {
            setParams({ pane: 'configure-protection' });
          },
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <TileRow>
        <ProtectionTile servers={servers} instances={instances} />
        <JobsTile query={jobs} />
      </TileRow>
      <ConfigureProtectionPane
        open={params.get('pane') === 'configure-protection'}
        onClose={() => {
          setParams({}, { replace: true });
        }}
      />
    </Page>
  );
}

export { OverviewPage as Component };

import { useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useId, useMemo, type ReactNode } from 'react';
import { useOutletContext } from 'react-router';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { GapBar } from '#ui/GapBar.tsx';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { TileRow } from '#ui/Tile.tsx';
import { attentionItems } from './attention.ts';
import { AttentionList } from './AttentionList.tsx';
import { titleOf } from './centre-address.ts';
import { JobsTile } from './JobsTile.tsx';
import { ProtectionTile } from './ProtectionTile.tsx';
import { useCentrePane } from './useCentrePane.ts';
import { useGathered, type GatheredList } from './useGathered.ts';

const ConfigureProtectionPane = loadedWhenShown(
  async () => (await import('./ConfigureProtectionPane.tsx')).ConfigureProtectionPane,
);

const useStyles = makeStyles({
  attention: { marginBlockStart: tokens.spacingVerticalXXL, maxWidth: '1000px' }, // three short columns stay near each other
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

/** **Overview** of the Business Continuity Center: what is protected, how the last day went, and what to look at. */
function OverviewPage() {
  const styles = useStyles();
  const headingId = useId();
  const client = useQueryClient();
  const pane = useCentrePane('configure-protection');
  const instances = useGathered(backupInstances.gathered());
  const servers = useGathered(postgresServers.gathered());
  const jobs = useGathered(backupJobs.gathered());
  // Without the right to see what is deleted, nothing of it needs attention.
  const deleted = useGathered(deletedInstances.gathered());
  const attention = useMemo(
    () =>
      instances.isComplete && jobs.isComplete
        ? attentionItems({
            instances: instances.data ?? [],
            deleted: deleted.data ?? [],
            jobs: jobs.data ?? [],
            now: jobs.dataUpdatedAt,
          })
        : undefined,
    [instances.isComplete, jobs.isComplete, instances.data, deleted.data, jobs.data, jobs.dataUpdatedAt],
  );
  const refresh = () => {
    for (const queryKey of [backupInstances.all(), postgresServers.all(), backupJobs.all()]) {
      void client.invalidateQueries({ queryKey });
    }
  };
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title={titleOf('Overview')}
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'protect',
          label: 'Configure protection',
          icon: <ShieldAddRegular />,
          primary: true,
          onClick: pane.open,
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <GapBar what="servers" gaps={servers.gaps} onRetry={servers.fillGaps} />
      <GapBar what="backup instances" gaps={instances.gaps} onRetry={instances.fillGaps} />
      <GapBar what="jobs" gaps={jobs.gaps} onRetry={jobs.fillGaps} />
      <TileRow>
        <ProtectionTile servers={whole(servers)} instances={whole(instances)} />
        <JobsTile query={{ ...whole(jobs), dataUpdatedAt: jobs.dataUpdatedAt }} />
      </TileRow>
      <section aria-labelledby={headingId} className={styles.attention}>
        <h2 id={headingId} className={styles.heading}>
          Items that need attention
        </h2>
        <Loadable
          query={{
            data: attention,
            error: instances.error ?? jobs.error,
            refetch: refresh,
          }}
          skeleton={<RowsSkeleton rows={3} />}
          what="Items that need attention"
        >
          {(items) => <AttentionList items={items} />}
        </Loadable>
      </section>
      <ConfigureProtectionPane open={pane.isOpen} onClose={pane.close} />
    </Page>
  );
}

/** A number that still grows would be read as one that is right. */
const whole = <T,>({ data, isComplete, error, refetch }: GatheredList<T>) => ({
  data: isComplete ? data : undefined,
  error,
  refetch,
});

export { OverviewPage as Component };

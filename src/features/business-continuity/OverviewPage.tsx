import { useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useId, useMemo } from 'react';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances } from '#resources/deleted-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { serviceTime } from '#resources/service-time.ts';
import { useGathered, type GatheredList } from '#resources/useGathered.ts';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { TileRow } from '#ui/page/Tile.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { attentionItems } from './attention.ts';
import { AttentionList } from './AttentionList.tsx';
import { CenterPage } from './CenterPage.tsx';
import { ConfigureProtection } from './ConfigureProtection.tsx';
import { GettingStarted } from './GettingStarted.tsx';
import { JobsTile } from './JobsTile.tsx';
import { ProtectionTile } from './ProtectionTile.tsx';
import { Recover } from './Recover.tsx';
import { ofInstance, ofJob, ofResource } from './subscription-of.ts';
import { useScopedList } from './useScopedList.ts';

const useStyles = makeStyles({
  attention: { marginBlockStart: tokens.spacingVerticalXXL, maxWidth: '1000px' }, // three short columns stay near each other
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

/**
 * **Overview** of the Business Continuity Center: what is protected, the results of the last day, and what needs
 * attention.
 */
function OverviewPage() {
  const client = useQueryClient();
  const protect = useAddressPane('configure-protection');
  const recover = useAddressPane('recover');
  const estate = useEstate();
  const { servers, instances, jobs, deleted } = estate;
  const refresh = () => {
    for (const queryKey of [backupInstances.all(), postgresServers.all(), backupJobs.all()]) {
      void client.invalidateQueries({ queryKey });
    }
  };
  const isUnprotected = instances.isComplete && instances.gaps.length === 0 && instances.data?.length === 0;
  return (
    <CenterPage
      entry="Overview"
      commands={[
        {
          key: 'protect',
          label: 'Configure protection',
          icon: <ShieldAddRegular />,
          primary: true,
          onClick: protect.open,
        },
        { key: 'recover', label: 'Recover', icon: <ArrowCounterclockwiseRegular />, onClick: recover.open },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <GapBar what="servers" gaps={servers.gaps} onRetry={servers.fillGaps} />
      <GapBar what="backup instances" gaps={instances.gaps} onRetry={instances.fillGaps} />
      <GapBar what="jobs" gaps={jobs.gaps} onRetry={jobs.fillGaps} />
      <TileRow>
        <ProtectionTile servers={whole(servers)} instances={whole(instances)} />
        <JobsTile query={whole(jobs)} />
      </TileRow>
      {isUnprotected && !deleted.data?.length ? (
        <GettingStarted servers={servers} onProtect={protect.open} />
      ) : (
        <Attention estate={estate} onRefresh={refresh} />
      )}
      <ConfigureProtection />
      <Recover />
    </CenterPage>
  );
}

/** The data of the overview, as far as it is in the scope. */
function useEstate() {
  return {
    instances: useScopedList(useGathered(backupInstances.gathered()), ofInstance),
    servers: useScopedList(useGathered(postgresServers.gathered()), ofResource),
    jobs: useScopedList(useGathered(backupJobs.gathered()), ofJob),
    // Without the right to see deleted data, none of it needs attention.
    deleted: useScopedList(useGathered(deletedInstances.gathered()), ofInstance),
  };
}

function Attention({ estate, onRefresh }: { estate: ReturnType<typeof useEstate>; onRefresh: () => void }) {
  const styles = useStyles();
  const headingId = useId();
  const { instances, jobs, deleted } = estate;
  const items = useMemo(
    () =>
      instances.isComplete && jobs.isComplete
        ? attentionItems({
            instances: instances.data ?? [],
            deleted: deleted.data ?? [],
            jobs: jobs.data ?? [],
            now: serviceTime(jobs.dataUpdatedAt),
          })
        : undefined,
    [instances.isComplete, jobs.isComplete, instances.data, deleted.data, jobs.data, jobs.dataUpdatedAt],
  );
  return (
    <section aria-labelledby={headingId} className={styles.attention}>
      <h2 id={headingId} className={styles.heading}>
        Items that need attention
      </h2>
      <Loadable
        query={{
          data: items,
          error: instances.error ?? jobs.error,
          refetch: onRefresh,
          dataUpdatedAt: Math.min(instances.dataUpdatedAt, jobs.dataUpdatedAt),
          isFetching: instances.isFetching || jobs.isFetching,
        }}
        skeleton={<RowsSkeleton rows={3} />}
        what="Items that need attention"
      >
        {(all) => <AttentionList items={all} />}
      </Loadable>
    </section>
  );
}

/** A number that still grows would be taken for the final one. */
const whole = <T,>({ data, ...list }: GatheredList<T>) => ({ ...list, data: list.isComplete ? data : undefined });

export { OverviewPage as Component };

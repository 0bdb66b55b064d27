import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, type ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import { isRunning } from '#protocol/data-protection.ts';
import { proofIn } from '#protocol/proof.ts';
import { lastName } from '#protocol/resource-id.ts';
import { instanceIdOf, paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { useInstanceRefusals } from '#resources/useInstanceRefusals.ts';
import { refreshRefusals } from '#resources/useRefusals.ts';
import { vaults } from '#resources/vaults.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { commandsOf } from './command-bar.tsx';
import { InstanceEssentials } from './InstanceEssentials.tsx';
import { disabledReasons, stateOf } from '#ui/text/instance-commands.ts';
import { commandOf, paneIn, type InstancePane } from './instance-panes.ts';
import { jobsOf } from './job-summary.ts';
import { JobStatusTile } from './JobStatusTile.tsx';
import { DamageBar } from './proof/DamageBar.tsx';
import { ProtectionErrorBar } from './ProtectionErrorBar.tsx';
import { RestorePoints } from './RestorePoints.tsx';
import { SoftDeletedBar } from './SoftDeletedBar.tsx';
import { useInstance } from './useInstance.ts';

const useStyles = makeStyles({
  sections: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXL },
});

// Loaded when they are opened.
const OpenedPane = loadedWhenShown(async () => (await import('./OpenedPane.tsx')).OpenedPane);

/** One protected server: its protection, its latest backups, and its restore points. */
function BackupInstancePage() {
  const styles = useStyles();
  const { vaultId = '', instanceName = '' } = useParams();
  const instanceId = instanceIdOf(vaultId, instanceName);
  const client = useQueryClient();
  const navigate = useNavigate();
  const address = useAddress<'pane' | 'point'>();

  const query = useInstance(instanceId);
  const jobs = useQuery({ ...backupJobs.list(vaultId), select: (all) => jobsOf(instanceId, all) });
  const points = useQuery({ ...recoveryPoints.list(instanceId), enabled: !query.deleted });
  const isBackupRunning = jobs.data?.some((job) => isRunning(job) && proofIn(job) === undefined) ?? false;
  // The vault's properties show whether the back end proves anything (decision 12).
  const { data: vault } = useQuery(vaults.byId(vaultId));
  const proves = vault?.properties.proofSettings !== undefined;

  // A recovery point appears when a job ends, and only the list of jobs shows when that is.
  const lastEnded = jobs.data?.find((job) => !isRunning(job))?.id;
  useEffect(() => {
    if (lastEnded === undefined) return;
    void client.invalidateQueries(recoveryPoints.list(instanceId));
    void client.invalidateQueries(backupInstances.byId(instanceId));
  }, [client, instanceId, lastEnded]);

  const pane = paneIn(address.get('pane'));
  const showPane = (wanted: InstancePane | undefined) => {
    address.show({ pane: wanted, point: undefined });
  };
  const refresh = () => {
    void query.refetch();
    void jobs.refetch();
    void points.refetch();
    refreshRefusals(client);
  };

  const instance = query.data;
  const refused = useInstanceRefusals(instance, points);
  const reasons =
    instance &&
    disabledReasons({
      state: stateOf(instance),
      hasRecoveryPoint: points.data && points.data.length > 0,
      isBackupRunning,
      drillUnavailable: instance.properties.proof?.drillUnavailable,
      refused,
    });
  const vaultName = lastName(vaultId);
  return (
    <Page
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: 'Backup vaults', to: paths.vaults() },
        { label: `${vaultName} | Backup instances`, to: paths.vaultInstances(vaultId) },
      ]}
      title={instance?.properties.friendlyName ?? instanceName}
      subtitle="Backup instance"
      menu={useOutletContext<ReactNode>()}
      closeTo={paths.vaultInstances(vaultId)}
      commands={commandsOf(reasons, proves, {
        open: showPane,
        restore: () => void navigate(paths.restore(instanceId)),
        refresh,
      })}
      banner={
        instance && (
          <>
            <ProtectionErrorBar
              instance={instance}
              disabledReason={reasons?.fixError}
              onFix={() => {
                showPane('fix-protection');
              }}
            />
            <DamageBar instance={instance} />
            <SoftDeletedBar deleted={query.deleted} />
          </>
        )
      }
    >
      <Loadable
        query={query}
        skeleton={<RowsSkeleton rows={12} />}
        what="The backup instance"
        back={{ to: paths.vaultInstances(vaultId), label: 'Go to the backup instances of the vault' }}
      >
        {(loaded) => (
          <div className={styles.sections}>
            <InstanceEssentials instance={loaded} vaultId={vaultId} points={points.data} />
            <JobStatusTile instanceId={loaded.id} query={jobs} />
            {/* A deleted instance shows its points again once it is undeleted. */}
            {!query.deleted && <RestorePoints query={points} isBackupRunning={isBackupRunning} refused={refused} />}
            {pane !== undefined && (
              <OpenedPane
                pane={pane}
                instance={loaded}
                points={points.data}
                point={address.get('point')}
                disabledReason={reasons?.[commandOf(pane)]}
                refused={refused}
                onClose={() => {
                  showPane(undefined);
                }}
              />
            )}
          </div>
        )}
      </Loadable>
    </Page>
  );
}

export { BackupInstancePage as Component };

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import type { ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { vaults } from '#resources/vaults.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { TileRow } from '#ui/page/Tile.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { ClockNotice } from './ClockNotice.tsx';
import { InstancesTile } from './InstancesTile.tsx';
import { VaultJobsTile } from './VaultJobsTile.tsx';
import { vaultCrumbs } from './vault-address.ts';
import { vaultAttempts } from './vault-attempts.ts';
import { VaultEssentials } from './VaultEssentials.tsx';

// Loaded when they are opened.
const RestorePane = loadedWhenShown(async () => (await import('./RestorePane.tsx')).RestorePane);
const DeleteVaultDialog = loadedWhenShown(
  async () => (await import('./delete/DeleteVaultDialog.tsx')).DeleteVaultDialog,
);

const useStyles = makeStyles({ tiles: { marginBlockStart: tokens.spacingVerticalXXL } });

/** **Overview** of one vault. */
function VaultOverviewPage() {
  const styles = useStyles();
  const { vaultId = '' } = useParams();
  const client = useQueryClient();
  const query = useQuery(vaults.byId(vaultId));
  const address = useAddress<'dialog'>();
  const restore = useAddressPane('restore');
  const { data: count } = useQuery({ ...backupInstances.list(vaultId), select: (all) => all.length });
  const notLoaded = query.data ? undefined : 'The Backup vault is not loaded.';
  const { refused } = useRefusals(vaultAttempts(vaultId));
  const refresh = () => {
    void query.refetch();
    void client.invalidateQueries({ queryKey: backupInstances.under(vaultId) });
    void client.invalidateQueries({ queryKey: backupJobs.under(vaultId) });
    void client.invalidateQueries({ queryKey: recoveryPoints.all() });
    refreshRefusals(client);
  };
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId).slice(0, -1)}
      title={lastName(vaultId)}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'backup',
          label: 'Backup',
          icon: <AddRegular />,
          to: paths.configureBackup('basics', { vault: vaultId }),
          primary: true,
          disabledReason: notLoaded ?? refused.configure,
        },
        {
          key: 'restore',
          label: 'Restore',
          icon: <HistoryRegular />,
          onClick: restore.open,
          disabledReason: notLoaded ?? (count === 0 ? 'Nothing is protected in this vault yet.' : refused.restore),
        },
        {
          key: 'move',
          label: 'Move',
          icon: <FolderArrowRightRegular />,
          disabledReason: 'Moving a vault to another resource group or subscription is not offered here.',
        },
        {
          key: 'delete',
          label: 'Delete',
          icon: <DeleteRegular />,
          onClick: () => {
            address.show({ dialog: 'delete' });
          },
          disabledReason: notLoaded ?? refused.delete,
        },
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={5} />} what="The Backup vault">
        {(vault) => (
          <>
            <ClockNotice vault={vault} />
            <VaultEssentials vault={vault} />
            <div className={styles.tiles}>
              <TileRow>
                <VaultJobsTile vaultId={vaultId} />
                <InstancesTile vaultId={vaultId} />
              </TileRow>
            </div>
            {restore.isOpen && <RestorePane vaultId={vaultId} onClose={restore.close} />}
            {address.get('dialog') === 'delete' && (
              <DeleteVaultDialog
                vaultId={vaultId}
                refusal={refused.delete}
                onClose={() => {
                  address.show({ dialog: undefined });
                }}
              />
            )}
          </>
        )}
      </Loadable>
    </Page>
  );
}

export { VaultOverviewPage as Component };

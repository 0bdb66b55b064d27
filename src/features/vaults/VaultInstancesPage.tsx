import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { idKey, lastName } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { deletedInstances, withDeleted } from '#resources/deleted-instances.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { useNames } from '#resources/useNames.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { List } from '#ui/list/List.tsx';
import { rowsFrom, useList } from '#ui/list/useList.ts';
import { Page } from '#ui/page/Page.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { INSTANCE_LIST, instanceRow } from './instance-list.tsx';
import { useBusyInstances } from './useInstanceReasons.ts';
import { vaultCrumbs } from './vault-address.ts';
import { vaultAttempts } from './vault-attempts.ts';

// Loaded when it is opened.
const RestorePane = loadedWhenShown(async () => (await import('./RestorePane.tsx')).RestorePane);

/** **Backup instances** of one vault. */
function VaultInstancesPage() {
  const { vaultId = '' } = useParams();
  const client = useQueryClient();
  const query = useQuery(backupInstances.list(vaultId));
  const deleted = useQuery(deletedInstances.list(vaultId));
  const restore = useAddressPane('restore');
  const { refused } = useRefusals(vaultAttempts(vaultId));
  const names = useNames();
  const busy = useBusyInstances(vaultId);
  const isDeletedNewer = deleted.dataUpdatedAt > query.dataUpdatedAt;
  const data = useMemo(
    () =>
      query.data &&
      withDeleted(query.data, deleted.data ?? [], isDeletedNewer).map((instance) =>
        instanceRow(instance, names, busy.has(idKey(instance.id))),
      ),
    [query.data, deleted.data, isDeletedNewer, names, busy],
  );
  const view = useList(INSTANCE_LIST, {
    source: {
      ...rowsFrom(query, data),
      gaps: [
        {
          what: 'soft-deleted backup instances',
          gaps: deleted.error ? [{ place: { name: lastName(vaultId) }, error: deleted.error }] : [],
          onRetry: () => void deleted.refetch(),
        },
      ],
    },
    refresh: () => {
      void query.refetch();
      void deleted.refetch();
      void client.invalidateQueries({ queryKey: backupJobs.under(vaultId) });
      // Each row loads its own.
      void client.invalidateQueries({ queryKey: recoveryPoints.all() });
      refreshRefusals(client);
    },
  });
  const configure = {
    to: paths.configureBackup('basics', { vault: vaultId }),
    disabledReason: refused.configure,
  };
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Backup instances`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'backup', label: 'Backup', icon: <AddRegular />, primary: true, ...configure },
        {
          key: 'restore',
          label: 'Restore',
          icon: <HistoryRegular />,
          onClick: restore.open,
          disabledReason: query.data?.length === 0 ? 'Nothing is protected in this vault yet.' : refused.restore,
        },
        ...view.commands,
      ]}
    >
      <List view={view} noneAction={{ label: 'Configure backup', ...configure }} />
      {restore.isOpen && <RestorePane vaultId={vaultId} onClose={restore.close} />}
    </Page>
  );
}

export { VaultInstancesPage as Component };

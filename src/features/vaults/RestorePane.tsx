import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { List } from '#ui/list/List.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import { useList, type ListDeclaration } from '#ui/list/useList.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { LatestRecoveryPoint } from './LatestRecoveryPoint.tsx';
import { useBusyInstances, useInstanceReasons } from './useInstanceReasons.ts';

const useStyles = makeStyles({ reason: { color: tokens.colorNeutralForeground3 } });

/** **Restore** from a vault: which of its backup instances. The Restore wizard takes over from there. */
export function RestorePane({ vaultId, onClose }: { vaultId: ResourceId; onClose: () => void }) {
  const query = useQuery(backupInstances.list(vaultId));
  const busy = useBusyInstances(vaultId);
  const columns = useMemo(() => columnsWith(busy), [busy]);
  const view = useList({ ...LIST, columns }, { source: query, isForgotten: true });
  return (
    <ContextPane
      open
      size="large"
      layout="fill"
      title="Restore"
      subtitle={lastName(vaultId)}
      onClose={onClose}
      footer={<Button onClick={onClose}>Cancel</Button>}
    >
      <List view={view} />
    </ContextPane>
  );
}

const nameOf = ({ properties }: BackupInstance): string => properties.friendlyName;

const LIST: Omit<ListDeclaration<BackupInstance>, 'columns'> = {
  id: 'instances-to-restore',
  what: ['backup instance', 'backup instances'],
  title: 'Backup instances to restore',
  whole: 'Backup instances',
  rowKey: ({ id }) => id,
  order: { columnId: 'instance', direction: 'ascending' },
  search: { placeholder: 'Filter by backup instance', in: (instance) => [nameOf(instance)] },
  picture: <HistoryRegular />,
  none: { heading: 'Nothing is protected yet', text: 'There is nothing to restore from this vault.' },
};

const columnsWith = (busy: ReadonlySet<string>) =>
  columnsOf<BackupInstance>([
    { id: 'instance', title: 'Backup instance', text: nameOf },
    {
      id: 'latest',
      title: 'Latest recovery point',
      width: 175,
      cell: ({ id }) => <LatestRecoveryPoint instanceId={id} />,
    },
    {
      id: 'restore',
      title: 'Restore',
      width: '40%',
      cell: (instance) => <RestoreLink instance={instance} isBusy={busy.has(idKey(instance.id))} />,
    },
  ]);

function RestoreLink({ instance, isBusy }: { instance: BackupInstance; isBusy: boolean }) {
  const styles = useStyles();
  const { restore: reason } = useInstanceReasons(instance, isBusy, false);
  if (reason !== undefined) return <span className={styles.reason}>{reason}</span>;
  return (
    <RouteLink to={paths.restore(instance.id)} aria-label={`Restore ${nameOf(instance)}`}>
      Restore
    </RouteLink>
  );
}

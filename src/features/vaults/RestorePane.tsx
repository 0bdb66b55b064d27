import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { LatestRecoveryPoint } from './instance-columns.tsx';
import { useBusyInstances, useInstanceReasons } from './useInstanceReasons.ts';

const useStyles = makeStyles({ reason: { color: tokens.colorNeutralForeground3 } });

/** **Restore** from a vault: which of its backup instances. The Restore wizard takes over from there. */
export function RestorePane({ vaultId, onClose }: { vaultId: ResourceId; onClose: () => void }) {
  const query = useQuery(backupInstances.list(vaultId));
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
      <Loadable query={query} skeleton={<RowsSkeleton rows={8} />} what="Backup instances">
        {(all) => <Choice all={all} vaultId={vaultId} />}
      </Loadable>
    </ContextPane>
  );
}

function Choice({ all, vaultId }: { all: readonly BackupInstance[]; vaultId: ResourceId }) {
  const [text, setText] = useState('');
  const busy = useBusyInstances(vaultId);
  const columns = useMemo(() => columnsWith(busy), [busy]);
  const shown = all.filter((instance) => nameOf(instance).toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <FilterPills
        search={<FilterSearch placeholder="Filter by backup instance" initial="" onChange={setText} />}
        pills={[]}
        count={shown.length === 1 ? '1 backup instance' : `${String(shown.length)} backup instances`}
      />
      <Grid
        ariaLabel="Backup instances to restore"
        columns={columns}
        rows={shown}
        rowKey={({ id }) => id}
        sort={{ columnId: 'instance', direction: 'ascending' }}
        empty={
          <EmptyState
            picture={<HistoryRegular />}
            heading={all.length === 0 ? 'Nothing is protected yet' : 'No backup instances match the filter'}
          >
            {all.length === 0
              ? 'There is nothing to restore from this vault.'
              : 'Change the name, or clear the filter to see all.'}
          </EmptyState>
        }
      />
    </>
  );
}

const nameOf = ({ properties }: BackupInstance): string => properties.friendlyName;

const columnsWith = (busy: ReadonlySet<string>): GridColumn<BackupInstance>[] => [
  { id: 'instance', title: 'Backup instance', cell: nameOf, compare: byText(nameOf) },
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
];

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

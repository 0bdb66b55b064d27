import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { paths } from '#paths';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { useInstanceRefusals } from '#resources/useInstanceRefusals.ts';
import { disabledReasons, stateOf } from '#ui/text/instance-commands.ts';
import type { RowMenuItem } from '#ui/grid/row-menu-parts.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { isAtWork, type ProtectedItem } from './protected-items.ts';
import { NO_OTHER_SOLUTION } from './protection-text.ts';

interface ItemActionsProps {
  item: ProtectedItem;
  /** Actions that are links on the page of the resource itself. */
  more?: readonly RowMenuItem[];
}

/** The `…` of a backup instance: the commands of its own page, disabled there and here by the same rules. */
export function ItemActions({ item, more = [] }: ItemActionsProps) {
  const { instance, name } = item;
  const [isOpened, setOpened] = useState(false);
  const isDeleted = item.status === 'Protection disabled';
  // Loaded with the menu, not with the list: that would be a request for each row.
  const points = useQuery({ ...recoveryPoints.list(instance.id), enabled: isOpened && !isDeleted });
  const refused = useInstanceRefusals(instance, points, isOpened);
  const reasons = disabledReasons({
    state: stateOf(instance),
    // Until it is loaded, nothing forbids it, and the Restore wizard checks as well.
    hasRecoveryPoint: points.data?.length !== 0,
    isBackupRunning: isAtWork(item),
    refused,
  });
  const pane = (label: string, to: string, disabledReason: string | undefined) => ({ label, to, disabledReason });
  const at = (name: string) => paths.instancePane(instance.id, name);
  return (
    <RowMenu
      label={name}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        ...more,
        pane('Enhance protection', '.', NO_OTHER_SOLUTION),
        pane('Recover', paths.restore(instance.id), reasons.restore),
        pane('Backup now', paths.backupNow(instance.id), reasons.backupNow),
        pane('Stop backup', at('stop'), reasons.stopBackup),
        pane('Resume backup', at('resume'), reasons.resumeBackup),
        pane('Edit backup instance', at('edit'), reasons.edit),
        pane('Fix protection error', at('fix-protection'), reasons.fixError),
        pane('Delete', at('delete'), reasons.delete),
        pane('Undelete', at('undelete'), reasons.undelete),
        { label: 'View backup instance', to: paths.instance(instance.id) },
        { label: 'View jobs', to: paths.instanceJobs(instance.id) },
      ]}
    />
  );
}

/** The same in the list of everything, without links to the resource's own page. */
export function ListedItemActions({ item }: { item: ProtectedItem }) {
  const scoped = useScopedAddress();
  return <ItemActions item={item} more={[{ label: 'View details', to: scoped(paths.protectedItem(item.serverId)) }]} />;
}

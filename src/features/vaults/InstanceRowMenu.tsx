import { useState } from 'react';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { useInstanceReasons } from './useInstanceReasons.ts';

/** The commands of a backup instance in a list: those of its page, by the same rules. */
export function InstanceRowMenu({ instance, isBusy }: { instance: BackupInstance; isBusy: boolean }) {
  const { id, properties } = instance;
  const [isOpened, setOpened] = useState(false);
  const reasons = useInstanceReasons(instance, isBusy, isOpened);
  return (
    <RowMenu
      label={properties.friendlyName}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        { label: 'Backup Now', to: paths.backupNow(id), disabledReason: reasons.backupNow },
        { label: 'Restore', to: paths.restore(id), disabledReason: reasons.restore },
        { label: 'Stop Backup', to: paths.instancePane(id, 'stop'), disabledReason: reasons.stopBackup },
        { label: 'Resume Backup', to: paths.instancePane(id, 'resume'), disabledReason: reasons.resumeBackup },
        { label: 'Edit backup instance', to: paths.instancePane(id, 'edit'), disabledReason: reasons.edit },
        {
          label: 'Fix protection error',
          to: paths.instancePane(id, 'fix-protection'),
          disabledReason: reasons.fixError,
        },
        { label: 'Delete', to: paths.instancePane(id, 'delete'), disabledReason: reasons.delete },
        { label: 'UnDelete', to: paths.instancePane(id, 'undelete'), disabledReason: reasons.undelete },
        { label: 'View backup instance', to: paths.instance(id) },
        { label: 'View jobs', to: paths.instanceJobs(id) },
      ]}
    />
  );
}

import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { undelete } from '#resources/deleted-instances.ts';
import { news } from '#resources/mutation-meta.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';

interface UndeletePaneProps {
  instance: BackupInstance;
  open: boolean;
  onClose: () => void;
}

/** **Undelete**: brings a soft deleted instance back, stopped. */
export function UndeletePane({ instance, open, onClose }: UndeletePaneProps) {
  const name = instance.properties.friendlyName;
  const restoration = useMutation({
    mutationFn: () => undelete(instance.id),
    meta: news({
      notification: {
        start: { title: 'Undeleting', body: `'${name}'` },
        done: { title: 'Undeleted', body: `'${name}'. Backups are stopped until you resume them.` },
        failed: { title: `Failed to undelete '${name}'` },
      },
      invalidates: [backupInstances.all(), recoveryPoints.all()],
    }),
  });
  return (
    <ContextPane
      title="Undelete"
      subtitle={name}
      open={open}
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            onClick={() => {
              restoration.mutate();
              onClose();
            }}
          >
            Undelete
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <p>
        All recovery points come back, and the backup instance is in the state Protection stopped. Backups don&apos;t
        resume by themselves: choose <strong>Resume Backup</strong> afterwards.
      </p>
    </ContextPane>
  );
}

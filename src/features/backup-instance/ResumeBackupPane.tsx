import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { lastName } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { news } from '#resources/mutation-meta.ts';
import { resumeBackups } from '#resources/protection-changes.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';

interface ResumeBackupPaneProps {
  instance: BackupInstance;
  open: boolean;
  onClose: () => void;
}

/** **Resume Backup**: the schedule runs again, and retention with it. */
export function ResumeBackupPane({ instance, open, onClose }: ResumeBackupPaneProps) {
  const { friendlyName: name, policyInfo } = instance.properties;
  const resume = useMutation({
    mutationFn: () => resumeBackups(instance.id),
    meta: news({
      notification: {
        start: { title: 'Resuming backup', body: `'${name}'` },
        done: { title: 'Backup resumed', body: `'${name}'` },
        failed: { title: `Failed to resume backup of '${name}'` },
      },
      invalidates: [backupInstances.all()],
    }),
  });
  return (
    <ContextPane
      title="Resume Backup"
      subtitle={name}
      open={open}
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            onClick={() => {
              resume.mutate();
              onClose();
            }}
          >
            Resume backup
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <SummaryList
        heading="Backup"
        facts={[
          { label: 'Backup instance', value: name },
          { label: 'Backup policy', value: lastName(policyInfo.policyId) },
        ]}
      />
      <p>
        The backup policy applies to new recovery points from now on. Recovery points that have expired by then are
        removed.
      </p>
    </ContextPane>
  );
}

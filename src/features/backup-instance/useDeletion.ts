import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { backupInstances, deleteBackupInstance, vaultIdOf } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { news } from '#resources/mutation-meta.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';

/** Deletes the instance with its backups, and leaves its page: the notification shows the result, minutes later. */
export function useDeletion(instance: BackupInstance): () => void {
  const navigate = useNavigate();
  const body = `'${instance.properties.friendlyName}'`;
  const { mutate } = useMutation({
    mutationFn: () => deleteBackupInstance(instance.id),
    meta: news({
      notification: {
        start: { title: 'Deleting backup data', body },
        done: { title: 'Backup data deleted', body },
        failed: { title: `Failed to delete ${body}` },
      },
      invalidates: [backupInstances.all(), backupJobs.all(), recoveryPoints.all()],
    }),
  });
  return () => {
    mutate();
    void navigate(paths.vaultInstances(vaultIdOf(instance.id)));
  };
}

import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies, deletePolicy } from '#resources/backup-policies.ts';
import { news } from '#resources/mutation-meta.ts';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';

interface DeletePolicyDialogProps {
  vaultId: ResourceId;
  policy: BackupPolicy;
  onClose: () => void;
}

/** Asks before the policy is deleted, and shows the reason when the service refuses. */
export function DeletePolicyDialog({ vaultId, policy: { id, name }, onClose }: DeletePolicyDialogProps) {
  const navigate = useNavigate();
  const deletion = useMutation({
    mutationFn: () => deletePolicy(id),
    onSuccess: () => navigate(paths.vaultPolicies(vaultId), { replace: true }),
    meta: news({
      notification: {
        start: { title: 'Deleting backup policy', body: `'${name}'` },
        done: { title: 'Backup policy deleted', body: `'${name}'` },
        failed: { title: `Failed to delete backup policy '${name}'` },
      },
      invalidates: [backupPolicies.under(vaultId)],
    }),
  });
  return (
    <ConfirmDialog
      title="Delete backup policy"
      mutation={deletion}
      refused={`'${name}' was not deleted`}
      onYes={() => deletion.mutate()}
      onClose={onClose}
    >
      Do you want to delete the backup policy &apos;{name}&apos;? This can&apos;t be undone.
    </ConfirmDialog>
  );
}

import { useMutation } from '@tanstack/react-query';
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Spinner,
} from '@fluentui/react-components';
import { useNavigate } from 'react-router';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies, deletePolicy } from '#resources/backup-policies.ts';
import { news } from '#resources/mutation-meta.ts';
import { useFocusManager } from '#ui/focus-manager.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';

interface DeletePolicyDialogProps {
  vaultId: ResourceId;
  policy: BackupPolicy;
  onClose: () => void;
}

/** Asks before the policy is deleted, and says why when the service refuses. */
export function DeletePolicyDialog({ vaultId, policy: { id, name }, onClose }: DeletePolicyDialogProps) {
  useFocusManager();
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
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_, change) => {
        if (!change.open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Delete backup policy</DialogTitle>
          <DialogContent>
            {deletion.error ? (
              <ProblemBar error={deletion.error} title={`'${name}' was not deleted`} />
            ) : (
              <>Do you want to delete the backup policy &apos;{name}&apos;? This can&apos;t be undone.</>
            )}
          </DialogContent>
          <DialogActions>
            {!deletion.error && (
              <Button
                appearance="primary"
                disabledFocusable={deletion.isPending}
                icon={deletion.isPending ? <Spinner size="tiny" /> : null}
                onClick={() => deletion.mutate()}
              >
                Yes
              </Button>
            )}
            <Button onClick={onClose}>{deletion.error ? 'Close' : 'No'}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

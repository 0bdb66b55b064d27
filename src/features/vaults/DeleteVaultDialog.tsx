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
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { news } from '#resources/mutation-meta.ts';
import { deleteVault, vaults } from '#resources/vaults.ts';
import { useFocusManager } from '#ui/focus-manager.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { vaultNameOf } from './vault-address.ts';

interface DeleteVaultDialogProps {
  vaultId: ResourceId;
  open: boolean;
  onClose: () => void;
}

/** Asks before the vault is deleted, and says why when the service refuses. */
export function DeleteVaultDialog({ vaultId, open, onClose }: DeleteVaultDialogProps) {
  useFocusManager();
  const navigate = useNavigate();
  const name = vaultNameOf(vaultId);
  const deletion = useMutation({
    mutationFn: () => deleteVault(vaultId),
    onSuccess: () => navigate(paths.vaults()),
    meta: news({
      notification: {
        start: { title: 'Deleting Backup vault', body: `'${name}'` },
        done: { title: 'Backup vault deleted', body: `'${name}'` },
        failed: { title: 'Failed to delete Backup vault' },
      },
      invalidates: [vaults.all()],
    }),
  });
  const close = () => {
    deletion.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      modalType="alert"
      onOpenChange={(_, change) => {
        if (!change.open) close();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Delete Backup vault</DialogTitle>
          <DialogContent>
            {deletion.error ? (
              <ProblemBar error={deletion.error} title={`'${name}' was not deleted`} />
            ) : (
              <>Do you want to delete the Backup vault &apos;{name}&apos;? This can&apos;t be undone.</>
            )}
          </DialogContent>
          <DialogActions>
            {!deletion.error && (
              <Button
                appearance="primary"
                disabledFocusable={deletion.isPending}
                icon={deletion.isPending ? <Spinner size="tiny" /> : null}
                onClick={() => {
                  deletion.mutate();
                }}
              >
                Yes
              </Button>
            )}
            <Button onClick={close}>{deletion.error ? 'Close' : 'No'}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

import { useMutation } from '@tanstack/react-query';
import type { RoleDefinition } from '#protocol/authorization.ts';
import { roleDefinitions } from '#resources/authorization.ts';
import { deleteRole } from '#resources/custom-roles.ts';
import { news } from '#resources/mutation-meta.ts';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';

interface DeleteRoleDialogProps {
  role: RoleDefinition;
  onClose: () => void;
}

/** Asks before a custom role is deleted, and shows the reason when the service refuses: it may be assigned. */
export function DeleteRoleDialog({ role, onClose }: DeleteRoleDialogProps) {
  const { roleName } = role.properties;
  const deletion = useMutation({
    mutationFn: () => deleteRole(role),
    onSuccess: onClose,
    meta: news({
      notification: {
        start: { title: 'Deleting custom role', body: `'${roleName}'` },
        done: { title: 'Deleted custom role', body: `'${roleName}'` },
        failed: { title: `Failed to delete custom role '${roleName}'` },
      },
      invalidates: [roleDefinitions.all()],
    }),
  });
  return (
    <ConfirmDialog
      title="Delete custom role"
      mutation={deletion}
      refused={`'${roleName}' was not deleted`}
      onYes={() => {
        deletion.mutate();
      }}
      onClose={onClose}
    >
      Do you want to delete the custom role &apos;{roleName}&apos;? It can be deleted when nobody has it, and this
      can&apos;t be undone.
    </ConfirmDialog>
  );
}

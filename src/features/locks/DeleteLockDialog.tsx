import { useMutation } from '@tanstack/react-query';
import type { ManagementLock } from '#protocol/authorization.ts';
import { scopeOfLock } from '#protocol/locks.ts';
import { deleteLock, lockIdOf, locks } from '#resources/locks.ts';
import { news } from '#resources/mutation-meta.ts';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';

interface DeleteLockDialogProps {
  lock: ManagementLock;
  /** What it locks, in the middle of a sentence. */
  placeText: string;
  onClose: () => void;
}

/** Asks before a lock is deleted, and says what can happen then. */
export function DeleteLockDialog({ lock, placeText, onClose }: DeleteLockDialogProps) {
  const { name } = lock;
  const deletion = useMutation({
    mutationFn: () => deleteLock(lockIdOf(scopeOfLock(lock), name)),
    onSuccess: onClose,
    meta: news({
      notification: {
        start: { title: 'Deleting lock', body: `'${name}'` },
        done: { title: 'Deleted lock', body: `'${name}'` },
        failed: { title: `Failed to delete lock '${name}'` },
      },
      invalidates: [locks.all()],
    }),
  });
  return (
    <ConfirmDialog
      title="Delete lock"
      mutation={deletion}
      refused={`'${name}' was not deleted`}
      onYes={() => {
        deletion.mutate();
      }}
      onClose={onClose}
    >
      Do you want to delete the lock &apos;{name}&apos;? Whoever has the right to can then{' '}
      {lock.properties.level === 'ReadOnly' ? 'change and delete' : 'delete'} {placeText} and what is in it.
    </ConfirmDialog>
  );
}

import { useMutation } from '@tanstack/react-query';
import type { Job } from '#protocol/data-protection.ts';
import { proofIn } from '#protocol/proof.ts';
import { isRestore } from '#protocol/restore.ts';
import { backupJobs, cancelJob } from '#resources/backup-jobs.ts';
import { news } from '#resources/mutation-meta.ts';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';

interface CancelJobDialogProps {
  job: Job;
  onClose: () => void;
}

/** Asks before a running job is cancelled, and says what happens to its work so far. */
export function CancelJobDialog({ job, onClose }: CancelJobDialogProps) {
  const { operation, backupInstanceFriendlyName: name } = job.properties;
  const what = operation.toLowerCase();
  const cancellation = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSuccess: onClose,
    meta: news({
      notification: {
        start: { title: `Canceling the ${what}`, body: `'${name}'` },
        done: { title: `The ${what} is being canceled`, body: `'${name}'` },
        failed: { title: `Failed to cancel the ${what} of '${name}'` },
      },
      invalidates: [backupJobs.all()],
    }),
  });
  return (
    <ConfirmDialog
      title="Cancel job"
      mutation={cancellation}
      refused="The job was not canceled"
      onYes={() => cancellation.mutate()}
      onClose={onClose}
    >
      Do you want to cancel the {what} of &apos;{name}&apos;? {consequenceOf(job)}
    </ConfirmDialog>
  );
}

function consequenceOf(job: Job): string {
  if (isRestore(job)) return 'What it has restored so far is removed, and nothing is replaced.';
  if (proofIn(job) !== undefined) return 'The restore point stays as it is.';
  return 'What it has written so far is removed, and no restore point is made.';
}

import { Button, Spinner } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { AlertDialog } from './AlertDialog.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';

interface ConfirmDialogProps {
  title: string;
  /** The question. */
  children: ReactNode;
  /** The confirmed action is running. */
  mutation: { isPending: boolean; error: Error | null };
  /** Shown above the service's reason when it refuses. */
  refused: string;
  onYes: () => void;
  onClose: () => void;
}

/** Asks before an irreversible action, and shows the reason when the service refuses. */
export function ConfirmDialog({ title, children, mutation, refused, onYes, onClose }: ConfirmDialogProps) {
  return (
    <AlertDialog
      title={title}
      onClose={onClose}
      actions={
        <>
          {!mutation.error && (
            <Button
              appearance="primary"
              disabledFocusable={mutation.isPending}
              icon={mutation.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
              onClick={onYes}
            >
              Yes
            </Button>
          )}
          <Button onClick={onClose}>{mutation.error ? 'Close' : 'No'}</Button>
        </>
      }
    >
      {mutation.error ? <ProblemBar error={mutation.error} title={refused} /> : children}
    </AlertDialog>
  );
}

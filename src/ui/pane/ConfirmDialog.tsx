import { Button, Spinner } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { AlertDialog } from './AlertDialog.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';

interface ConfirmDialogProps {
  title: string;
  /** The question. */
  children: ReactNode;
  /** What was agreed to, on its way. */
  deed: { isPending: boolean; error: Error | null };
  /** Stands above the service's reason when it refuses. */
  refused: string;
  onYes: () => void;
  onClose: () => void;
}

/** Asks before something cannot be taken back, and says why when the service refuses. */
export function ConfirmDialog({ title, children, deed, refused, onYes, onClose }: ConfirmDialogProps) {
  return (
    <AlertDialog
      title={title}
      onClose={onClose}
      actions={
        <>
          {!deed.error && (
            <Button
              appearance="primary"
              disabledFocusable={deed.isPending}
              icon={deed.isPending ? <Spinner size="tiny" /> : null}
              onClick={onYes}
            >
              Yes
            </Button>
          )}
          <Button onClick={onClose}>{deed.error ? 'Close' : 'No'}</Button>
        </>
      }
    >
      {deed.error ? <ProblemBar error={deed.error} title={refused} /> : children}
    </AlertDialog>
  );
}

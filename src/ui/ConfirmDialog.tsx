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
import type { ReactNode } from 'react';
import { useFocusManager } from './focus-manager.tsx';
import { ProblemBar } from './ProblemBar.tsx';

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
  useFocusManager();
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
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{deed.error ? <ProblemBar error={deed.error} title={refused} /> : children}</DialogContent>
          <DialogActions>
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
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

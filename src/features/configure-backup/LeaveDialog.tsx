import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useBlocker } from 'react-router';
import { paths } from '#paths';
import { useFocusManager } from '#ui/focus-manager.tsx';

interface LeaveDialogProps {
  isUnsaved: boolean;
  onLeave: () => void;
}

/** Asks before choices are lost. Going from step to step is not leaving. */
export function LeaveDialog({ isUnsaved, onLeave }: LeaveDialogProps) {
  useFocusManager();
  const blocker = useBlocker(
    ({ nextLocation }) => isUnsaved && !nextLocation.pathname.startsWith(paths.configureBackup('')),
  );
  return (
    <Dialog
      modalType="alert"
      open={blocker.state === 'blocked'}
      onOpenChange={(_, { open }) => {
        if (!open) blocker.reset?.();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Leave without configuring backup?</DialogTitle>
          <DialogContent>Your choices in this wizard will be lost.</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => blocker.reset?.()}>
              Stay
            </Button>
            <Button
              onClick={() => {
                onLeave();
                blocker.proceed?.();
              }}
            >
              Leave
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

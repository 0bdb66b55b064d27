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
import { useFocusManager } from './focus-manager.tsx';

interface LeaveDialogProps {
  /** Such as `Leave without creating the policy?` */
  title: string;
  /** What would be lost. */
  children: string;
  isUnsaved: boolean;
  /** Whether one who goes to that path is still at it. */
  isPartOfIt: (pathname: string) => boolean;
  /** The person leaves: forget what was chosen. */
  onLeave: () => void;
}

/** Asks before choices are lost. */
export function LeaveDialog({ title, children, isUnsaved, isPartOfIt, onLeave }: LeaveDialogProps) {
  useFocusManager();
  const blocker = useBlocker(({ nextLocation }) => isUnsaved && !isPartOfIt(nextLocation.pathname));
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
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
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

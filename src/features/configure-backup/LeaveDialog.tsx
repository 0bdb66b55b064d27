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

/**
 * Asks before choices are lost. Going from step to step is not leaving, and neither is creating a policy: one comes
 * back from it, and the draft is kept in the tab until then.
 */
export function LeaveDialog({ isUnsaved, onLeave }: LeaveDialogProps) {
  useFocusManager();
  const blocker = useBlocker(({ nextLocation }) => isUnsaved && !isPartOfWizard(nextLocation.pathname));
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

const isPartOfWizard = (path: string): boolean =>
  path.startsWith(paths.configureBackup('')) || /^\/vaults\/[^/]+\/policies\/create(\/|$)/.test(path);

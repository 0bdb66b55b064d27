import {
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useFocusManager } from './useFocusManager.ts';

interface AlertDialogProps {
  open?: boolean;
  title: string;
  children: ReactNode;
  /** The buttons, in reading order. */
  actions: ReactNode;
  /** Called when Escape is pressed. */
  onClose: () => void;
}

/** A question that must be answered before anything else. */
export function AlertDialog({ open = true, title, children, actions, onClose }: AlertDialogProps) {
  useFocusManager(open);
  return (
    <Dialog
      modalType="alert"
      open={open}
      onOpenChange={(_, change) => {
        if (!change.open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>{actions}</DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

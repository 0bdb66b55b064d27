import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useFocusManager } from './focus-manager.tsx';

interface LeaveQuestionProps {
  open: boolean;
  title: string;
  children: string;
  onStay: () => void;
  onLeave: () => void;
}

/** The question of `LeaveDialog`. */
export function LeaveQuestion({ open, title, children, onStay, onLeave }: LeaveQuestionProps) {
  useFocusManager(open);
  return (
    <Dialog
      modalType="alert"
      open={open}
      onOpenChange={(_, change) => {
        if (!change.open) onStay();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onStay}>
              Stay
            </Button>
            <Button onClick={onLeave}>Leave</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

import { Button } from '@fluentui/react-components';
import { AlertDialog } from '#ui/pane/AlertDialog.tsx';

interface LeaveQuestionProps {
  open: boolean;
  title: string;
  children: string;
  onStay: () => void;
  onLeave: () => void;
}

/** The question of `LeaveDialog`. */
export function LeaveQuestion({ open, title, children, onStay, onLeave }: LeaveQuestionProps) {
  return (
    <AlertDialog
      open={open}
      title={title}
      onClose={onStay}
      actions={
        <>
          <Button appearance="primary" onClick={onStay}>
            Stay
          </Button>
          <Button onClick={onLeave}>Leave</Button>
        </>
      }
    >
      {children}
    </AlertDialog>
  );
}

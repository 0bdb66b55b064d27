import { Button, Spinner, Tooltip } from '@fluentui/react-components';
import { useWalk } from './wizard-walk.ts';

interface SubmitButtonProps {
  children: string;
  /** Why it cannot be sent, when all that the wizard asks for is there. */
  reason?: string | undefined;
  /** Said while it is being sent, such as `Creating…`. */
  busy?: string | false;
  onSubmit: () => void;
}

/** What a wizard is for: it waits until nothing is missing any more. */
export function SubmitButton({ children, reason, busy = false, onSubmit }: SubmitButtonProps) {
  const [first] = useWalk().problems;
  const why = first?.message ?? reason;
  const button = (
    <Button appearance="primary" disabledFocusable={why !== undefined || busy !== false} onClick={onSubmit}>
      {busy === false ? children : <Spinner size="tiny" label={busy} />}
    </Button>
  );
  if (why === undefined) return button;
  return (
    <Tooltip content={why} relationship="description">
      {button}
    </Tooltip>
  );
}

import { Button, Spinner, Tooltip } from '@fluentui/react-components';
import { useWalk } from './wizard-walk.ts';

interface SubmitButtonProps {
  children: string;
  /** Why it cannot be sent although the form is complete. */
  reason?: string | undefined;
  /** The label while it is being sent, such as `Creating…`. */
  busy?: string | false;
  onSubmit: () => void;
}

/** The wizard's main button: disabled until nothing is missing. */
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

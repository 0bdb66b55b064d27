import { Button, Tooltip, type ButtonProps } from '@fluentui/react-components';
import type { ReactNode } from 'react';

interface ReasonedButtonProps extends Pick<ButtonProps, 'appearance' | 'icon' | 'size' | 'aria-label'> {
  /** Why it cannot be used now. The button stays visible and focusable, and shows the reason. */
  disabledReason: string | undefined;
  onClick: () => void;
  children: ReactNode;
}

/** A button that says why it is disabled. */
export function ReasonedButton({ disabledReason, onClick, ...button }: ReasonedButtonProps) {
  if (disabledReason === undefined) return <Button {...button} onClick={onClick} />;
  return (
    <Tooltip content={disabledReason} relationship="description">
      <Button {...button} disabledFocusable />
    </Tooltip>
  );
}

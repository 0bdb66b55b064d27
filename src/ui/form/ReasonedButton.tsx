import { Button, Tooltip, type ButtonProps } from '@fluentui/react-components';
import type { ReactNode } from 'react';

interface ReasonedButtonProps extends Pick<ButtonProps, 'appearance' | 'icon' | 'size' | 'aria-label'> {
  /** Why it cannot be used now. It stays visible and focusable, and says so. */
  disabledReason: string | undefined;
  onClick: () => void;
  children: ReactNode;
}

/** A button that says why it cannot be pressed. */
export function ReasonedButton({ disabledReason, onClick, ...button }: ReasonedButtonProps) {
  if (disabledReason === undefined) return <Button {...button} onClick={onClick} />;
  return (
    <Tooltip content={disabledReason} relationship="description">
      <Button {...button} disabledFocusable />
    </Tooltip>
  );
}

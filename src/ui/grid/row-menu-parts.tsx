import { Button, type ButtonProps } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';

export interface RowMenuItem {
  label: string;
  to: string;
  /** Why it cannot be used now. It stays visible, and says so. */
  disabledReason?: string | undefined;
}

export interface RowMenuProps {
  /** What the row is, such as the server's name. */
  label: string;
  items: readonly RowMenuItem[];
  /** Called when the menu is shown for the first time: what its items depend on may be asked for then. */
  onShown?: () => void;
}

/** The `…` itself. */
export const RowMenuButton = ({ label, items, onShown, ...button }: RowMenuProps & ButtonProps) => (
  <Button
    appearance="subtle"
    size="small"
    icon={<MoreHorizontalRegular />}
    aria-label={`More actions for ${label}`}
    {...button}
  />
);

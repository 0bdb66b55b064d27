import { Button, type ButtonProps } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';

export interface RowMenuItem {
  label: string;
  to: string;
  /** Why it cannot be used now. It stays visible, and shows the reason. */
  disabledReason?: string | undefined;
}

export interface RowMenuProps {
  /** The name of the row, such as the server's name. */
  label: string;
  items: readonly RowMenuItem[];
  /** Called when the menu is shown for the first time: data for its items may be loaded then. */
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

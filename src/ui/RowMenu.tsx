import {
  Button,
  Menu,
  MenuItem,
  MenuItemLink,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { useHref, useLinkClickHandler } from 'react-router';

interface RowMenuItem {
  label: string;
  to: string;
  /** Why it cannot be used now. It stays visible, and says so. */
  disabledReason?: string | undefined;
}

interface RowMenuProps {
  /** What the row is, such as the server's name. */
  label: string;
  items: readonly RowMenuItem[];
}

/** The `…` at the end of a row. */
export function RowMenu({ label, items }: RowMenuProps) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<MoreHorizontalRegular />}
          aria-label={`More actions for ${label}`}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {items.map((item) =>
            item.disabledReason === undefined ? (
              <MenuAddress key={item.label} item={item} />
            ) : (
              <Tooltip key={item.label} content={item.disabledReason} relationship="description" positioning="before">
                <MenuItem disabled>{item.label}</MenuItem>
              </Tooltip>
            ),
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function MenuAddress({ item }: { item: RowMenuItem }) {
  const href = useHref(item.to);
  const follow = useLinkClickHandler(item.to);
  return (
    <MenuItemLink
      href={href}
      onClick={(event: React.MouseEvent<HTMLAnchorElement>) => {
        follow(event);
      }}
    >
      {item.label}
    </MenuItemLink>
  );
}

import { Menu, MenuItem, MenuItemLink, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';
import { RowMenuButton, type RowMenuItem, type RowMenuProps } from './row-menu-parts.tsx';

/** The open menu of a row. */
export function RowMenuList({ label, items, onShown }: RowMenuProps) {
  useEffect(() => {
    onShown?.();
    // Once: the menu comes with its first opening.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Menu defaultOpen>
      <MenuTrigger disableButtonEnhancement>
        <RowMenuButton label={label} items={items} />
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

import { Menu, MenuItemLink, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components';
import { useEffect, useId, useState } from 'react';
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
          {items.map((item) => (
            <MenuAddress key={item.label} item={item} />
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** The same element whether it is enabled or not: the reason may arrive when it already has the focus. */
function MenuAddress({ item: { label, to, disabledReason } }: { item: RowMenuItem }) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to);
  const reasonId = useId();
  const [isPointedAt, setPointedAt] = useState(false);
  const link =
    disabledReason === undefined
      ? { href, onClick: (event: React.MouseEvent<HTMLAnchorElement>) => follow(event) }
      : // No address: it leads nowhere with the middle button either.
        { href: undefined as unknown as string, disabled: true, 'aria-describedby': reasonId };
  return (
    <>
      <Tooltip
        content={disabledReason ?? ''}
        relationship="inaccessible"
        positioning="before"
        visible={isPointedAt && disabledReason !== undefined}
        onVisibleChange={(_, { visible }) => {
          setPointedAt(visible);
        }}
      >
        <MenuItemLink {...link} tabIndex={0}>
          {label}
        </MenuItemLink>
      </Tooltip>
      {disabledReason !== undefined && (
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      )}
    </>
  );
}

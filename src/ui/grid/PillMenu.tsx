import { Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { PillButton, type FilterPill } from './pill-parts.tsx';

/** The open menu of a filter with few options. */
export function PillMenu({ pill }: { pill: FilterPill }) {
  return (
    <Menu
      defaultOpen
      checkedValues={{ choice: [pill.value] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        pill.onChange(checkedItems[0] ?? pill.value);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <PillButton pill={pill} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {pill.options.map((option) => (
            <MenuItemRadio key={option.value} name="choice" value={option.value}>
              {option.label}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

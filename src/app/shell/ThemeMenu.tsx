import {
  Menu,
  MenuGroup,
  MenuGroupHeader,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { chooseTheme, THEME_CHOICES, useThemeChoice, type ThemeChoice } from '../theme/theme-choice.ts';
import { SettingsButton } from './SettingsButton.tsx';

const NAMES: Record<ThemeChoice, string> = { system: 'Same as the system', light: 'Light', dark: 'Dark' };

/** The choice of a theme. Opens as it appears: it is loaded when its button is pressed. */
export function ThemeMenu() {
  const choice = useThemeChoice();
  return (
    <Menu
      defaultOpen
      inline
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        chooseTheme((checkedItems[0] ?? 'system') as ThemeChoice);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <SettingsButton />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>Theme</MenuGroupHeader>
            {THEME_CHOICES.map((theme) => (
              <MenuItemRadio key={theme} name="theme" value={theme}>
                {NAMES[theme]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

import type { ButtonProps } from '@fluentui/react-components';
import { useState, type ComponentType } from 'react';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';

/**
 * A button that becomes its own menu when it is pressed: menus are a tenth of the frame's code, and most visits open
 * none. The menu brings the same button as its trigger.
 */
export function menuOnDemand(MenuButton: ComponentType<ButtonProps>, load: () => Promise<ComponentType>) {
  const LoadedMenu = loadedWhenShown(load, <MenuButton />);
  return function MenuOnDemand() {
    const [isWanted, setWanted] = useState(false);
    const button = (
      <MenuButton
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={() => {
          setWanted(true);
        }}
      />
    );
    return isWanted ? <LoadedMenu /> : button;
  };
}

import type { ButtonProps } from '@fluentui/react-components';
import { lazy, Suspense, useState, type ComponentType } from 'react';

/**
 * A button that becomes its own menu when it is pressed: menus are a tenth of a page's code, and most visits open none.
 * The menu renders the same button as its trigger, and is open when it appears.
 */
export function menuOnDemand<Props extends object>(
  MenuButton: ComponentType<Props & ButtonProps>,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const LoadedMenu = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>;
  return function MenuOnDemand(props: Props) {
    const [isWanted, setWanted] = useState(false);
    const want = () => {
      setWanted(true);
    };
    if (isWanted) {
      return (
        <Suspense fallback={<MenuButton {...props} />}>
          <LoadedMenu {...props} />
        </Suspense>
      );
    }
    return (
      <MenuButton
        {...props}
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={want}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') want();
        }}
      />
    );
  };
}

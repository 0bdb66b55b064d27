import { FluentProvider, type ButtonState, type FluentProviderProps } from '@fluentui/react-components';
import { useLayoutEffect, type ReactNode } from 'react';
import { density, showDensity } from '#ui/grid/density.ts';
import { FocusManagerRoot } from '#ui/pane/focus-manager.tsx';
import { useKept } from '#ui/state/kept.ts';
import { useIsDark } from './theme-choice.ts';
import { darkTheme, lightTheme } from './theme.ts';

/** Fluent in the theme and density that the person chose. */
export function Themed({ children }: { children: ReactNode }) {
  const isDark = useIsDark();
  const chosenDensity = useKept(density);
  // The browser draws scroll bars and the page's background; set before it paints, so that nothing flashes.
  useLayoutEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  useLayoutEffect(() => {
    showDensity(chosenDensity);
  }, [chosenDensity]);
  return (
    // No class for the height: Fluent gives the provider's classes to every pane and list too, which would then cover
    // the page.
    <FluentProvider
      theme={isDark ? darkTheme : lightTheme}
      style={{ minHeight: '100%' }}
      customStyleHooks_unstable={MARKS}
    >
      <FocusManagerRoot />
      {children}
    </FluentProvider>
  );
}

/** Marks a primary button in the document, for the shortcut that presses it (`shortcuts/press-primary.ts`). */
const MARKS: NonNullable<FluentProviderProps['customStyleHooks_unstable']> = {
  useButtonStyles_unstable(state) {
    const { appearance, root } = state as ButtonState;
    if (appearance === 'primary') Object.assign(root, { 'data-primary': '' });
  },
};

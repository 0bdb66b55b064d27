import { FluentProvider } from '@fluentui/react-components';
import { useEffect, type ReactNode } from 'react';
import { FocusManagerRoot } from '#ui/focus-manager.tsx';
import { useIsDark } from './theme-choice.ts';
import { darkTheme, lightTheme } from './theme.ts';

/** Fluent in the theme of the person's choice. */
export function Themed({ children }: { children: ReactNode }) {
  const isDark = useIsDark();
  useEffect(() => {
    // Scroll bars and the page's own background are drawn by the browser.
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    // No class for the height: Fluent gives the provider's classes to every pane and list too, which would then cover the page.
    <FluentProvider theme={isDark ? darkTheme : lightTheme} style={{ minHeight: '100%' }}>
      <FocusManagerRoot />
      {children}
    </FluentProvider>
  );
}

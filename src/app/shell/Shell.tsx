import { useRef } from 'react';
import { Outlet, useLocation, useNavigation } from 'react-router';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { ConnectionBar } from '../connection/ConnectionBar.tsx';
import { LaboratoryPlace } from '../laboratory/LaboratoryPlace.tsx';
import { TOASTS_LANDMARK } from '../notifications/toasts-landmark.ts';
import { Header } from './Header.tsx';
import { PortalMenu } from './PortalMenu.tsx';
import { useFrameStyles } from './frame-styles.ts';

// After the page is first drawn, and in time for its first pane.
const AfterFirstLook = loadedWhenShown(async () => (await import('./AfterFirstLook.tsx')).AfterFirstLook);
const NoAccessBar = loadedWhenShown(async () => (await import('../access/NoAccessBar.tsx')).NoAccessBar);

/** The frame around every page. */
export function Shell() {
  const styles = useFrameStyles();
  const main = useRef<HTMLElement>(null);
  const isGoing = useNavigation().state !== 'idle';
  const { pathname, search } = useLocation();
  return (
    <div className={styles.root}>
      <a
        href="#main"
        className={styles.skip}
        onClick={(event) => {
          // The router owns the address; only the focus moves.
          event.preventDefault();
          main.current?.querySelector('h1')?.focus();
        }}
      >
        Skip to main content
      </a>
      <Header />
      <ConnectionBar />
      <LaboratoryPlace />
      <AfterFirstLook />
      <div className={styles.below}>
        <PortalMenu />
        {/* The address bar is ahead of the page while the next one loads; a test waits for what is shown. */}
        <main ref={main} id="main" className={styles.main} data-address={`${pathname}${search}`}>
          {isGoing && <div role="progressbar" aria-label="Loading the page" className={styles.bar} />}
          <NoAccessBar />
          <Outlet />
        </main>
      </div>
      <section id={TOASTS_LANDMARK} aria-label="New notifications" />
    </div>
  );
}

/**
 * Fluent's focus manager lives as long as a component that uses it. While a pane or dialog is open it hides the rest of
 * the page from screen readers; if the pane were removed together with its page, the manager would go with it and leave
 * the page hidden. So it stays, from the first pane on. Not earlier, because most visits open no pane, and its code is
 * large.
 */
import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';

const KeptFocusManager = loadedWhenShown(async () => (await import('./KeptFocusManager.tsx')).KeptFocusManager);

let isNeeded = false;
const listeners = new Set<() => void>();

/**
 * For everything that traps the focus: panes and dialogs. When it closes, the focus goes back to the element that had
 * it before; Fluent gives it back to its own triggers only, and ours are opened by links, rows, commands and addresses.
 */
export function useFocusManager(isOpen = true): void {
  useEffect(() => {
    isNeeded = true;
    for (const listener of listeners) listener();
  }, []);
  useLayoutEffect(() => {
    if (!isOpen) return;
    const opener = document.activeElement;
    return () => {
      // After Fluent released the trapped focus.
      setTimeout(() => {
        // After a change of page, the focus belongs to the new page's heading.
        const isTaken = document.activeElement?.tagName === 'H1';
        if (!isTaken && opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    };
  }, [isOpen]);
}

/** Mounted once, at the root of the page. */
export function FocusManagerRoot() {
  return useSyncExternalStore(subscribe, () => isNeeded) ? <KeptFocusManager /> : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

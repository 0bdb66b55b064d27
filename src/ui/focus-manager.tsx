/**
 * Fluent's focus manager lives as long as a component that uses it. While a pane or dialog is open it hides the rest of
 * the page from screen readers; when the pane is taken away together with its page, the manager would go with it and
 * leave the page hidden. So it stays, from the first pane on. Not earlier, because most visits need no pane, and its
 * code is large.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { loadedWhenShown } from './loaded-when-shown.tsx';

const KeptFocusManager = loadedWhenShown(async () => (await import('./KeptFocusManager.tsx')).KeptFocusManager);

let isNeeded = false;
const listeners = new Set<() => void>();

/** For everything that traps the focus: panes and dialogs. */
export function useFocusManager(): void {
  useEffect(() => {
    isNeeded = true;
    for (const listener of listeners) listener();
  }, []);
}

/** Stands once, at the root of the page. */
export function FocusManagerRoot() {
  return useSyncExternalStore(subscribe, () => isNeeded) ? <KeptFocusManager /> : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

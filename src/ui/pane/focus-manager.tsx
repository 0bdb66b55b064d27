/**
 * Fluent's focus manager lives as long as a component that uses it. While a pane or dialog is open it hides the rest of
 * the page from screen readers; if the pane were removed together with its page, the manager would go with it and leave
 * the page hidden. So it stays, from the first pane on. Not earlier, because most visits open no pane, and its code is
 * large: the pane brings it along.
 */
import { useSyncExternalStore, type ReactNode } from 'react';

let kept: ReactNode = null;
const listeners = new Set<() => void>();

/** Has the root keep the manager alive by this element from now on, before whatever calls it can be closed. */
export function keepFocusManager(element: ReactNode): void {
  if (kept !== null) return;
  kept = element;
  for (const listener of listeners) listener();
}

/** Mounted once, at the root of the page. */
export function FocusManagerRoot() {
  return useSyncExternalStore(subscribe, () => kept);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

import { createElement, useEffect, useLayoutEffect } from 'react';
import { keepFocusManager } from './focus-manager.tsx';
// Not loaded when needed: a dialog that the address opens may be closed before that has come.
import { KeptFocusManager } from './KeptFocusManager.tsx';

const KEPT = createElement(KeptFocusManager);

/**
 * For everything that traps the focus: panes and dialogs. When it closes, the focus goes back to the element that had
 * it before; Fluent gives it back to its own triggers only, and ours are opened by links, rows, commands and addresses.
 */
export function useFocusManager(isOpen = true): void {
  useEffect(() => {
    keepFocusManager(KEPT);
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

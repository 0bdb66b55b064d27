/** The keys of the portal: what they do, and what Help says that they do. */
import { PAGE_IDS, pageOf, type PortalPage } from '../pages.ts';

export type Action = 'search' | 'help' | { go: string };

export interface Shortcut {
  /** As `KeyboardEvent.key` has them, one after the other. */
  keys: readonly string[];
  withCtrl?: boolean;
  does: string;
  /** The action; absent for keys that the focused part handles by itself. */
  action?: Action;
}

export interface ShortcutGroup {
  heading: string;
  shortcuts: readonly Shortcut[];
}

/** Works in fields too, where the others are text. */
export const PRIMARY: Shortcut = {
  keys: ['Enter'],
  withCtrl: true,
  does: 'Press the primary button of a pane, wizard or form',
};

export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    heading: 'Everywhere',
    shortcuts: [
      { keys: ['/'], does: 'Search resources and services', action: 'search' },
      { keys: ['g', '/'], does: 'Search, as in the Azure portal', action: 'search' },
      { keys: ['?'], does: 'Open this help', action: 'help' },
      { keys: ['Escape'], does: 'Close what is open, and go back to where you were' },
      PRIMARY,
    ],
  },
  {
    heading: 'Go to',
    shortcuts: PAGE_IDS.map(pageOf)
      .filter((page): page is PortalPage & { key: string } => page.key !== undefined)
      .map(({ key, label, to }) => ({ keys: ['g', key], does: label, action: { go: to } })),
  },
  {
    heading: 'In lists, tabs and command bars',
    shortcuts: [
      { keys: ['ArrowUp', 'ArrowDown'], does: 'Previous or next row, from the row’s box or arrow' },
      { keys: ['PageUp', 'PageDown'], does: 'Ten rows up or down' },
      { keys: ['Home', 'End'], does: 'First or last row, tab or command' },
      { keys: [' '], does: 'Select the row; with Shift, all rows from the last selected one' },
      { keys: ['ArrowLeft', 'ArrowRight'], does: 'Previous or next tab or command' },
    ],
  },
];

/** What the keys pressed so far mean: an action, the beginning of one, or nothing. */
export function press(pressed: readonly string[], key: string): { action?: Action; pressed: readonly string[] } {
  const now = [...pressed, key.toLowerCase()];
  const begun = DEEDS.filter(({ keys }) => now.every((one, at) => keys[at] === one));
  const whole = begun.find(({ keys }) => keys.length === now.length);
  if (whole) return { action: whole.action, pressed: [] };
  if (begun.length > 0) return { pressed: now };
  // A key that completes nothing may begin something.
  return pressed.length > 0 ? press([], key) : { pressed: [] };
}

const DEEDS = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).filter(
  (shortcut): shortcut is Shortcut & { action: Action } => shortcut.action !== undefined,
);

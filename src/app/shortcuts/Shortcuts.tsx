import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useKept } from '#ui/state/kept.ts';
import { pressPrimary } from './press-primary.ts';
import { press, PRIMARY, type Action } from './shortcuts.ts';
import { singleKeys } from './single-keys.ts';

/** A key pressed longer ago does not belong to the same shortcut. */
const TOGETHER_WITHIN_MS = 1_500;

/** Where letters are text, or find an entry that begins with them. */
const TAKES_LETTERS = [
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])',
  'textarea',
  'select',
  '[contenteditable]:not([contenteditable="false"])',
  '[role="combobox"]',
  '[role="menu"]',
  '[role="listbox"]',
].join();

interface ShortcutsProps {
  onSearch: () => void;
  onHelp: () => void;
}

/** Listens to the keys of the whole portal. */
export function Shortcuts({ onSearch, onHelp }: ShortcutsProps) {
  const navigate = useNavigate();
  const areOn = useKept(singleKeys) === 'on';
  useEffect(() => {
    let pressed: readonly string[] = [];
    let pressedAt = 0;
    const perform = (action: Action) => {
      if (action === 'search') onSearch();
      else if (action === 'help') onHelp();
      else void navigate(action.go);
    };
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return;
      // Shift is pressed before the key that it belongs to.
      if (event.key === 'Shift') return;
      if (!areOn || event.ctrlKey || event.metaKey || takesLetters(event.target) || isPaneOpen()) {
        pressed = [];
        return;
      }
      const result = press(event.timeStamp - pressedAt < TOGETHER_WITHIN_MS ? pressed : [], event.key);
      ({ pressed } = result);
      pressedAt = event.timeStamp;
      if (result.action === undefined) return;
      event.preventDefault();
      perform(result.action);
    };
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
    };
  }, [navigate, areOn, onSearch, onHelp]);
  useEffect(() => {
    // In the capture phase: a list that Enter would open must not receive it.
    document.addEventListener('keydown', listenForPrimary, true);
    return () => {
      document.removeEventListener('keydown', listenForPrimary, true);
    };
  }, []);
  return null;
}

function listenForPrimary(event: KeyboardEvent): void {
  if (!PRIMARY.keys.includes(event.key) || !(event.ctrlKey || event.metaKey)) return;
  if (event.isComposing || event.repeat) return;
  event.preventDefault();
  event.stopPropagation();
  pressPrimary();
}

const takesLetters = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TAKES_LETTERS) !== null;

/** Shortcuts of the page under a pane are off. */
const isPaneOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

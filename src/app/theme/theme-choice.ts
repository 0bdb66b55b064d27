/** Light, dark, or the system's: the person's choice, kept in this browser. */
import { useSyncExternalStore } from 'react';
import { keptChoice, subscribe } from '#ui/state/kept.ts';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export const themeChoice = keptChoice('theme', THEME_CHOICES);

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

function subscribeToAll(listener: () => void) {
  const unsubscribe = subscribe(listener);
  const system = systemIsDark();
  system.addEventListener('change', listener);
  return () => {
    unsubscribe();
    system.removeEventListener('change', listener);
  };
}

/** The theme that the choice means right now. */
export const useIsDark = (): boolean =>
  useSyncExternalStore(subscribeToAll, () => {
    const choice = themeChoice.read();
    return choice === 'system' ? systemIsDark().matches : choice === 'dark';
  });

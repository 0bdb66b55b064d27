/**
 * Choices that this browser stores: settings, favorites, what was opened last. They are there before the first paint,
 * the same in every tab, and lost with the tab where the browser forbids storage.
 */
import { useSyncExternalStore } from 'react';
import { jsonIn, storedText } from './stored.ts';

export interface Kept<Value> {
  /** The same object until another value is stored, here or in another tab. */
  read: () => Value;
  keep: (value: Value) => void;
}

const PREFIX = 'backup-portal.';
const listeners = new Set<() => void>();
/** By key: values that the browser did not store. */
const untaken = new Map<string, string>();

/** One of some choices; the first when nothing valid is stored. */
export function keptChoice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Kept<Choice> {
  return kept(
    name,
    (text) => choices.find((choice) => choice === text) ?? choices[0],
    (choice) => choice,
  );
}

/** A list; `initial` until one is stored. Items that `isItem` rejects are left out. */
export function keptList<Item>(
  name: string,
  isItem: (value: unknown) => value is Item,
  initial: readonly Item[] = [],
): Kept<readonly Item[]> {
  return kept(
    name,
    (text) => {
      const values = jsonIn(text);
      return Array.isArray(values) ? values.filter(isItem) : initial;
    },
    JSON.stringify,
  );
}

/** A text, whatever it says; null while there is none. Storing null removes it. */
export const keptText = (name: string): Kept<string | null> =>
  kept(
    name,
    (text) => text,
    (text) => text,
  );

/** The stored value, as long as the component is mounted. */
export const useKept = <Value>({ read }: Kept<Value>): Value => useSyncExternalStore(subscribe, read);

/** Notifies when anything is stored, here or in another tab. */
export function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', tellAll);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('storage', tellAll);
  };
}

function kept<Value>(
  name: string,
  valueOf: (text: string | null) => Value,
  textOf: (value: Value) => string | null,
): Kept<Value> {
  const key = PREFIX + name;
  const own = storedText(() => localStorage, key);
  let last: { text: string | null; value: Value } | undefined;
  return {
    read() {
      const text = untaken.get(key) ?? own.read();
      if (last?.text !== text) last = { text, value: valueOf(text) };
      return last.value;
    },
    keep(value) {
      const text = textOf(value);
      untaken.delete(key);
      if (text === null) own.forget();
      else if (!own.keep(text)) untaken.set(key, text);
      tellAll();
    },
  };
}

function tellAll(): void {
  for (const listener of listeners) listener();
}

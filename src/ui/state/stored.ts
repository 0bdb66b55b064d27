/**
 * The one way to this browser's storages. Values are validated when they are read: an older build of the page may have
 * written them, or anybody. A storage that is full or forbidden never throws here.
 */

/** A browser that forbids a storage throws on access to its name, so each use accesses it again. */
export type WhichStorage = () => Storage;

export interface StoredText {
  /** Null when nothing is stored, or reading is forbidden. */
  read: () => string | null;
  /** Returns whether the browser stored it. */
  keep: (text: string) => boolean;
  forget: () => void;
}

export const storedText = (storage: WhichStorage, key: string): StoredText => ({
  read: () => attempt(() => storage().getItem(key)) ?? null,
  keep: (text) =>
    attempt(() => {
      storage().setItem(key, text);
      return true;
    }) ?? false,
  forget: () => void attempt(() => storage().removeItem(key)),
});

export interface StoredValue<Value> {
  /** Undefined when nothing valid is stored. */
  read: () => Value | undefined;
  /** What the browser does not store is lost with a reload, which must not stop the person. */
  keep: (value: Value) => void;
  forget: () => void;
}

/** A value as JSON. */
export function storedValue<Value>(
  storage: WhichStorage,
  key: string,
  isValue: (stored: unknown) => stored is Value,
): StoredValue<Value> {
  const text = storedText(storage, key);
  return {
    read() {
      const value = jsonIn(text.read());
      return isValue(value) ? value : undefined;
    },
    keep: (value) => void text.keep(JSON.stringify(value)),
    forget: text.forget,
  };
}

/** Undefined for text that is not JSON. */
export const jsonIn = (text: string | null): unknown =>
  text === null ? undefined : attempt(() => JSON.parse(text) as unknown);

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

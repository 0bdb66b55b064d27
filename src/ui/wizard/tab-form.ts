/** Forms that live as long as the tab: stored in it, so that a reload loses nothing. */
import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import { jsonIn, storedText, type WhichStorage } from '#ui/state/stored.ts';

/** Validates a stored value; a schema of the validator is one. */
export interface Schema<Value> {
  safeParse: (stored: unknown) => { success: true; data: Value } | { success: false };
}

/** One value in a storage. The reader passes the schema, so that it loads with the code that needs it. */
export interface TabValue<Value> {
  isEmpty: () => boolean;
  /** Undefined when nothing valid is stored; an older build of the page may have left something else. */
  read: (schema: Schema<Value>) => Value | undefined;
  /** What the browser does not store is lost with a reload, which must not stop the person. */
  keep: (value: Value) => void;
  forget: () => void;
}

export function tabValue<Value>(storage: WhichStorage, key: string): TabValue<Value> {
  const text = storedText(storage, key);
  return {
    isEmpty: () => text.read() === null,
    read(schema) {
      const read = schema.safeParse(jsonIn(text.read()));
      return read.success ? read.data : undefined;
    },
    keep: (value) => void text.keep(JSON.stringify(value)),
    forget: text.forget,
  };
}

/**
 * Stores the value whenever it changes. Returns a function that removes it for good: the form was sent, or the person
 * leaves.
 */
export function useTabValue<Value>(kept: Pick<TabValue<Value>, 'keep' | 'forget'>, value: Value): () => void {
  const isDiscarded = useRef(false);
  useEffect(() => {
    if (!isDiscarded.current) kept.keep(value);
  }, [kept, value]);
  return () => {
    isDiscarded.current = true;
    kept.forget();
  };
}

interface FormOptions<Form, Event> {
  /** The storage key; one form for each key. */
  key: string;
  empty: Form;
  schema: Schema<Form>;
  reduce: (form: Form, event: Event) => Form;
}

interface OpenForm<Form, Event> {
  form: Form;
  dispatch: Dispatch<Event>;
  /** Removes the form: it was sent, or the person leaves. */
  discard: () => void;
}

/** A form in this tab's storage. The options are those of the first rendering. */
export function useTabForm<Form, Event>(options: FormOptions<Form, Event>): OpenForm<Form, Event> {
  const [{ kept, opened, reduce }] = useState(() => {
    const own = tabValue<Form>(() => sessionStorage, options.key);
    return { kept: own, opened: own.read(options.schema) ?? options.empty, reduce: options.reduce };
  });
  const [form, dispatch] = useReducer(reduce, opened);
  return { form, dispatch, discard: useTabValue(kept, form) };
}

/** Forms that live as long as the tab: kept in its storage, so that a reload loses nothing. */
import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import { storedValue, type StoredValue } from '#ui/state/stored.ts';

/** Keeps the value whenever it changes. Answers how to forget it for good: it is sent, or the person leaves. */
export function useTabValue<Value>(kept: StoredValue<Value>, value: Value): () => void {
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
  /** Where it is kept; one form for each key. */
  key: string;
  empty: Form;
  isForm: (stored: unknown) => stored is Form;
  reduce: (form: Form, event: Event) => Form;
}

interface OpenForm<Form, Event> {
  form: Form;
  dispatch: Dispatch<Event>;
  /** Forgets the form: what it asks for is made, or the person leaves. */
  discard: () => void;
}

/** A form in this tab's storage. The options are those of the first rendering. */
export function useTabForm<Form, Event>(options: FormOptions<Form, Event>): OpenForm<Form, Event> {
  const [{ kept, opened, reduce }] = useState(() => {
    const own = storedValue(() => sessionStorage, options.key, options.isForm);
    return { kept: own, opened: own.read() ?? options.empty, reduce: options.reduce };
  });
  const [form, dispatch] = useReducer(reduce, opened);
  return { form, dispatch, discard: useTabValue(kept, form) };
}

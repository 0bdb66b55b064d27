import { useSyncExternalStore } from 'react';

/** The time in milliseconds, to the second. One timer serves all readers, and none runs without readers. */
export const useSeconds = (): number => useSyncExternalStore(subscribe, () => Math.floor(Date.now() / 1000)) * 1000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

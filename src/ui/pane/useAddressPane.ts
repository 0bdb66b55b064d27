import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** A pane of the page, kept in the address: `?pane=`. Filters stay as they are. The functions are new after each visit only. */
export function useAddressPane(name: string): { isOpen: boolean; open: () => void; close: () => void } {
  const [params, setParams] = useSearchParams();
  const open = useCallback(() => {
    setParams((now) => {
      const next = new URLSearchParams(now);
      next.set('pane', name);
      return next;
    });
  }, [name, setParams]);
  const close = useCallback(() => {
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete('pane');
        return next;
      },
      { replace: true },
    );
  }, [setParams]);
  return { isOpen: params.get('pane') === name, open, close };
}

import { useSearchParams } from 'react-router';

/** A pane of the page, kept in the address: `?pane=`. Filters stay as they are. */
export function useCentrePane(name: string): { isOpen: boolean; open: () => void; close: () => void } {
  const [params, setParams] = useSearchParams();
  const withPane = (pane: string | undefined) => {
    const next = new URLSearchParams(params);
    if (pane === undefined) next.delete('pane');
    else next.set('pane', pane);
    return next;
  };
  return {
    isOpen: params.get('pane') === name,
    open: () => {
      setParams(withPane(name));
    },
    close: () => {
      setParams(withPane(undefined), { replace: true });
    },
  };
}

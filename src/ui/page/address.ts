/**
 * The query string of a page's address: its filters, its order, its pane. A reload and a shared link show the same. The
 * one place that reads and changes it; the addresses of other pages are made in `src/paths.ts`.
 */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** New values by name; undefined or an empty text removes one. Names that are not given stay unchanged. */
export type AddressChange<Name extends string = string> = Readonly<Partial<Record<Name, string | undefined>>>;

/** The same with these changes. */
export function changed(params: URLSearchParams, change: AddressChange): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

export interface Address<Name extends string = string> {
  /** The value of that name. */
  get: (name: Name) => string | undefined;
  /** This page with these changes, for a link. */
  to: (change: AddressChange<Name>) => string;
  /** Changes it in place, as a filter does. */
  replace: (change: AddressChange<Name>) => void;
  /** Opens what is named, as a step that the browser's **Back** undoes; in place when nothing is left: it closes. */
  show: (change: AddressChange<Name>) => void;
}

/** The address of the page that is shown; the same object until it changes. */
export function useAddress<Name extends string = string>(): Address<Name> {
  const [params, setParams] = useSearchParams();
  return useMemo(
    () => ({
      get: (name) => params.get(name) ?? undefined,
      to: (change) => `?${changed(params, change).toString()}`,
      replace: (change) => {
        setParams(changed(params, change), { replace: true });
      },
      show: (change) => {
        const closes = Object.values(change).every((value) => value === undefined);
        setParams(changed(params, change), { replace: closes });
      },
    }),
    [params, setParams],
  );
}

/**
 * What stands behind `?` in the address of a page: its filters, its order, its pane. A reload and a shared link show the
 * same. The one place that reads and changes it; the addresses of other pages are made in `src/paths.ts`.
 */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What is to stand there by these names; undefined and an empty text for nothing. What is not named stays as it is. */
export type AddressChange<Name extends string = string> = Readonly<Partial<Record<Name, string | undefined>>>;

/** The same with that changed. */
export function changed(params: URLSearchParams, change: AddressChange): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

export interface Address<Name extends string = string> {
  /** What stands there by that name. */
  get: (name: Name) => string | undefined;
  /** This page with that changed, for a link. */
  to: (change: AddressChange<Name>) => string;
  /** Changes it in place, as a filter does. */
  replace: (change: AddressChange<Name>) => void;
  /** Opens what is named, as a step that the browser's **Back** takes back; in place when nothing is left: it closes. */
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

/**
 * The scope of the Business Continuity Center: the subscriptions that its pages cover. It is in the address, as
 * `?subscription=` once for each, and is carried from page to page; without it the scope is every subscription.
 */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

const NAME = 'subscription';

/** The fields of a subscription that the scope needs. */
export interface ScopedSubscription {
  subscriptionId: string;
  displayName: string;
}

/** A page's line about its scope. */
export interface ScopeFacts {
  /** The subscriptions that the person may see. */
  subscriptions: {
    /** Undefined while they load. */
    data: readonly ScopedSubscription[] | undefined;
    error: Error | null;
    refetch: () => unknown;
  };
  /** What the page lists: jobs have a source as well. */
  of: 'resources' | 'jobs';
}

/** The ids of the subscriptions in lower case, in their order; none for every subscription. */
export const scopeIn = (params: URLSearchParams): string[] =>
  [...new Set(params.getAll(NAME).map((id) => id.toLowerCase()))].filter((id) => id !== '').sort();

/** The same address with another scope. */
export function withScope(params: URLSearchParams, ids: readonly string[]): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete(NAME);
  for (const id of ids) next.append(NAME, id.toLowerCase());
  return next;
}

/** The address of another page of the center, with the scope of this one. */
export function inScopeOf(params: URLSearchParams, address: string): string {
  const scope = scopeIn(params);
  if (scope.length === 0) return address;
  const [, path = '', query = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(address) ?? [];
  return `${path}?${withScope(new URLSearchParams(query), scope).toString()}${hash}`;
}

/** The name of the scope, such as `2 of 50 subscriptions`. `all` is undefined while it loads. */
export function scopeText(scope: readonly string[], all: readonly ScopedSubscription[] | undefined): string {
  const [only] = scope;
  if (only === undefined) return all === undefined ? 'All subscriptions' : countText(all.length);
  if (scope.length === 1) {
    return all?.find(({ subscriptionId }) => subscriptionId.toLowerCase() === only)?.displayName ?? only;
  }
  return all === undefined ? countText(scope.length) : `${String(scope.length)} of ${countText(all.length)}`;
}

const countText = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'subscription' : 'subscriptions'}`;

export interface SubscriptionScope {
  /** As `scopeIn`. */
  ids: readonly string[];
  /** Whether a subscription belongs to it. */
  has: (subscriptionId: string) => boolean;
}

/** The scope in the address; the same object as long as it does not change. */
export function useSubscriptionScope(): SubscriptionScope {
  const [params] = useSearchParams();
  const written = scopeIn(params).join();
  return useMemo(() => {
    const wanted = new Set(written === '' ? [] : written.split(','));
    return { ids: [...wanted], has: (id) => wanted.size === 0 || wanted.has(id.toLowerCase()) };
  }, [written]);
}

/** The part of a list that is in the scope; the list itself when that is all of it. */
export const useInScope = <Row>(
  rows: readonly Row[] | undefined,
  subscriptionOf: (row: Row) => string,
): readonly Row[] | undefined => {
  const scope = useSubscriptionScope();
  return useMemo(
    () => (scope.ids.length === 0 ? rows : rows?.filter((row) => scope.has(subscriptionOf(row)))),
    [rows, scope, subscriptionOf],
  );
};

/** Makes the addresses of other pages of the center, so that they keep the scope. */
export function useScopedAddress(): (address: string) => string {
  const [params] = useSearchParams();
  return (address) => inScopeOf(params, address);
}

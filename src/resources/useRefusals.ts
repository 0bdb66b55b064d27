import { useQueries, useQuery, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isLockable, lockListOf, refusalOf, type Attempt } from '#protocol/refusals.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { permissions } from './authorization.ts';
import { locks } from './locks.ts';
import { subscriptionNames, subscriptions } from './subscriptions.ts';

interface Refusals<Name extends string> {
  /** For each attempt why the service would refuse it; undefined when it would not, and when that is unknown. */
  refused: Partial<Record<Name, string | undefined>>;
  /** The person's permissions are still being read. */
  isPending: boolean;
}

/**
 * Reads what the person may do where the attempts are about, and the locks there: once for a page, or for a menu when
 * it opens (`enabled`), never for each row of a list. What cannot be read refuses nothing.
 */
export function useRefusals<Name extends string>(
  attempts: Partial<Record<Name, Attempt>>,
  enabled = true,
): Refusals<Name> {
  const all = Object.entries<Attempt>(attempts as Record<Name, Attempt>);
  const scopes = distinct(all.flatMap(([, { needs }]) => needs.map(({ at }) => at)));
  const granted = useQueries({ queries: scopes.map((scope) => ({ ...permissions.at(scope), enabled })) });
  const lists = distinct(all.filter(([, { id }]) => isLockable(id)).map(([, { id }]) => lockListOf(id)));
  const locked = useQueries({ queries: lists.map((scope) => ({ ...locks.at(scope), enabled })) });
  const names = useQuery({ ...subscriptions.list(), select: subscriptionNames, enabled });

  const dataOf = <T>(results: readonly { data: T | undefined }[], ids: readonly ResourceId[], scope: ResourceId) =>
    results[ids.findIndex((one) => idKey(one) === idKey(scope))]?.data;
  const reasonOf = (attempt: Attempt): string | undefined =>
    refusalOf(attempt, {
      grantedAt: (scope) => dataOf(granted, scopes, scope),
      locks: dataOf(locked, lists, lockListOf(attempt.id)),
      subscriptionName: names.data ?? ((id) => id),
    });
  const refused = Object.fromEntries(all.map(([name, attempt]) => [name, reasonOf(attempt)]));
  return {
    refused: refused as Partial<Record<Name, string | undefined>>,
    isPending: granted.some((one) => one.isPending),
  };
}

/**
 * The same for a menu: nothing is read before `load` is called, when it opens. `isNeeded` says whether it has to be.
 */
export function useMenuRefusals<Name extends string>(
  attempts: Partial<Record<Name, Attempt>>,
  isNeeded = true,
): Refusals<Name> & { load: () => void } {
  const [isOpened, setOpened] = useState(false);
  const load = () => {
    setOpened(true);
  };
  return { ...useRefusals(attempts, isOpened && isNeeded), load };
}

/** What a page's **Refresh** reads again, so that a new right or a deleted lock is seen. */
export function refreshRefusals(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: permissions.all() });
  void client.invalidateQueries({ queryKey: locks.all() });
}

const distinct = (scopes: readonly ResourceId[]): ResourceId[] => [
  ...new Map(scopes.map((scope) => [idKey(scope), scope])).values(),
];

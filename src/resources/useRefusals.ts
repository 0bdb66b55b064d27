import { useQueries, useQuery, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isLockable, lockListOf, refusalOf, type Attempt } from '#protocol/refusals.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { permissions } from './authorization.ts';
import { locks } from './locks.ts';
import { subscriptionNames, subscriptions } from './subscriptions.ts';

interface Refusals<Name extends string> {
  /** For each attempt why the service would refuse it; undefined when it would not, and when nobody knows. */
  refused: Partial<Record<Name, string | undefined>>;
  /** The person's permissions are still being read. */
  isPending: boolean;
}

/**
 * Asks what the person may do where the attempts are about, and for the locks there: once for a page, or for a menu when
 * it opens (`isAsked`), never for each row of a list. What cannot be read refuses nothing.
 */
export function useRefusals<Name extends string>(
  attempts: Partial<Record<Name, Attempt>>,
  isAsked = true,
): Refusals<Name> {
  const all = Object.entries<Attempt>(attempts as Record<Name, Attempt>);
  const scopes = distinct(all.flatMap(([, { needs }]) => needs.map(({ at }) => at)));
  const granted = useQueries({ queries: scopes.map((scope) => ({ ...permissions.at(scope), enabled: isAsked })) });
  const lists = distinct(all.filter(([, { id }]) => isLockable(id)).map(([, { id }]) => lockListOf(id)));
  const locked = useQueries({ queries: lists.map((scope) => ({ ...locks.at(scope), enabled: isAsked })) });
  const names = useQuery({ ...subscriptions.list(), select: subscriptionNames, enabled: isAsked });

  const answerOf = <T>(answers: readonly { data: T | undefined }[], asked: readonly ResourceId[], scope: ResourceId) =>
    answers[asked.findIndex((one) => idKey(one) === idKey(scope))]?.data;
  const reasonOf = (attempt: Attempt): string | undefined =>
    refusalOf(attempt, {
      grantedAt: (scope) => answerOf(granted, scopes, scope),
      locks: answerOf(locked, lists, lockListOf(attempt.id)),
      subscriptionName: names.data ?? ((id) => id),
    });
  const refused = Object.fromEntries(all.map(([name, attempt]) => [name, reasonOf(attempt)]));
  return {
    refused: refused as Partial<Record<Name, string | undefined>>,
    isPending: granted.some((one) => one.isPending),
  };
}

/** The same for a menu: nothing is asked before `ask` was called, when it opens. `isAskable` says whether it need be. */
export function useMenuRefusals<Name extends string>(
  attempts: Partial<Record<Name, Attempt>>,
  isAskable = true,
): Refusals<Name> & { ask: () => void } {
  const [isAsked, setAsked] = useState(false);
  const ask = () => {
    setAsked(true);
  };
  return { ...useRefusals(attempts, isAsked && isAskable), ask };
}

/** What a page's **Refresh** asks for again, so that a right that was given or a lock that went is seen. */
export function refreshRefusals(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: permissions.all() });
  void client.invalidateQueries({ queryKey: locks.all() });
}

const distinct = (scopes: readonly ResourceId[]): ResourceId[] => [
  ...new Map(scopes.map((scope) => [idKey(scope), scope])).values(),
];

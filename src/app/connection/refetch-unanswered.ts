import type { Query, QueryClient } from '@tanstack/react-query';
import { subscriptions } from '#resources/subscriptions.ts';
import { problemOf } from '#ui/state/problem-of.ts';

/**
 * Refetches what is on the screen and got no response. If there is nothing of the kind, it reads something small, to
 * find out that the service is back.
 */
export async function refetchUnanswered(client: QueryClient): Promise<void> {
  const unanswered = client.getQueryCache().findAll({ type: 'active', predicate: gotNoAnswer });
  if (unanswered.length > 0) await client.refetchQueries({ type: 'active', predicate: gotNoAnswer });
  else if (client.isFetching() === 0) await client.refetchQueries(subscriptions.list());
}

const gotNoAnswer = ({ state }: Query): boolean =>
  state.fetchStatus === 'idle' && state.status === 'error' && problemOf(state.error).code === 'NoAnswer';

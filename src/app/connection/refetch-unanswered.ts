import type { Query, QueryClient } from '@tanstack/react-query';
import { subscriptions } from '#resources/subscriptions.ts';
import { problemOf } from '#ui/state/problem-of.ts';

/**
 * Asks again what got no answer and is on the screen. Where there is nothing of the kind it asks something small, so
 * that one learns that the service is there again.
 */
export async function refetchUnanswered(client: QueryClient): Promise<void> {
  const unanswered = client.getQueryCache().findAll({ type: 'active', predicate: gotNoAnswer });
  if (unanswered.length > 0) await client.refetchQueries({ type: 'active', predicate: gotNoAnswer });
  else if (client.isFetching() === 0) await client.refetchQueries(subscriptions.list());
}

const gotNoAnswer = ({ state }: Query): boolean =>
  state.fetchStatus === 'idle' && state.status === 'error' && problemOf(state.error).code === 'NoAnswer';

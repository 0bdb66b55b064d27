import type { GatheredList } from '#resources/useGathered.ts';
import { useInScope } from '#ui/page/subscription-scope.ts';

/** The part of a list that is in the scope. */
export const useScopedList = <T>(list: GatheredList<T>, subscriptionOf: (item: T) => string): GatheredList<T> => ({
  ...list,
  data: useInScope(list.data, subscriptionOf),
});

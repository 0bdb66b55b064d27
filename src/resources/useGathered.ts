import { useQuery, useQueryClient, type QueryKey, type UseQueryOptions } from '@tanstack/react-query';
import { arriving, fillGaps, type Gap, type Gathered } from './gathered.ts';

export interface GatheredList<T> {
  /** All of it, or what has arrived so far; undefined before anything has. */
  data: readonly T[] | undefined;
  error: Error | null;
  refetch: () => unknown;
  isFetching: boolean;
  /** Whether loading has ended. */
  isComplete: boolean;
  /** When it was read: milliseconds since 1970. */
  dataUpdatedAt: number;
  gaps: readonly Gap[];
  /** Reads what is missing. */
  fillGaps: () => void;
}

/** A list that is made of many lists, as far as it can be shown. */
export function useGathered<T, Key extends QueryKey>(
  options: UseQueryOptions<Gathered<T>, Error, Gathered<T>, Key> & { queryKey: Key },
): GatheredList<T> {
  const client = useQueryClient();
  const query = useQuery(options);
  const soFar = useQuery(arriving<T>(options.queryKey));
  const shown = query.data ? query : soFar;
  return {
    data: shown.data?.items,
    error: query.error,
    refetch: query.refetch,
    isFetching: query.isFetching,
    isComplete: query.data !== undefined,
    dataUpdatedAt: shown.dataUpdatedAt,
    gaps: query.data?.gaps ?? [],
    fillGaps: () => void fillGaps(client, options.queryKey),
  };
}

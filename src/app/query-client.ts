/** The cache of the server's state, and the one place that acts on the `meta` of mutations. */
import { MutationCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { HOUR_MS } from '#protocol/time-units.ts';
import '#resources/mutation-meta.ts';

// Notifications are a view of the mutations, and should still be there at the end of a working day.
const NOTIFICATIONS_KEPT_MS = 12 * HOUR_MS;
// Long enough that the parts of one page share a response, short enough that returning to a page shows news.
const FRESH_MS = 2_000;

/** A client for the page and for each test. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({
      onSettled: (result, _error, variables, _context, mutation) => {
        const { invalidates } = mutation.meta ?? {};
        // Typed where it was written (`news`); here it is only known to fit its own mutation.
        const keys =
          (typeof invalidates === 'function' ? invalidates(variables as never, result as never) : invalidates) ?? [];
        void Promise.all(keys.map((queryKey: QueryKey) => client.invalidateQueries({ queryKey })));
      },
    }),
    defaultOptions: {
      // `arm/retry.ts` retries; two layers would multiply their attempts. And a loopback server responds offline too.
      queries: { retry: false, staleTime: FRESH_MS, networkMode: 'always' },
      mutations: { retry: false, gcTime: NOTIFICATIONS_KEPT_MS, networkMode: 'always' },
    },
  });
  return client;
}

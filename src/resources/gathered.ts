/**
 * One list made of the lists of many places: the servers of every subscription, the instances of every vault. A place
 * that fails leaves a gap instead of an error, and what has arrived can be shown before the rest.
 */
import { queryOptions, skipToken, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { inParallel } from './in-parallel.ts';

/** Whose list is read. */
export interface Place {
  id: string;
  name: string;
}

/** A place whose list could not be read to its end. */
export interface Gap {
  place: Place;
  error: Error;
}

export interface Gathered<T> {
  items: T[];
  gaps: Gap[];
  /** The complete list of each place, by the place's id; unfinished places are not in here. */
  parts: ReadonlyMap<string, T[]>;
  /** How many places there are. */
  places: number;
}

/** What TanStack Query hands to a query function. */
interface Asking {
  client: QueryClient;
  queryKey: QueryKey;
  signal: AbortSignal;
}

/** Often enough that a list seems to flow, seldom enough that a person can work in it meanwhile. */
const PUBLISH_EVERY_MS = 250;
/** A list of 10,000 is published every second and a half, one of 100,000 every ten seconds. */
const ITEMS_PER_MS = 10;
/** Lists older than this are read again. */
const RESUME_WITHIN_MS = 60_000;

const arrivingKey = (queryKey: QueryKey): QueryKey => [...queryKey, 'arriving'];

/** What has arrived so far of a list that is loaded for the first time; no data at any other time. */
export const arriving = <T>(queryKey: QueryKey) =>
  queryOptions<Gathered<T>>({ queryKey: arrivingKey(queryKey), queryFn: skipToken, structuralSharing: false });

/**
 * Reads every place, a few at a time, and continues where an interrupted run stopped. Throws the first error when every
 * place failed.
 */
export async function gather<T>(
  { client, queryKey, signal }: Asking,
  places: readonly Place[],
  pagesOf: (place: Place) => AsyncIterable<T[]>,
): Promise<Gathered<T>> {
  const parts = new Map(resumable<T>(client, queryKey));
  // The rows of unfinished places: their first pages, also when a later page failed.
  const beginnings = new Map<string, T[]>();
  const gaps: Gap[] = [];
  const soFar = (): Gathered<T> => ({
    items: places.flatMap(({ id }) => parts.get(id) ?? beginnings.get(id) ?? []),
    gaps: [...gaps],
    parts: new Map(parts),
    places: places.length,
  });
  // A list that is there already is replaced as a whole, so that nothing in it comes and goes.
  const publisher = createPublisher(() => {
    const now = soFar();
    if (client.getQueryData(queryKey) === undefined) client.setQueryData(arrivingKey(queryKey), now);
    return now.items.length;
  });
  const unread = places.filter(({ id }) => !parts.has(id));
  try {
    await inParallel(unread, async (place) => {
      const rows: T[] = [];
      try {
        for await (const page of pagesOf(place)) {
          rows.push(...page);
          beginnings.set(place.id, [...rows]);
          signal.throwIfAborted();
          publisher.changed();
        }
        parts.set(place.id, rows);
      } catch (error) {
        signal.throwIfAborted();
        gaps.push({ place, error: error instanceof Error ? error : new Error(String(error)) });
      }
    });
  } finally {
    publisher.stop();
  }
  const [gap] = gaps;
  if (gap && gaps.length === places.length) throw gap.error;
  client.removeQueries({ queryKey: arrivingKey(queryKey), exact: true });
  return soFar();
}

/** Reads again only the places that left a gap. */
export async function fillGaps(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const gathered = client.getQueryData<Gathered<unknown>>(queryKey);
  if (gathered) client.setQueryData(arrivingKey(queryKey), gathered);
  await client.refetchQueries({ queryKey, exact: true });
}

/** For callers who need only the list. */
export const itemsOf = <T>(gathered: Gathered<T>): T[] => gathered.items;

/** The results of an earlier, interrupted run, if they are still fresh. */
function resumable<T>(client: QueryClient, queryKey: QueryKey): ReadonlyMap<string, T[]> {
  const state = client.getQueryState<Gathered<T>>(arrivingKey(queryKey));
  const counts = state && !state.isInvalidated && Date.now() - state.dataUpdatedAt < RESUME_WITHIN_MS;
  return (counts ? state.data?.parts : undefined) ?? new Map<string, T[]>();
}

/**
 * Publishes the first change at once, and later ones a few times a second; a long list less often, as it takes longer
 * to draw.
 */
function createPublisher(publish: () => number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = true;
  const wait = (items: number) => {
    timer = setTimeout(
      () => {
        timer = undefined;
        if (isDue) {
          isDue = false;
          wait(publish());
        }
      },
      PUBLISH_EVERY_MS + items / ITEMS_PER_MS,
    );
  };
  return {
    changed() {
      isDue = true;
      if (timer !== undefined) return;
      isDue = false;
      wait(publish());
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

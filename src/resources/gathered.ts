/**
 * One list made of the lists of many places: the servers of every subscription, the instances of every vault. A place
 * that fails leaves a gap and not an error, and what has come can be shown before the rest has.
 */
import { queryOptions, skipToken, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { inParallel } from './in-parallel.ts';

/** Whose list is asked for. */
export interface Place {
  id: string;
  name: string;
}

/** A place that could not tell all it has. */
export interface Gap {
  place: Place;
  error: Error;
}

export interface Gathered<T> {
  items: T[];
  gaps: Gap[];
  /** What each place told, by its id; a place that has more to tell is not in here. */
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
/** A list of 10,000 is published once in a second and a half, one of 100,000 in ten seconds. */
const ITEMS_PER_MS = 10;
/** What was told longer ago is asked again. */
const RESUME_WITHIN_MS = 60_000;

const arrivingKey = (queryKey: QueryKey): QueryKey => [...queryKey, 'arriving'];

/** What has come so far of a list that is being gathered for the first time; no data at any other time. */
export const arriving = <T>(queryKey: QueryKey) =>
  queryOptions<Gathered<T>>({ queryKey: arrivingKey(queryKey), queryFn: skipToken, structuralSharing: false });

/**
 * Asks every place, a few at a time, and goes on where an interrupted gathering stopped. Throws the first error when no
 * place answers.
 */
export async function gather<T>(
  { client, queryKey, signal }: Asking,
  places: readonly Place[],
  pagesOf: (place: Place) => AsyncIterable<T[]>,
): Promise<Gathered<T>> {
  const parts = new Map(resumable<T>(client, queryKey));
  // Of places that are not through: they have told only a beginning, or failed after it.
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
  const asked = places.filter(({ id }) => !parts.has(id));
  try {
    await inParallel(asked, async (place) => {
      const told: T[] = [];
      try {
        for await (const page of pagesOf(place)) {
          told.push(...page);
          beginnings.set(place.id, [...told]);
          signal.throwIfAborted();
          publisher.changed();
        }
        parts.set(place.id, told);
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

/** Asks the places again that left a gap, and only those. */
export async function fillGaps(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const gathered = client.getQueryData<Gathered<unknown>>(queryKey);
  if (gathered) client.setQueryData(arrivingKey(queryKey), gathered);
  await client.refetchQueries({ queryKey, exact: true });
}

/** For callers who need the list, and not how it came. */
export const itemsOf = <T>(gathered: Gathered<T>): T[] => gathered.items;

/** What an earlier gathering was told before it was interrupted, when that still counts. */
function resumable<T>(client: QueryClient, queryKey: QueryKey): ReadonlyMap<string, T[]> {
  const state = client.getQueryState<Gathered<T>>(arrivingKey(queryKey));
  const counts = state && !state.isInvalidated && Date.now() - state.dataUpdatedAt < RESUME_WITHIN_MS;
  return (counts ? state.data?.parts : undefined) ?? new Map<string, T[]>();
}

/** Publishes the first change at once, and what follows a few times a second; a long list seldomer, as it is drawn longer. */
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

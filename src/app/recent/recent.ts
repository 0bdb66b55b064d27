/** What a person visited last, newest first: opened resources, and chosen search results. */
import { useMemo, useSyncExternalStore } from 'react';
import { idKey } from '#protocol/resource-id.ts';
import { keptList, useKept } from '#ui/state/kept.ts';
import { isPageId, type PageId } from '../pages.ts';
import { isResourceKind, type ResourceKind } from '../resource-kinds.ts';
import { useSession } from '../sign-in/session.ts';

/** A page by its id, or a resource by its own. */
export type Place = { kind: 'page'; id: PageId } | { kind: ResourceKind; id: string; name: string };
export type ResourcePlace = Exclude<Place, { kind: 'page' }>;

/** The time of the visit; ISO 8601. */
export type Recent<P extends Place = Place> = P & { at: string };

export interface RecentList<P extends Place> {
  places: readonly Recent<P>[];
  add: (place: P) => void;
  /** Removes what no longer exists. */
  remove: (place: Pick<P, 'kind' | 'id'>) => void;
}

/** How many are kept. */
const MOST = 12;

/** The resources whose pages were opened. */
export const useRecentResources = (): RecentList<ResourcePlace> => useRecent('recent', isRecentResource);

/** What was chosen from the results of searches. */
export const useRecentFinds = (): RecentList<Place> => useRecent('found', isRecent);

/** The list with the place on top, each place once. */
export function withPlace<P extends Place>(places: readonly Recent<P>[], place: P, at: string): Recent<P>[] {
  return [{ ...place, at }, ...withoutPlace(places, place)].slice(0, MOST);
}

export const withoutPlace = <P extends Place>(
  places: readonly Recent<P>[],
  { kind, id }: Pick<P, 'kind' | 'id'>,
): Recent<P>[] => places.filter((other) => other.kind !== kind || idKey(other.id) !== idKey(id));

export function isRecent(value: unknown): value is Recent {
  const { kind, id, name, at } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof at !== 'string') return false;
  return kind === 'page' ? isPageId(id) : isResourceKind(kind) && typeof id === 'string' && typeof name === 'string';
}

const isRecentResource = (value: unknown): value is Recent<ResourcePlace> => isRecent(value) && value.kind !== 'page';

/** One list for each account: the next person who signs in here may not be allowed to see a name. */
function useRecent<P extends Place>(name: string, isPlace: (value: unknown) => value is Recent<P>): RecentList<P> {
  const session = useSession();
  const { account } = useSyncExternalStore(session.subscribe, session.state);
  const list = useMemo(() => keptList(`${name}.${account.id}`, isPlace), [name, account.id, isPlace]);
  const places = useKept(list);
  return useMemo(
    () => ({
      places,
      add: (place) => {
        list.keep(withPlace(list.read(), place, new Date().toISOString()));
      },
      remove: (place) => {
        list.keep(withoutPlace(list.read(), place));
      },
    }),
    [places, list],
  );
}

/**
 * Which world a browser tab has: `?estate=` chooses one, and the tab remembers it. Another one starts from the
 * beginning; the same one continues where it was.
 */
import type { Backdrop } from '#provider/memory/backdrop.ts';
import { emptyEstate } from './empty.ts';
import { largeEstate } from './large.ts';
import type { EstateFacts } from './pieces.ts';

/** By name; undefined for the seeded one, which is not generated. */
const ESTATES = { small: undefined, large: largeEstate, empty: emptyEstate } satisfies Record<
  string,
  ((facts: EstateFacts) => Backdrop) | undefined
>;

export type EstateName = keyof typeof ESTATES;

/** One line for a person who chooses. */
export const estateTitles: Record<EstateName, { title: string }> = {
  small: { title: 'Small: two subscriptions with servers of every kind, one of them protected' },
  large: { title: 'Large: 10,000 servers in 50 subscriptions, 1,000 of them protected, 100,000 jobs' },
  empty: { title: 'Empty: a subscription in which nobody has made anything yet' },
};

const STORAGE_KEY = 'backup-portal.estate';
const BY_DEFAULT: EstateName = 'small';

export const isEstateName = (text: string): text is EstateName => Object.hasOwn(ESTATES, text);

/** The tab's estate after the next load. */
export const rememberEstate = (estate: EstateName, storage: Storage): void => storage.setItem(STORAGE_KEY, estate);

/** The tab's estate, and whether it differs from the one before, so that nothing of the old one is kept. */
export function estateToBegin(search: string, storage: Storage): { estate: EstateName; isNew: boolean } {
  const before = nameIn(storage.getItem(STORAGE_KEY)) ?? BY_DEFAULT;
  const estate = nameIn(new URLSearchParams(search).get('estate')) ?? before;
  rememberEstate(estate, storage);
  return { estate, isNew: estate !== before };
}

/** The world of that name; undefined for the small one, which is seeded. */
export const backdropOf = (estate: EstateName, facts: EstateFacts): Backdrop | undefined => ESTATES[estate]?.(facts);

const nameIn = (text: string | null): EstateName | undefined =>
  text !== null && isEstateName(text) ? text : undefined;

/**
 * Which world a browser tab has: `?estate=` chooses one, and the tab remembers it. Another one begins anew; the same one
 * goes on where it was.
 */
import type { Backdrop } from '#provider/memory/backdrop.ts';
import { emptyEstate } from './empty.ts';
import { largeEstate } from './large.ts';
import type { EstateFacts } from './pieces.ts';

/** By name; undefined for the one that is written down and not generated. */
const ESTATES = { small: undefined, large: largeEstate, empty: emptyEstate } satisfies Record<
  string,
  ((facts: EstateFacts) => Backdrop) | undefined
>;

export type EstateName = keyof typeof ESTATES;

const STORAGE_KEY = 'backup-portal.estate';
const BY_DEFAULT: EstateName = 'small';

/** The tab's estate, and whether it is another one than before, so that nothing of the old one must stay. */
export function estateToBegin(search: string, storage: Storage): { estate: EstateName; isNew: boolean } {
  const before = nameIn(storage.getItem(STORAGE_KEY)) ?? BY_DEFAULT;
  const estate = nameIn(new URLSearchParams(search).get('estate')) ?? before;
  storage.setItem(STORAGE_KEY, estate);
  return { estate, isNew: estate !== before };
}

/** The world of that name; undefined for the small one, which is seeded. */
export const backdropOf = (estate: EstateName, facts: EstateFacts): Backdrop | undefined => ESTATES[estate]?.(facts);

const nameIn = (text: string | null): EstateName | undefined =>
  text !== null && Object.hasOwn(ESTATES, text) ? (text as EstateName) : undefined;

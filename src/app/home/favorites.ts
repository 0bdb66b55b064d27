import { keptList } from '#ui/state/kept.ts';
import { isPageId, type PageId } from '../pages.ts';

/** The services at the top of the home page, in the order in which they were chosen; some by default. */
export const favorites = keptList<PageId>('favorites', isPageId, [
  'configureBackup',
  'center',
  'vaults',
  'servers',
  'jobs',
]);

/** The favorites with this one added at the end, or removed. */
export const withToggled = (chosen: readonly PageId[], id: PageId): PageId[] =>
  chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];

import { useAddress } from '#ui/page/address.ts';
import type { GridSort } from './grid-sort.ts';

/** The order of a page's grid, kept in the address: `?sort=status`, or `?sort=-status` for the other way round. */
export function useAddressSort(byDefault: GridSort): { sort: GridSort; onSort: (sort: GridSort) => void } {
  const address = useAddress<'sort'>();
  const requested = address.get('sort');
  return {
    sort: requested === undefined ? byDefault : read(requested),
    onSort: (sort) => {
      address.replace({ sort: written(sort) === written(byDefault) ? undefined : written(sort) });
    },
  };
}

const read = (text: string): GridSort =>
  text.startsWith('-')
    ? { columnId: text.slice(1), direction: 'descending' }
    : { columnId: text, direction: 'ascending' };

const written = (sort: GridSort): string => `${sort.direction === 'descending' ? '-' : ''}${sort.columnId}`;

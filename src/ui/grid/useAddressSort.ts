import { useSearchParams } from 'react-router';
import type { GridSort } from './grid-sort.ts';

/** The order of a page's grid, kept in the address: `?sort=status`, or `?sort=-status` for the other way round. */
export function useAddressSort(byDefault: GridSort): { sort: GridSort; onSort: (sort: GridSort) => void } {
  const [params, setParams] = useSearchParams();
  const written = params.get('sort');
  return {
    sort: written === null ? byDefault : read(written),
    onSort: (sort) => {
      const next = new URLSearchParams(params);
      if (write(sort) === write(byDefault)) next.delete('sort');
      else next.set('sort', write(sort));
      setParams(next, { replace: true });
    },
  };
}

const read = (text: string): GridSort =>
  text.startsWith('-')
    ? { columnId: text.slice(1), direction: 'descending' }
    : { columnId: text, direction: 'ascending' };

const write = (sort: GridSort): string => `${sort.direction === 'descending' ? '-' : ''}${sort.columnId}`;

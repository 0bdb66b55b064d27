import { useMemo } from 'react';
import { readStates, shownColumns, written, type ChoosableColumn, type ColumnState } from './column-choice.ts';
import { keptText, useKept } from '#ui/state/kept.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';

export interface ColumnChoice {
  /** Every column of the list. */
  columns: readonly ChoosableColumn[];
  states: readonly ColumnState[];
  /** Keeps another choice; undefined goes back to the page's own. */
  keep: (states: readonly ColumnState[] | undefined) => void;
  pane: { isOpen: boolean; open: () => void; close: () => void };
}

/**
 * The columns of a list, as chosen by the person. The choice is a preference, so it is kept in this browser under the
 * list's name, and not in the address. `selectColumns(choice)` is the command, `<SelectColumns choice={choice} />` the
 * pane.
 */
export function useColumnChoice<Column extends ChoosableColumn>(
  list: string,
  columns: readonly Column[],
): { shown: readonly Column[]; choice: ColumnChoice } {
  const kept = useMemo(() => keptText(`columns.${list}`), [list]);
  const text = useKept(kept);
  const states = useMemo(() => readStates(text, columns), [text, columns]);
  const pane = useAddressPane('columns');
  const shown = useMemo(() => shownColumns(columns, states), [columns, states]);
  return {
    shown,
    choice: {
      columns,
      states,
      keep: (wanted) => kept.keep(wanted ? written(wanted) : null),
      pane,
    },
  };
}

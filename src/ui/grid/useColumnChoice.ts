import { useMemo } from 'react';
import {
  leastWidth,
  readStates,
  shownColumns,
  written,
  type ChoosableColumn,
  type ColumnState,
} from './column-choice.ts';
import type { GridColumn } from './grid-parts.ts';
import { keptText, useKept } from '#ui/state/kept.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';

/** A column that **Select columns** can show and hide. */
export type ListColumn<Row> = GridColumn<Row> & ChoosableColumn;

export interface ColumnChoice {
  /** Every column of the list. */
  columns: readonly ChoosableColumn[];
  states: readonly ColumnState[];
  /** Keeps another choice; undefined goes back to the page's own. */
  keep: (states: readonly ColumnState[] | undefined) => void;
  pane: { isOpen: boolean; open: () => void; close: () => void };
}

/**
 * The columns of a list as the person wants them. The choice is a preference, so it is kept in this browser under the
 * list's name, and not in the address. A column without a width of its own can be read at `plainWidth` pixels.
 * `selectColumns(choice)` is the command, `<SelectColumns choice={choice} />` the
 * pane.
 */
export function useColumnChoice<Row>(
  list: string,
  columns: readonly ListColumn<Row>[],
  plainWidth?: number,
): { shown: readonly ListColumn<Row>[]; minWidth: number; choice: ColumnChoice } {
  const kept = useMemo(() => keptText(`columns.${list}`), [list]);
  const text = useKept(kept);
  const states = useMemo(() => readStates(text, columns), [text, columns]);
  const pane = useAddressPane('columns');
  const shown = useMemo(() => shownColumns(columns, states), [columns, states]);
  return {
    shown,
    minWidth: leastWidth(shown, plainWidth),
    choice: {
      columns,
      states,
      keep: (wanted) => kept.keep(wanted ? written(wanted) : null),
      pane,
    },
  };
}

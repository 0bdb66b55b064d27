import { Button, mergeClasses } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { GridBody, isWindowed } from './GridBody.tsx';
import {
  useGridStyles,
  type GridChoice,
  type GridColumn,
  type GridExpansion,
  type GridSelection,
} from './grid-parts.ts';
import { nextSort, sortRows, type GridSort } from './grid-sort.ts';
import { useHiddenText } from '#ui/page/hidden-text.ts';

interface GridProps<Row> {
  ariaLabel: string;
  /** The same array as long as nothing in it changes, when there are many rows: a new array redraws all rows. */
  columns: readonly GridColumn<Row>[];
  rows: readonly Row[];
  /** Unique, and always the same for a row. */
  rowKey: (row: Row) => string;
  /** The requested order, when its state is elsewhere (in the address, say). Without `onSort` the grid keeps it. */
  sort?: GridSort | undefined;
  onSort?: (sort: GridSort) => void;
  selection?: GridSelection<Row>;
  choice?: GridChoice<Row>;
  expansion?: GridExpansion<Row>;
  /** The `…` menu at the end of a row. */
  rowActions?: (row: Row) => ReactNode;
  /** Shown in place of the rows when there are none. */
  empty?: ReactNode;
  /** The narrowest width, in pixels, at which all columns can be read; below it the grid scrolls sideways. */
  minWidth?: number;
}

/**
 * A list of resources: a real table, sorted by its headers, with checkboxes to choose rows. Of many rows, those out of
 * sight are not in the document.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const { ariaLabel, columns, rows, rowKey, onSort, selection, choice, expansion, rowActions, minWidth = 640 } = props;
  const styles = useGridStyles();
  const hidden = useHiddenText();
  const end = useRef<HTMLSpanElement>(null);
  const [ownSort, setOwnSort] = useState(props.sort);
  const sort = onSort ? props.sort : ownSort;
  const { columnId, direction } = sort ?? {};
  const sorted = useMemo(
    () => sortRows(rows, columns, columnId === undefined || !direction ? undefined : { columnId, direction }),
    [rows, columns, columnId, direction],
  );
  const cells = columns.length + [expansion, choice, selection, rowActions].filter((part) => part !== undefined).length;
  const isLong = isWindowed(rows.length);
  return (
    <div className={styles.scroller}>
      {isLong && (
        <Button size="small" className={styles.skip} onClick={() => end.current?.focus()}>
          Skip {rows.length.toLocaleString('en')} rows
        </Button>
      )}
      <table
        className={styles.table}
        aria-label={ariaLabel}
        style={{ minWidth }}
        aria-rowcount={isLong ? rows.length + (expansion?.expanded.size ?? 0) + 1 : undefined}
      >
        <thead>
          <tr aria-rowindex={isLong ? 1 : undefined}>
            {expansion && (
              <th scope="col" className={mergeClasses(styles.headCell, styles.checkCell)}>
                <span className={hidden.root}>Details</span>
              </th>
            )}
            {choice && (
              <th scope="col" className={mergeClasses(styles.headCell, styles.checkCell)}>
                <span className={hidden.root}>Choice</span>
              </th>
            )}
            {selection && (
              <th scope="col" className={mergeClasses(styles.headCell, styles.checkCell)}>
                <AllCheckbox rows={rows} rowKey={rowKey} selection={selection} />
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                sort={sort}
                onSort={() => {
                  (onSort ?? setOwnSort)(nextSort(sort, column.id));
                }}
              />
            ))}
            {rowActions && (
              <th scope="col" className={mergeClasses(styles.headCell, styles.actionCell)}>
                <span className={hidden.root}>Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <GridBody
          rows={sorted}
          rowKey={rowKey}
          columns={columns}
          selection={selection}
          choice={choice}
          expansion={expansion}
          rowActions={rowActions}
          group={ariaLabel}
          cells={cells}
        />
      </table>
      {rows.length === 0 && props.empty}
      {isLong && <span ref={end} tabIndex={-1} />}
    </div>
  );
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: GridColumn<Row>;
  sort: GridSort | undefined;
  onSort: () => void;
}) {
  const styles = useGridStyles();
  const direction = sort?.columnId === column.id ? sort.direction : undefined;
  return (
    <th scope="col" className={styles.headCell} style={{ width: column.width }} aria-sort={direction}>
      {column.compare ? (
        <button type="button" className={styles.sorter} onClick={onSort}>
          {column.title}
          {direction === 'ascending' && <ArrowUpRegular aria-hidden="true" />}
          {direction === 'descending' && <ArrowDownRegular aria-hidden="true" />}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

interface AllCheckboxProps<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection: GridSelection<Row>;
}

/** Chooses every row that the grid shows and that may be chosen; chosen rows out of sight stay chosen. */
function AllCheckbox<Row>({ rows, rowKey, selection }: AllCheckboxProps<Row>) {
  const styles = useGridStyles();
  const { selected, whyNot, what, onChange } = selection;
  // Separate, so that a tick does not ask every row again whether it may be chosen.
  const { free, refused } = useMemo(() => {
    const parted = { free: [] as string[], refused: [] as string[] };
    for (const row of rows) parted[whyNot?.(row) === undefined ? 'free' : 'refused'].push(rowKey(row));
    return parted;
  }, [rows, rowKey, whyNot]);
  const { keys, chosen } = useMemo(() => {
    const all = selected.size === 0 ? free : [...free, ...refused.filter((key) => selected.has(key))];
    return { keys: all, chosen: all.reduce((sum, key) => sum + (selected.has(key) ? 1 : 0), 0) };
  }, [free, refused, selected]);
  return (
    <input
      type="checkbox"
      className={styles.check}
      // The third state can only be set by a property, not by an attribute.
      ref={(input) => {
        if (input) input.indeterminate = chosen > 0 && chosen < keys.length;
      }}
      checked={chosen > 0 && chosen === keys.length}
      disabled={keys.length === 0}
      aria-label={what === undefined ? 'Select all rows' : `Select all ${keys.length.toLocaleString('en')} ${what}`}
      onChange={() => {
        const next = new Set(selected);
        for (const key of keys) {
          if (chosen === keys.length) next.delete(key);
          else next.add(key);
        }
        onChange(next);
      }}
    />
  );
}

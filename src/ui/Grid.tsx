import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { useMemo, useState, type ReactNode } from 'react';
import { useHiddenText } from './hidden-text.ts';
import { nextSort, sortRows, type GridSort } from './grid-sort.ts';

export interface GridColumn<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  compare?: (one: Row, other: Row) => number;
  /** Pixels, or any CSS width; what is left is shared by the columns without one. */
  width?: number | string;
}

export interface GridSelection<Row> {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  /** What a screen reader calls the row, such as the server's name. */
  labelOf: (row: Row) => string;
  /** Rows that cannot be chosen keep their checkbox, greyed. */
  isSelectable?: (row: Row) => boolean;
}

/** Exactly one row is chosen, by a radio button. */
interface GridChoice<Row> {
  chosen: string | undefined;
  onChoose: (key: string) => void;
  /** What a screen reader calls the row. */
  labelOf: (row: Row) => string;
}

/** Rows that open to show what belongs to them. */
interface GridExpansion<Row> {
  expanded: ReadonlySet<string>;
  onChange: (expanded: ReadonlySet<string>) => void;
  /** What the arrow is called, such as `Databases of pg-orders`. */
  labelOf: (row: Row) => string;
  content: (row: Row) => ReactNode;
}

const useStyles = makeStyles({
  scroller: { overflow: 'auto', minHeight: 0 },
  table: { width: '100%', borderCollapse: 'separate', borderSpacing: '0', tableLayout: 'fixed' },
  headCell: {
    position: 'sticky',
    top: '0',
    zIndex: 1,
    boxSizing: 'border-box',
    height: '32px', // one text line and its padding
    padding: `0 ${tokens.spacingHorizontalS}`,
    textAlign: 'start',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    // A long title takes a second line rather than losing its end.
    overflowWrap: 'break-word',
  },
  sorter: {
    display: 'inline-flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    maxWidth: '100%',
    minHeight: '24px', // the smallest target that WCAG 2.2 allows
    padding: '0',
    border: 'none',
    background: 'none',
    font: 'inherit',
    textAlign: 'start',
    color: 'inherit',
    cursor: 'pointer',
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  row: { ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover } },
  selectedRow: { backgroundColor: tokens.colorSubtleBackgroundSelected },
  cell: {
    boxSizing: 'border-box',
    height: '36px', // the portal's row
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    overflowWrap: 'anywhere',
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  checkCell: { width: '32px', padding: '0' }, // a checkbox with its target
  actionCell: { width: '40px', padding: '0', textAlign: 'center' }, // one icon button
  // The browser's own: a grid may have thousands, and Fluent's are a component tree each.
  check: {
    display: 'block',
    width: '16px', // the portal's
    height: '16px',
    margin: tokens.spacingHorizontalS,
    accentColor: tokens.colorCompoundBrandBackground,
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  expanded: {
    padding: '0',
    paddingInlineStart: tokens.spacingHorizontalXXXL,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
});

interface GridProps<Row> {
  ariaLabel: string;
  columns: readonly GridColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The order asked for, when it is kept elsewhere (in the address, say). Without `onSort` the grid keeps it. */
  sort?: GridSort | undefined;
  onSort?: (sort: GridSort) => void;
  selection?: GridSelection<Row>;
  choice?: GridChoice<Row>;
  expansion?: GridExpansion<Row>;
  /** The `…` menu at the end of a row. */
  rowActions?: (row: Row) => ReactNode;
  /** Stands in place of the rows when there are none. */
  empty?: ReactNode;
  /** The narrowest width, in pixels, at which all columns can be read; below it the grid scrolls sideways. */
  minWidth?: number;
}

/** A list of resources: a real table, sorted by its headers, chosen from by checkboxes. */
export function Grid<Row>(props: GridProps<Row>) {
  const {
    ariaLabel,
    columns,
    rows,
    rowKey,
    onSort,
    selection,
    choice,
    expansion,
    rowActions,
    empty,
    minWidth = 640,
  } = props;
  const styles = useStyles();
  const hidden = useHiddenText();
  const [ownSort, setOwnSort] = useState(props.sort);
  const sort = onSort ? props.sort : ownSort;
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  return (
    <div className={styles.scroller}>
      <table className={styles.table} aria-label={ariaLabel} style={{ minWidth }}>
        <thead>
          <tr>
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
        <tbody>
          {sorted.map((row) => (
            <BodyRow key={rowKey(row)} row={row} grid={props} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && empty}
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
  const styles = useStyles();
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

function BodyRow<Row>({ row, grid }: { row: Row; grid: GridProps<Row> }) {
  const styles = useStyles();
  const { ariaLabel, columns, rowKey, selection, choice, expansion, rowActions } = grid;
  const isSelected = selection?.selected.has(rowKey(row)) ?? choice?.chosen === rowKey(row);
  const isExpanded = expansion?.expanded.has(rowKey(row)) ?? false;
  const extraCells = [expansion, choice, selection, rowActions].filter((part) => part !== undefined).length;
  return (
    <>
      <tr className={mergeClasses(styles.row, isSelected && styles.selectedRow)}>
        {expansion && (
          <td className={mergeClasses(styles.cell, styles.checkCell)}>
            <Button
              appearance="transparent"
              size="small"
              icon={isExpanded ? <ChevronDownRegular /> : <ChevronRightRegular />}
              aria-label={expansion.labelOf(row)}
              aria-expanded={isExpanded}
              onClick={() => {
                const expanded = new Set(expansion.expanded);
                if (!expanded.delete(rowKey(row))) expanded.add(rowKey(row));
                expansion.onChange(expanded);
              }}
            />
          </td>
        )}
        {choice && (
          <td className={mergeClasses(styles.cell, styles.checkCell)}>
            <input
              type="radio"
              className={styles.check}
              name={ariaLabel}
              value={rowKey(row)}
              checked={isSelected}
              aria-label={`Select ${choice.labelOf(row)}`}
              onChange={() => {
                choice.onChoose(rowKey(row));
              }}
            />
          </td>
        )}
        {selection && (
          <td className={mergeClasses(styles.cell, styles.checkCell)}>
            <input
              type="checkbox"
              className={styles.check}
              checked={isSelected}
              disabled={selection.isSelectable?.(row) === false}
              aria-label={`Select ${selection.labelOf(row)}`}
              onChange={() => {
                const selected = new Set(selection.selected);
                if (!selected.delete(rowKey(row))) selected.add(rowKey(row));
                selection.onChange(selected);
              }}
            />
          </td>
        )}
        {columns.map((column) => (
          <td key={column.id} className={styles.cell}>
            {column.cell(row)}
          </td>
        ))}
        {rowActions && <td className={mergeClasses(styles.cell, styles.actionCell)}>{rowActions(row)}</td>}
      </tr>
      {expansion && isExpanded && (
        <tr>
          <td className={styles.expanded} colSpan={columns.length + extraCells}>
            {expansion.content(row)}
          </td>
        </tr>
      )}
    </>
  );
}

/** Chooses every row that the grid shows and that may be chosen; rows chosen out of sight stay as they are. */
function AllCheckbox<Row>({
  rows,
  rowKey,
  selection,
}: {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection: GridSelection<Row>;
}) {
  const styles = useStyles();
  const keys = rows.filter((row) => selection.isSelectable?.(row) !== false).map(rowKey);
  const chosen = keys.filter((key) => selection.selected.has(key)).length;
  return (
    <input
      type="checkbox"
      className={styles.check}
      // A third look that only a property can give, no attribute.
      ref={(input) => {
        if (input) input.indeterminate = chosen > 0 && chosen < keys.length;
      }}
      checked={chosen > 0 && chosen === keys.length}
      disabled={keys.length === 0}
      aria-label="Select all rows"
      onChange={() => {
        const selected = new Set(selection.selected);
        for (const key of keys) {
          if (chosen === keys.length) selected.delete(key);
          else selected.add(key);
        }
        selection.onChange(selected);
      }}
    />
  );
}

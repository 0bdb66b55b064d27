import { mergeClasses } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { Fragment, memo, type ReactNode } from 'react';
import type { GridColumn, GridStyles } from './grid-parts.ts';

/** The actions of a row, by its key. The same object as long as the grid lives, so that it does not draw rows again. */
export interface RowHandlers {
  toggle: (key: string, isRange: boolean) => void;
  choose: (key: string) => void;
  expand: (key: string) => void;
}

interface GridRowProps<Row> {
  row: Row;
  rowKey: string;
  /** Its place among the grid's lines, from 0. */
  line: number;
  /** Whether lines are left out of the document, so that each has to state its index. */
  isCounted: boolean;
  columns: readonly GridColumn<Row>[];
  styles: GridStyles;
  isSelected: boolean;
  expander: { label: string; isExpanded: boolean } | undefined;
  radio: { label: string; group: string } | undefined;
  check: { label: string; whyNot: string | undefined } | undefined;
  actions: ((row: Row) => ReactNode) | undefined;
  handlers: RowHandlers;
}

/** Drawn again only when something in it has changed: one tick must not draw a thousand rows. */
export const GridRow = memo(DrawnRow, isSameRow) as typeof DrawnRow;

function DrawnRow<Row>(props: GridRowProps<Row>) {
  const { row, rowKey, line, isCounted, columns, styles, isSelected, expander, radio, check, actions, handlers } =
    props;
  return (
    <tr
      data-index={line}
      aria-rowindex={isCounted ? line + FIRST_ROW : undefined}
      className={mergeClasses(styles.row, isSelected && styles.selectedRow)}
    >
      {expander && (
        <td className={mergeClasses(styles.cell, styles.checkCell)}>
          <button
            type="button"
            data-stop="arrow"
            className={styles.arrow}
            aria-label={expander.label}
            aria-expanded={expander.isExpanded}
            onClick={() => {
              handlers.expand(rowKey);
            }}
          >
            {expander.isExpanded ? <ChevronDownRegular /> : <ChevronRightRegular />}
          </button>
        </td>
      )}
      {radio && (
        <td className={mergeClasses(styles.cell, styles.checkCell)}>
          <input
            type="radio"
            className={styles.check}
            name={radio.group}
            value={rowKey}
            checked={isSelected}
            aria-label={`Select ${radio.label}`}
            onChange={() => {
              handlers.choose(rowKey);
            }}
          />
        </td>
      )}
      {check && (
        <td className={mergeClasses(styles.cell, styles.checkCell)}>
          <input
            type="checkbox"
            data-stop="check"
            className={styles.check}
            checked={isSelected}
            disabled={check.whyNot !== undefined && !isSelected}
            aria-label={`Select ${check.label}`}
            title={check.whyNot}
            onChange={(event) => {
              handlers.toggle(rowKey, (event.nativeEvent as MouseEvent).shiftKey);
            }}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} className={styles.cell}>
          {column.cell(row)}
        </td>
      ))}
      {actions && (
        <td className={mergeClasses(styles.cell, styles.actionCell)}>
          {/* An open menu is of its row, and never of another one that is drawn in its place. */}
          <Fragment key={rowKey}>{actions(row)}</Fragment>
        </td>
      )}
    </tr>
  );
}

/** Index 1 is the header. */
export const FIRST_ROW = 2;

function isSameRow<Row>(one: GridRowProps<Row>, other: GridRowProps<Row>): boolean {
  return (
    (Object.keys(one) as (keyof GridRowProps<Row>)[]).every(
      (name) => name === 'expander' || name === 'radio' || name === 'check' || Object.is(one[name], other[name]),
    ) &&
    one.expander?.label === other.expander?.label &&
    one.expander?.isExpanded === other.expander?.isExpanded &&
    one.radio?.label === other.radio?.label &&
    one.check?.label === other.check?.label &&
    one.check?.whyNot === other.check?.whyNot
  );
}

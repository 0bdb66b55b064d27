import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { ROW_HEIGHT } from './density.ts';
import { useHiddenText } from '#ui/page/hidden-text.ts';

export interface StaticColumn<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  /** Pixels, or any CSS width; columns without one share the rest. */
  width?: number | string;
  /** For a column of buttons: only a screen reader needs its title. */
  isTitleHidden?: boolean;
}

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'separate', borderSpacing: '0', tableLayout: 'fixed' },
  cell: {
    boxSizing: 'border-box',
    height: ROW_HEIGHT, // a grid's
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    textAlign: 'start',
    overflowWrap: 'anywhere',
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  head: {
    height: '32px', // one text line and its padding
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    borderBottomColor: tokens.colorNeutralStroke1,
  },
});

interface StaticTableProps<Row> {
  ariaLabel: string;
  columns: readonly StaticColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** A few rows that belong to a page's text: in the given order, without sorting or choosing. */
export function StaticTable<Row>({ ariaLabel, columns, rows, rowKey }: StaticTableProps<Row>) {
  const styles = useStyles();
  const hidden = useHiddenText();
  return (
    <table className={styles.table} aria-label={ariaLabel}>
      <thead>
        <tr>
          {columns.map(({ title, width, isTitleHidden = false }) => (
            <th key={title} scope="col" className={mergeClasses(styles.cell, styles.head)} style={{ width }}>
              {isTitleHidden ? <span className={hidden.root}>{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ title, cell }) => (
              <td key={title} className={styles.cell}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

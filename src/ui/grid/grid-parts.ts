/** The parts of a grid, as its callers describe them, and the styles that its parts share. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { ROW_HEIGHT } from './density.ts';
import type { GridOrder } from './grid-sort.ts';

export interface GridColumn<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  compare?: GridOrder<Row>;
  /** Pixels, or any CSS width; columns without one share the rest. */
  width?: number | string;
}

export interface GridSelection<Row> {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  /** The name of the row for a screen reader, such as the server's name. */
  labelOf: (row: Row) => string;
  /** What the rows are, such as `servers`: the box for all of them then says how many it ticks. */
  what?: string;
  /** Why a row cannot be chosen. It keeps its checkbox, greyed; if it was chosen before, it can still be unticked. */
  whyNot?: (row: Row) => string | undefined;
}

/** Exactly one row is chosen, by a radio button. */
export interface GridChoice<Row> {
  chosen: string | undefined;
  onChoose: (key: string) => void;
  /** The name of the row for a screen reader. */
  labelOf: (row: Row) => string;
}

/** Rows that open to show what belongs to them. */
export interface GridExpansion<Row> {
  expanded: ReadonlySet<string>;
  onChange: (expanded: ReadonlySet<string>) => void;
  /** The label of the arrow, such as `Databases of pg-orders`. */
  labelOf: (row: Row) => string;
  content: (row: Row) => ReactNode;
}

const focusRing = { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` };

export const useGridStyles = makeStyles({
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
    ':focus-visible': focusRing,
  },
  row: { ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover } },
  selectedRow: { backgroundColor: tokens.colorSubtleBackgroundSelected },
  cell: {
    boxSizing: 'border-box',
    height: ROW_HEIGHT,
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    overflowWrap: 'anywhere',
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  checkCell: { width: '32px', padding: '0' }, // a checkbox with its target
  actionCell: { width: '40px', padding: '0', textAlign: 'center' }, // one icon button
  // The browser's own, like the arrow below: a grid may have thousands, and Fluent's are a component tree each.
  check: {
    display: 'block',
    width: '16px', // the portal's
    height: '16px',
    // As much padding as the row leaves: a target of at least 24 pixels.
    margin: `calc((${ROW_HEIGHT} - 20px) / 2) ${tokens.spacingHorizontalS}`,
    // An element that takes the focus scrolls out from under the header.
    scrollMarginTop: '48px',
    accentColor: tokens.colorCompoundBrandBackground,
    ':focus-visible': { ...focusRing, outlineOffset: '1px' },
  },
  arrow: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '24px', // the smallest target that WCAG 2.2 allows
    height: '24px',
    margin: `0 ${tokens.spacingHorizontalXS}`,
    padding: '0',
    scrollMarginTop: '48px',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: tokens.colorNeutralForeground2,
    cursor: 'pointer',
    ':hover': { color: tokens.colorNeutralForeground2BrandHover },
    ':focus-visible': focusRing,
  },
  expanded: {
    padding: '0',
    whiteSpace: 'normal',
    paddingInlineStart: tokens.spacingHorizontalXXXL,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  // Rows of one height, whatever is in them: heights out of sight are calculated, not measured.
  oneLine: { whiteSpace: 'nowrap' },
  // Replaces rows that are not in the document.
  spacer: { padding: '0', border: 'none' },
  skip: {
    position: 'absolute',
    zIndex: 2,
    ':not(:focus-visible)': { width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  },
});

export type GridStyles = ReturnType<typeof useGridStyles>;

import { useLayoutEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import {
  useGridStyles,
  type GridChoice,
  type GridColumn,
  type GridExpansion,
  type GridSelection,
} from './grid-parts.ts';
import { linesOf } from './grid-rows.ts';
import { FIRST_ROW, GridRow, type RowHandlers } from './GridRow.tsx';
import { createRowElements } from './row-elements.ts';
import { useGridWalk } from './useGridWalk.ts';
import { useGridWindow } from './useGridWindow.ts';

/** With more rows than these, only those in sight are drawn. */
const MANY = 100;

interface GridBodyProps<Row> {
  /** In their order. */
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly GridColumn<Row>[];
  selection: GridSelection<Row> | undefined;
  choice: GridChoice<Row> | undefined;
  expansion: GridExpansion<Row> | undefined;
  rowActions: ((row: Row) => ReactNode) | undefined;
  /** Radio buttons of one name are one choice. */
  group: string;
  /** How many cells a row has. */
  cells: number;
}

/** Whether a grid of so many rows keeps those out of sight out of the document. */
export const isWindowed = (rows: number): boolean => rows > MANY;

/** The lines below the header: rows, and the content of open ones. */
export function GridBody<Row>(props: GridBodyProps<Row>) {
  const { rows, rowKey, columns, selection, choice, expansion, rowActions, group, cells } = props;
  const styles = useGridStyles();
  const body = useRef<HTMLTableSectionElement>(null);
  const expanded = expansion?.expanded ?? NONE;
  // A row's key is fixed: another function returns the same.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const lines = useMemo(() => linesOf(rows, rowKey, expanded), [rows, expanded]);
  const isLong = isWindowed(rows.length);
  const focus = useGridWalk(
    lines,
    body,
    (line) => selection?.whyNot?.(line.row) !== undefined && !selection.selected.has(line.key),
  );
  const { parts, measure } = useGridWindow({
    isOn: isLong,
    count: lines.count,
    contents: lines.contents,
    kept: focus.kept,
    body,
  });
  const handlers = useRowHandlers(props);
  const [elements] = useState(createRowElements);
  const shown = parts.map((part) => ({ part, line: 'line' in part ? lines.at(part.line) : undefined }));
  const rowKeys = shown.flatMap(({ line }) => (line && !line.isContent ? [line.key] : []));
  const elementOf = isLong ? elements.assign(rowKeys, focus.rowKey) : undefined;

  return (
    // It listens to the keys of the boxes and buttons in its rows; they take the focus, not the body.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions
    <tbody
      ref={body}
      onFocus={focus.onFocus}
      onBlur={focus.onBlur}
      onKeyDown={focus.onKeyDown}
      {...(isLong && { className: styles.oneLine, onMouseOver: tellWhatIsCut, onMouseOut: tellNoMore })}
    >
      {shown.map(({ part, line }) => {
        if ('gap' in part) {
          return (
            <tr key={part.before === lines.count ? 'rest' : `before ${String(part.before)}`} aria-hidden="true">
              <td colSpan={cells} className={styles.spacer} style={{ height: part.gap }} />
            </tr>
          );
        }
        if (!line) return null;
        const { row, key } = line;
        if (line.isContent) {
          return (
            <tr
              key={`content of ${key}`}
              ref={measure}
              data-index={part.line}
              data-content={key}
              aria-rowindex={isLong ? part.line + FIRST_ROW : undefined}
            >
              <td className={styles.expanded} colSpan={cells}>
                {expansion?.content(row)}
              </td>
            </tr>
          );
        }
        return (
          <GridRow
            key={elementOf?.get(key) ?? key}
            row={row}
            rowKey={key}
            line={part.line}
            isCounted={isLong}
            columns={columns}
            styles={styles}
            isSelected={selection?.selected.has(key) ?? choice?.chosen === key}
            expander={expansion && { label: expansion.labelOf(row), isExpanded: expanded.has(key) }}
            radio={choice && { label: choice.labelOf(row), group }}
            check={selection && { label: selection.labelOf(row), whyNot: selection.whyNot?.(row) }}
            actions={rowActions}
            handlers={handlers}
          />
        );
      })}
    </tbody>
  );
}

const NONE: ReadonlySet<string> = new Set();

const cellOf = ({ target }: MouseEvent): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('td') : null;

/** Rows of a long grid are of one height, so a long text is cut: its tooltip has all of it. */
function tellWhatIsCut(event: MouseEvent): void {
  const cell = cellOf(event);
  if (cell && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent;
}

function tellNoMore(event: MouseEvent): void {
  cellOf(event)?.removeAttribute('title');
}

/** What the boxes and buttons of the rows do, by the grid's current state. */
function useRowHandlers<Row>(props: GridBodyProps<Row>): RowHandlers {
  const shown = useRef(props);
  const lastTicked = useRef<string>(undefined);
  useLayoutEffect(() => {
    shown.current = props;
  });
  return useMemo(
    () => ({
      toggle(key, isRange) {
        const { selection, rows, rowKey } = shown.current;
        if (!selection) return;
        const selected = new Set(selection.selected);
        const isTicked = !selected.has(key);
        for (const row of isRange ? between(rows, rowKey, lastTicked.current ?? key, key) : []) {
          if (!isTicked) selected.delete(rowKey(row));
          else if (selection.whyNot?.(row) === undefined) selected.add(rowKey(row));
        }
        if (isTicked) selected.add(key);
        else selected.delete(key);
        lastTicked.current = key;
        selection.onChange(selected);
      },
      choose: (key) => shown.current.choice?.onChoose(key),
      expand(key) {
        const { expansion } = shown.current;
        if (!expansion) return;
        const expanded = new Set(expansion.expanded);
        if (!expanded.delete(key)) expanded.add(key);
        expansion.onChange(expanded);
      },
    }),
    [],
  );
}

/** The rows from one to the other, both included, whichever comes first. */
function between<Row>(rows: readonly Row[], rowKey: (row: Row) => string, one: string, other: string): readonly Row[] {
  const ends = [one, other].map((key) => rows.findIndex((row) => rowKey(row) === key)).filter((at) => at >= 0);
  return ends.length === 2 ? rows.slice(Math.min(...ends), Math.max(...ends) + 1) : [];
}

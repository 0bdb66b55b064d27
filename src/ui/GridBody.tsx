import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import {
  useGridStyles,
  type GridChoice,
  type GridColumn,
  type GridExpansion,
  type GridSelection,
} from './grid-parts.ts';
import { FIRST_ROW, GridRow, type RowDeeds } from './GridRow.tsx';
import { useGridWindow } from './useGridWindow.ts';

/** More rows than these are drawn only where they are in sight. */
const MANY = 100;
/** How many rows Page Up and Page Down go. */
const PAGE = 10;

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

interface Line<Row> {
  row: Row;
  key: string;
  isContent: boolean;
}

/** Whether a grid of so many rows leaves those out of the document that are out of sight. */
export const isWindowed = (rows: number): boolean => rows > MANY;

/** The lines below the header: rows, and what belongs to those that are open. */
export function GridBody<Row>(props: GridBodyProps<Row>) {
  const { rows, rowKey, columns, selection, choice, expansion, rowActions, group, cells } = props;
  const styles = useGridStyles();
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = useLines(rows, rowKey, expansion?.expanded);
  const isCounted = isWindowed(rows.length);
  const focus = useWalk(
    lines,
    body,
    (line) => selection?.whyNot?.(line.row) !== undefined && !selection.selected.has(line.key),
  );
  const { parts, measure } = useGridWindow({
    isOn: isCounted,
    count: lines.length,
    keyOf: (at) => lineKey(lines[at]),
    kept: focus.kept,
    body,
  });
  const deeds = useDeeds(props);

  return (
    // It listens to the keys of the boxes and buttons in its rows; they take the focus, not the body.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions
    <tbody ref={body} onFocus={focus.onFocus} onBlur={focus.onBlur} onKeyDown={focus.onKeyDown}>
      {parts.map((part) => {
        if ('gap' in part) {
          return (
            <tr key={part.key} aria-hidden="true">
              <td colSpan={cells} className={styles.spacer} style={{ height: part.gap }} />
            </tr>
          );
        }
        const line = lines[part.line];
        if (!line) return null;
        const { row, key } = line;
        if (line.isContent) {
          return (
            <tr
              key={part.key}
              ref={measure}
              data-index={part.line}
              aria-rowindex={isCounted ? part.line + FIRST_ROW : undefined}
            >
              <td className={styles.expanded} colSpan={cells}>
                {expansion?.content(row)}
              </td>
            </tr>
          );
        }
        return (
          <GridRow
            key={part.key}
            row={row}
            rowKey={key}
            line={part.line}
            isCounted={isCounted}
            columns={columns}
            isSelected={selection?.selected.has(key) ?? choice?.chosen === key}
            expander={expansion && { label: expansion.labelOf(row), isExpanded: expansion.expanded.has(key) }}
            radio={choice && { label: choice.labelOf(row), group }}
            check={selection && { label: selection.labelOf(row), whyNot: selection.whyNot?.(row) }}
            actions={rowActions}
            deeds={deeds}
            measure={measure}
          />
        );
      })}
    </tbody>
  );
}

const lineKey = (line: Line<unknown> | undefined): string =>
  line?.isContent ? `content of ${line.key}` : (line?.key ?? '');

function useLines<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  expanded: ReadonlySet<string> | undefined,
): readonly Line<Row>[] {
  return useMemo(() => {
    const lines: Line<Row>[] = [];
    for (const row of rows) {
      const key = rowKey(row);
      lines.push({ row, key, isContent: false });
      if (expanded?.has(key)) lines.push({ row, key, isContent: true });
    }
    return lines;
    // A row's key is its own: another function answers the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, expanded]);
}

/** What the boxes and buttons of the rows do, by what the grid shows then. */
function useDeeds<Row>(props: GridBodyProps<Row>): RowDeeds {
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

/** The focus among the rows: arrows move it, and the row that has it stays in the document when it scrolls away. */
function useWalk<Row>(
  lines: readonly Line<Row>[],
  body: RefObject<HTMLElement | null>,
  isDisabled: (line: Line<Row>) => boolean,
) {
  const [focused, setFocused] = useState<string>();
  const [target, setTarget] = useState<{ line: number; stop: string }>();
  useLayoutEffect(() => {
    if (!target) return;
    body.current?.querySelector<HTMLElement>(`[data-index="${target.line}"] [data-stop="${target.stop}"]`)?.focus();
  }, [target, body]);
  const focusedAt = useMemo(
    () => (focused === undefined ? -1 : lines.findIndex((line) => lineKey(line) === focused)),
    [lines, focused],
  );
  const targetAt = target?.line ?? -1;
  const kept = useMemo(
    () => [...new Set([focusedAt, targetAt])].filter((at) => at >= 0 && at < lines.length),
    [focusedAt, targetAt, lines.length],
  );

  return {
    kept,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const at = lineOf(event.target);
      if (at !== undefined) setFocused(lineKey(lines[at]));
    },
    onBlur: (event: FocusEvent<HTMLElement>) => {
      // When the whole window loses the focus, the element that had it has it again afterwards.
      if (body.current?.contains(event.relatedTarget) || body.current?.contains(document.activeElement)) return;
      setFocused(undefined);
      setTarget(undefined);
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const stop = (event.target as HTMLElement).dataset.stop;
      const from = lineOf(event.target as HTMLElement);
      const steps = STEPS[event.key];
      if (stop === undefined || from === undefined || steps === undefined) return;
      if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const to = walk(lines, from, steps, (line) => stop === 'check' && isDisabled(line));
      if (to !== undefined) setTarget({ line: to, stop });
    },
  };
}

const STEPS: Partial<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

const lineOf = (element: Element): number | undefined => {
  const index = element.closest<HTMLElement>('tr[data-index]')?.dataset.index;
  return index === undefined ? undefined : Number(index);
};

/** The line that many rows further, or the last one on the way that can be reached. */
function walk<Row>(
  lines: readonly Line<Row>[],
  from: number,
  steps: number,
  isPassed: (line: Line<Row>) => boolean,
): number | undefined {
  const direction = Math.sign(steps);
  let reached: number | undefined;
  let left = Math.abs(steps);
  for (let at = from + direction; left > 0; at += direction) {
    const line = lines[at];
    if (!line) break;
    if (line.isContent || isPassed(line)) continue;
    reached = at;
    left -= 1;
  }
  return reached;
}

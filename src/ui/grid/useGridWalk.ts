import { useLayoutEffect, useMemo, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import type { GridLine, GridLines } from './grid-rows.ts';

/** How many rows Page Up and Page Down move. */
const PAGE = 10;

/** The focus among the rows: arrows move it, and the focused row stays in the document when it scrolls away. */
export function useGridWalk<Row>(
  lines: GridLines<Row>,
  body: RefObject<HTMLElement | null>,
  isDisabled: (line: GridLine<Row>) => boolean,
) {
  const [focused, setFocused] = useState<{ key: string; isContent: boolean }>();
  const [target, setTarget] = useState<{ line: number; stop: string }>();
  useLayoutEffect(() => {
    if (!target) return;
    body.current?.querySelector<HTMLElement>(`[data-index="${target.line}"] [data-stop="${target.stop}"]`)?.focus();
  }, [target, body]);
  const focusedAt = useMemo(() => {
    if (focused === undefined) return -1;
    const at = lines.find(focused.key);
    return at === -1 || !focused.isContent ? at : at + 1;
  }, [lines, focused]);
  const targetAt = target?.line ?? -1;
  const kept = useMemo(
    () => [...new Set([focusedAt, targetAt])].filter((at) => at >= 0 && at < lines.count),
    [focusedAt, targetAt, lines.count],
  );

  return {
    kept,
    /** The key of the row that has the focus. */
    rowKey: focused?.key,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const at = lineOf(event.target);
      if (at !== undefined) setFocused(lines.at(at));
    },
    onBlur: (event: FocusEvent<HTMLElement>) => {
      // When the whole window loses the focus, the element that had it gets it back afterwards.
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

/** The line so many rows further, or the last one on the way that can be reached. */
function walk<Row>(
  lines: GridLines<Row>,
  from: number,
  steps: number,
  isPassed: (line: GridLine<Row>) => boolean,
): number | undefined {
  const direction = Math.sign(steps);
  // To an end: from there inwards, so that a hundred thousand rows in between are not visited.
  if (!Number.isFinite(steps)) {
    for (let at = direction > 0 ? lines.count - 1 : 0; at !== from; at -= direction) {
      const line = lines.at(at);
      if (line && !line.isContent && !isPassed(line)) return at;
    }
    return undefined;
  }
  let reached: number | undefined;
  let left = Math.abs(steps);
  for (let at = from + direction; left > 0; at += direction) {
    const line = lines.at(at);
    if (!line) break;
    if (line.isContent || isPassed(line)) continue;
    reached = at;
    left -= 1;
  }
  return reached;
}

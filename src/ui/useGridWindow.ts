/** Which lines of a long grid are in the document: those in sight, some around them, and those that have to stay. */
import {
  defaultRangeExtractor,
  measureElement,
  observeElementRect,
  useVirtualizer,
  type Range,
} from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';
import { ROW_HEIGHT } from './grid-parts.ts';

/** A screenful. Taken where nothing is laid out, such as in a tab that was never shown. */
const SCREEN = { width: 1024, height: 768 };
/** Lines drawn out of sight, so that a quick wheel does not meet an empty page. */
const OVERSCAN = 6;

interface GridWindowOptions {
  isOn: boolean;
  count: number;
  keyOf: (line: number) => string;
  /** Lines that stay in the document wherever the list is scrolled to, such as the one that has the focus. */
  kept: readonly number[];
  body: RefObject<HTMLElement | null>;
}

export interface GridWindow {
  /** Lines in their order, and what stands between them: the height of those that are left out. */
  parts: readonly GridPart[];
  /** For the element of each line: rows are as high as what is in them. */
  measure: ((element: HTMLElement | null) => void) | undefined;
}

type GridPart = { line: number; key: string } | { gap: number; key: string };

interface Frame {
  element: HTMLElement;
  /** How far below the top of what is scrolled the lines begin. */
  margin: number;
}

/** All lines when it is off. */
export function useGridWindow({ isOn, count, keyOf, kept, body }: GridWindowOptions): GridWindow {
  const frame = useFrame(isOn, body);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const seen = defaultRangeExtractor(range);
      return kept.length === 0 ? seen : [...new Set([...seen, ...kept])].sort((one, other) => one - other);
    },
    [kept],
  );
  // It answers other lines for the same arguments as a person scrolls; nothing here remembers them.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    enabled: isOn,
    count,
    getItemKey: keyOf,
    getScrollElement: () => frame?.element ?? null,
    estimateSize: () => ROW_HEIGHT,
    scrollMargin: frame?.margin ?? 0,
    overscan: OVERSCAN,
    rangeExtractor,
    initialRect: SCREEN,
    observeElementRect: (instance, tell) =>
      observeElementRect(instance, (rect) => {
        tell(rect.height === 0 ? SCREEN : rect);
      }),
    measureElement: (element, entry, instance) => measureElement(element, entry, instance) || ROW_HEIGHT,
  });
  if (!isOn) {
    return {
      parts: Array.from({ length: count }, (_, line) => ({ line, key: keyOf(line) })),
      measure: undefined,
    };
  }
  const margin = frame?.margin ?? 0;
  const parts: GridPart[] = [];
  let end = margin;
  for (const { index, start, end: next, key } of virtualizer.getVirtualItems()) {
    if (start > end) parts.push({ gap: start - end, key: `before ${String(key)}` });
    parts.push({ line: index, key: String(key) });
    end = next;
  }
  const rest = virtualizer.getTotalSize() + margin - end;
  if (rest > 0) parts.push({ gap: rest, key: 'rest' });
  return { parts, measure: virtualizer.measureElement };
}

/** What scrolls the grid: its own box when the page gives that a height, else the nearest box around it that scrolls. */
function useFrame(isOn: boolean, body: RefObject<HTMLElement | null>): Frame | undefined {
  const [frame, setFrame] = useState<Frame>();
  useLayoutEffect(() => {
    const lines = body.current;
    const own = lines?.closest('table')?.parentElement;
    if (!isOn || !lines || !own) return;
    const look = () => {
      const element = hasMore(own) ? own : scrolledAround(own);
      const top = element.getBoundingClientRect().top - element.scrollTop;
      const margin = Math.round(lines.getBoundingClientRect().top - top);
      setFrame((known) => (known?.element === element && known.margin === margin ? known : { element, margin }));
    };
    look();
    const observer = new ResizeObserver(look);
    for (let at: HTMLElement | null = own; at; at = at.parentElement) observer.observe(at);
    return () => {
      observer.disconnect();
    };
  }, [isOn, body]);
  return frame;
}

const hasMore = ({ scrollHeight, clientHeight }: HTMLElement): boolean => scrollHeight > clientHeight + 1;

function scrolledAround(element: HTMLElement): HTMLElement {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (hasMore(at) && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}

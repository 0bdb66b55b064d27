/** Which lines of a long grid are in the document: those in sight, some around them, and those that have to stay. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { useRowHeight } from './density.ts';
import { partsOf, rangeAt, type GridPart, type LineRange, type Lines } from './grid-lines.ts';

/** A screenful. Used where there is no layout, such as in a tab that was never shown. */
const SCREEN_PX = 768;
/** The assumed height of an open row's content, until it is measured. */
const CONTENT_PX = 100;

interface GridWindowOptions {
  isOn: boolean;
  count: number;
  /** The lines that hold the content of open rows, in order, and the row's key. */
  contents: readonly { line: number; key: string }[];
  /** Lines that stay in the document wherever the list is scrolled to, such as the focused one. */
  kept: readonly number[];
  body: RefObject<HTMLElement | null>;
}

export interface GridWindow {
  /** Lines in their order, and the height of the gaps between them. */
  parts: readonly GridPart[];
  /** For the element of an open row's content, with the row's key in `data-content`: its height is measured. */
  measure: ((element: HTMLElement | null) => (() => void) | undefined) | undefined;
}

/** The element that scrolls the grid, and its scroll position. */
interface View {
  /** How far the box is scrolled below the top of the first line. */
  scrolled: number;
  height: number;
}

/** All lines when it is off. */
export function useGridWindow({ isOn, count, contents, kept, body }: GridWindowOptions): GridWindow {
  const rowHeight = useRowHeight();
  const { heights, measure } = useHeights();
  const lines = useMemo(
    (): Lines => ({
      count,
      rowHeight,
      tall: contents.map(({ line, key }) => ({ line, height: heights.get(key) ?? CONTENT_PX })),
    }),
    [count, rowHeight, contents, heights],
  );
  const view = useView(isOn, body, lines);
  const parts = useMemo(
    () =>
      isOn
        ? partsOf(lines, rangeAt(lines, view.scrolled, view.height), kept)
        : Array.from({ length: count }, (_, line) => ({ line })),
    [isOn, lines, view, kept, count],
  );
  return { parts, measure: isOn ? measure : undefined };
}

/** The scroll position of the grid; a new one only when other lines are in sight. */
function useView(isOn: boolean, body: RefObject<HTMLElement | null>, lines: Lines): View {
  const [view, setView] = useState<View>({ scrolled: 0, height: SCREEN_PX });
  const shown = useRef({ lines, view });
  useLayoutEffect(() => {
    shown.current = { lines, view };
  });
  useLayoutEffect(() => {
    const element = body.current;
    const own = element?.closest('table')?.parentElement;
    if (!isOn || !element || !own) return;
    let box = own;
    // How far the lines begin below the top of the scrolling element.
    let margin = 0;
    const look = (show: (view: View) => void) => {
      const next = { scrolled: box.scrollTop - margin, height: box.clientHeight === 0 ? SCREEN_PX : box.clientHeight };
      const { lines: now, view: before } = shown.current;
      if (!isSameRange(rangeAt(now, before.scrolled, before.height), rangeAt(now, next.scrolled, next.height)))
        show(next);
    };
    const follow = () => {
      look((next) => {
        // At once, before the browser draws the new position.
        flushSync(() => {
          setView(next);
        });
      });
    };
    const settle = () => {
      const found = hasMore(own) ? own : scrolledAround(own);
      if (found !== box) {
        target(box).removeEventListener('scroll', follow);
        target(found).addEventListener('scroll', follow, { passive: true });
        box = found;
      }
      const top = box === document.documentElement ? 0 : box.getBoundingClientRect().top;
      margin = Math.round(element.getBoundingClientRect().top - top + box.scrollTop);
      look(setView);
    };
    target(box).addEventListener('scroll', follow, { passive: true });
    settle();
    const observer = new ResizeObserver(settle);
    for (let at: HTMLElement | null = own; at; at = at.parentElement) observer.observe(at);
    return () => {
      observer.disconnect();
      target(box).removeEventListener('scroll', follow);
    };
  }, [isOn, body]);
  return view;
}

const isSameRange = (one: LineRange, other: LineRange): boolean => one.first === other.first && one.end === other.end;

/** Scrolling of the page itself fires no event on an element, only on the document. */
const target = (box: HTMLElement): EventTarget => (box === document.documentElement ? document : box);

/** The height of the content of open rows, by the row's key. */
function useHeights() {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const [observer] = useState(
    () =>
      new ResizeObserver((entries) => {
        setHeights((known) => {
          const next = new Map(known);
          for (const { target: element } of entries) {
            const { content } = (element as HTMLElement).dataset;
            const height = (element as HTMLElement).offsetHeight;
            if (content !== undefined && height > 0) next.set(content, height);
          }
          return [...next].some(([key, height]) => known.get(key) !== height) ? next : known;
        });
      }),
  );
  useEffect(
    () => () => {
      observer.disconnect();
    },
    [observer],
  );
  const measure = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      observer.observe(element);
      return () => {
        observer.unobserve(element);
      };
    },
    [observer],
  );
  return { heights, measure };
}

const hasMore = ({ scrollHeight, clientHeight }: HTMLElement): boolean => scrollHeight > clientHeight + 1;

function scrolledAround(element: HTMLElement): HTMLElement {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (hasMore(at) && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}

/**
 * Which columns of a list a person wants to see, and in which order. A stored choice may be older than the page:
 * removed columns are dropped, new ones are where the page puts them. The first column names the row; it stays.
 */
import { jsonIn } from '#ui/state/stored.ts';

/** The fields of a column that this code needs. */
export interface ChoosableColumn {
  id: string;
  title: string;
  /** Hidden until a person chooses it. */
  isExtra?: boolean;
  width?: number | string | undefined;
}

export interface ColumnState {
  id: string;
  isShown: boolean;
}

/** The page's own columns. */
export const defaultStates = (columns: readonly ChoosableColumn[]): ColumnState[] =>
  columns.map(({ id, isExtra = false }, at) => ({ id, isShown: at === 0 || !isExtra }));

/** The stored choice in `written`, each column once; the page's own when there is none. */
export function readStates(text: string | null, columns: readonly ChoosableColumn[]): ColumnState[] {
  const kept = new Map(statesIn(text).map((state) => [state.id, state]));
  const byDefault = defaultStates(columns);
  const states = [...kept.values()].filter(({ id }) => byDefault.some((state) => state.id === id));
  for (const [at, state] of byDefault.entries()) {
    if (kept.has(state.id)) continue;
    const before = byDefault[at - 1]?.id;
    states.splice(states.findIndex(({ id }) => id === before) + 1, 0, state);
  }
  const first = byDefault[0]?.id;
  return [
    ...states.filter(({ id }) => id === first).map(({ id }) => ({ id, isShown: true })),
    ...states.filter(({ id }) => id !== first),
  ];
}

export const written = (states: readonly ColumnState[]): string =>
  JSON.stringify(states.map(({ id, isShown }) => ({ id, isShown })));

/** A browser's storage may hold anything. */
function statesIn(text: string | null): ColumnState[] {
  const parsed = jsonIn(text);
  return Array.isArray(parsed) ? parsed.filter(isState) : [];
}

const isState = (value: unknown): value is ColumnState =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'isShown' in value &&
  typeof value.isShown === 'boolean';

export const isSameStates = (one: readonly ColumnState[], other: readonly ColumnState[]): boolean =>
  written(one) === written(other);

/** Shows or hides a column; the first one stays. */
export const withShown = (states: readonly ColumnState[], id: string, isShown: boolean): ColumnState[] =>
  states.map((state, at) => (state.id === id && at > 0 ? { id, isShown } : state));

/** Moves a column by so many places, within the list. Nothing comes before the first column. */
export function withMoved(states: readonly ColumnState[], id: string, by: number): ColumnState[] {
  const from = states.findIndex((state) => state.id === id);
  const moved = states[from];
  if (!moved || from === 0) return [...states];
  const to = Math.min(Math.max(from + by, 1), states.length - 1);
  return states.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/** The columns to draw. */
export const shownColumns = <Column extends ChoosableColumn>(
  columns: readonly Column[],
  states: readonly ColumnState[],
): Column[] => states.flatMap(({ id, isShown }) => (isShown ? columns.filter((column) => column.id === id) : []));

/** The width in pixels of a column without one: that of an ordinary name. */
const PLAIN_WIDTH = 140;
/** The width of checkboxes and the menu of a row. */
const EDGES = 72;

/** The narrowest width of a list, in pixels, at which these columns can be read. */
export const leastWidth = (columns: readonly ChoosableColumn[], plainWidth = PLAIN_WIDTH): number =>
  columns.reduce((sum, { width }) => sum + (typeof width === 'number' ? width : plainWidth), EDGES);

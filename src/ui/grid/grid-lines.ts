/**
 * The positions of the lines of a long grid, in pixels: all rows have one height, and between them is the content of
 * open ones, with its own height. Nothing is stored for each row, so that a hundred thousand cost as much as ten.
 */

/** A line that is not as high as a row. */
export interface TallLine {
  /** Its place among all lines, from 0. */
  line: number;
  height: number;
}

export interface Lines {
  count: number;
  rowHeight: number;
  /** In their order. */
  tall: readonly TallLine[];
}

/** The top of a line below the top of the first one; for `count`, the height of all of them. */
export function topOf({ rowHeight, tall }: Lines, line: number): number {
  let top = line * rowHeight;
  for (const each of tall) {
    if (each.line >= line) break;
    top += each.height - rowHeight;
  }
  return top;
}

/** The line at that position; the first or the last one for a position above or below all of them. */
export function lineAt({ count, rowHeight, tall }: Lines, y: number): number {
  let top = 0;
  let line = 0;
  for (const each of tall) {
    const tallTop = top + (each.line - line) * rowHeight;
    if (y < tallTop) break;
    if (y < tallTop + each.height) return each.line;
    top = tallTop + each.height;
    line = each.line + 1;
  }
  return Math.max(0, Math.min(line + Math.floor((y - top) / rowHeight), count - 1));
}

/** From the first line up to, but not including, the last one. */
export interface LineRange {
  first: number;
  end: number;
}

/** Lines drawn out of sight, so that quick scrolling does not show an empty page. */
const AROUND = 4;
/** The window moves in steps of so many: most scrolling draws nothing. */
const STEP = 4;

/** The lines to draw when a box of that height is scrolled down by so much. */
export function rangeAt(lines: Lines, scrolled: number, height: number): LineRange {
  const first = lineAt(lines, scrolled) - AROUND;
  const last = lineAt(lines, scrolled + height) + AROUND;
  return {
    first: Math.max(0, Math.floor(first / STEP) * STEP),
    end: Math.min(lines.count, Math.ceil((last + 1) / STEP) * STEP),
  };
}

export type GridPart = { line: number } | { gap: number; before: number };

/** The lines of the range plus the kept ones, in order, with the height of the gaps between them. */
export function partsOf(lines: Lines, range: LineRange, kept: readonly number[]): GridPart[] {
  const shown = [...kept.filter((line) => line < range.first || line >= range.end)];
  for (let line = range.first; line < range.end; line += 1) shown.push(line);
  shown.sort((one, other) => one - other);
  const parts: GridPart[] = [];
  let next = 0;
  for (const line of [...shown, lines.count]) {
    if (line > next) parts.push({ gap: topOf(lines, line) - topOf(lines, next), before: line });
    if (line < lines.count) parts.push({ line });
    next = line + 1;
  }
  return parts;
}

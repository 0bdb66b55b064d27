/** The lines of a grid below its header: its rows, and below each open one its content. */

export interface GridLine<Row> {
  row: Row;
  /** The row's key. */
  key: string;
  isContent: boolean;
}

export interface GridLines<Row> {
  count: number;
  /** The positions of the content of open rows, in order, and the row's key. */
  contents: readonly { line: number; key: string }[];
  /** Undefined outside of 0 and `count`. */
  at: (line: number) => GridLine<Row> | undefined;
  /** The line of a row, by its key; -1 when it is not among them. */
  find: (key: string) => number;
}

/** Creates nothing for each row: a list of a hundred thousand is there at once. */
export function linesOf<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  expanded: ReadonlySet<string>,
): GridLines<Row> {
  const contents: { line: number; key: string }[] = [];
  if (expanded.size > 0) {
    rows.forEach((row, at) => {
      const key = rowKey(row);
      if (expanded.has(key)) contents.push({ line: at + contents.length + 1, key });
    });
  }
  return {
    count: rows.length + contents.length,
    contents,
    at(line) {
      const before = contents.filter((content) => content.line < line).length;
      const isContent = contents[before]?.line === line;
      const row = rows[line - before - (isContent ? 1 : 0)];
      return row === undefined ? undefined : { row, key: rowKey(row), isContent };
    },
    find(key) {
      const at = rows.findIndex((row) => rowKey(row) === key);
      if (at === -1) return -1;
      let line = at;
      for (const content of contents) if (content.line <= line) line += 1;
      return line;
    },
  };
}

/**
 * Which element of the document shows which row of a long grid. A row that stays keeps its element; a new row takes the
 * element of one that left, so that filtering, sorting and scrolling change texts and create no elements.
 */
export interface RowElements {
  /**
   * The element of each of these rows, by the row's key. The element of `held` is given to no other row: it contains
   * the focus, which would silently move from one row to another.
   */
  assign: (rowKeys: readonly string[], held: string | undefined) => ReadonlyMap<string, string>;
}

export function createRowElements(): RowElements {
  let elements: ReadonlyMap<string, string> = new Map();
  let made = 0;
  return {
    assign(rowKeys, held) {
      const shown = new Set(rowKeys);
      const free: string[] = [];
      for (const [rowKey, element] of elements) if (!shown.has(rowKey) && rowKey !== held) free.push(element);
      // Taken from the end, in their order.
      free.reverse();
      const next = new Map<string, string>();
      for (const rowKey of rowKeys)
        next.set(rowKey, elements.get(rowKey) ?? free.pop() ?? `row ${String((made += 1))}`);
      elements = next;
      return next;
    },
  };
}

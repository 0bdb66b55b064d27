import { describe, expect, it } from 'vitest';
import { linesOf } from './grid-rows.ts';

const rows = ['a', 'b', 'c', 'd'];
const all = (expanded: string[]) => {
  const lines = linesOf(rows, (row) => row.toUpperCase(), new Set(expanded));
  return { lines, words: Array.from({ length: lines.count }, (_, line) => wordOf(lines.at(line))) };
};
const wordOf = (line: { row: string; key: string; isContent: boolean } | undefined) =>
  line && `${line.isContent ? 'in ' : ''}${line.key}`;

describe('linesOf', () => {
  it.each([
    [[], ['A', 'B', 'C', 'D']],
    [['B'], ['A', 'B', 'in B', 'C', 'D']],
    [
      ['D', 'A', 'C'],
      ['A', 'in A', 'B', 'C', 'in C', 'D', 'in D'],
    ],
    [['gone'], ['A', 'B', 'C', 'D']],
  ])('with %j open is %j', (expanded, words) => {
    const { lines, words: found } = all(expanded);
    expect(found).toEqual(words);
    for (const key of ['A', 'B', 'C', 'D']) expect(lines.find(key)).toBe(words.indexOf(key));
    expect(lines.contents.map(({ line }) => words[line])).toEqual(words.filter((word) => word.startsWith('in ')));
  });

  it('has nothing outside, and knows no strangers', () => {
    const { lines } = all(['A']);
    expect([lines.at(-1), lines.at(5), lines.find('Z')]).toEqual([undefined, undefined, -1]);
  });
});

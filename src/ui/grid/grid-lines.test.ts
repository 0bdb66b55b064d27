import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineAt, partsOf, rangeAt, topOf, type Lines } from './grid-lines.ts';

const lines: Lines = { count: 10, rowHeight: 36, tall: [{ line: 3, height: 100 }] };

it.each([
  [0, 0],
  [3, 108],
  [4, 208],
  [10, 424],
])('line %i begins %i pixels down', (line, top) => {
  expect(topOf(lines, line)).toBe(top);
});

it.each([
  [-50, 0],
  [0, 0],
  [35, 0],
  [36, 1],
  [107, 2],
  [108, 3],
  [207, 3],
  [208, 4],
  [9_999, 9],
])('%i pixels down is line %i', (y, line) => {
  expect(lineAt(lines, y)).toBe(line);
});

describe('of any lines', () => {
  const anyLines = fc
    .record({
      count: fc.integer({ min: 1, max: 2_000 }),
      rowHeight: fc.constantFrom(28, 36),
      tall: fc.uniqueArray(
        fc.record({ line: fc.integer({ min: 0, max: 1_999 }), height: fc.integer({ min: 1, max: 400 }) }),
        { selector: ({ line }) => line, maxLength: 8 },
      ),
    })
    .map(({ count, rowHeight, tall }): Lines => ({
      count,
      rowHeight,
      tall: tall.filter(({ line }) => line < count).sort((one, other) => one.line - other.line),
    }));

  it('the line at the position where one begins is that one', () => {
    fc.assert(
      fc.property(anyLines, fc.nat(), (any, at) => {
        const line = at % any.count;
        expect(lineAt(any, topOf(any, line))).toBe(line);
      }),
    );
  });

  it('all that is in sight is drawn, each line once and in order, and what is left out has its height', () => {
    fc.assert(
      fc.property(
        anyLines,
        fc.integer({ min: -500, max: 80_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.nat(),
        (any, scrolled, height, at) => {
          const kept = at % any.count;
          const parts = partsOf(any, rangeAt(any, scrolled, height), [kept]);
          const drawn = parts.flatMap((part) => ('line' in part ? [part.line] : []));
          expect(drawn).toEqual([...new Set(drawn)].sort((one, other) => one - other));
          expect(drawn).toEqual(expect.arrayContaining([kept, lineAt(any, scrolled), lineAt(any, scrolled + height)]));
          const heightOf = (line: number) => topOf(any, line + 1) - topOf(any, line);
          const sum = parts.reduce((total, part) => total + ('gap' in part ? part.gap : heightOf(part.line)), 0);
          expect(sum).toBe(topOf(any, any.count));
        },
      ),
    );
  });

  it('a little scrolling draws no other lines', () => {
    const many: Lines = { count: 10_000, rowHeight: 36, tall: [] };
    expect(rangeAt(many, 36_000, 720)).toEqual(rangeAt(many, 36_071, 720));
    expect(rangeAt(many, 36_000, 720)).not.toEqual(rangeAt(many, 36_300, 720));
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRowElements } from './row-elements.ts';

it('a row that stays keeps its element, and one that comes takes that of one that has gone', () => {
  const elements = createRowElements();
  const before = elements.assign(['a', 'b', 'c'], undefined);
  const after = elements.assign(['b', 'c', 'd'], undefined);
  expect([after.get('b'), after.get('c'), after.get('d')]).toEqual([before.get('b'), before.get('c'), before.get('a')]);
});

it('other rows take the elements in their order', () => {
  const elements = createRowElements();
  const before = [...elements.assign(['a', 'b', 'c'], undefined).values()];
  expect([...elements.assign(['x', 'y', 'z'], undefined).values()]).toEqual(before);
});

it('the element that holds the focus goes to no other row', () => {
  const elements = createRowElements();
  const focused = elements.assign(['a', 'b'], 'b').get('b');
  expect([...elements.assign(['x', 'y', 'z'], 'b').values()]).not.toContain(focused);
});

it('no two rows ever share an element', () => {
  const rowKeys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(rowKeys), (turns) => {
      const elements = createRowElements();
      for (const turn of turns) {
        const assigned = elements.assign(turn, turn[0]);
        expect([...assigned.keys()]).toEqual(turn);
        expect(new Set(assigned.values()).size).toBe(turn.length);
      }
    }),
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collator, sortKey } from './sort-key.ts';

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

it('keys are in the order in which the collator has the texts', () => {
  // Mostly of the characters that names consist of, so that two of them begin alike now and then.
  const name = fc.string({
    unit: fc.constantFrom('a', 'A', 'b', 'B', '0', '1', '9', '-', '_', '.', ' '),
    maxLength: 12,
  });
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
  fc.assert(
    fc.property(fc.oneof(fc.tuple(name, name), fc.tuple(ascii, ascii)), ([one, other]) => {
      expect(order(sortKey(one) ?? '', sortKey(other) ?? '')).toBe(Math.sign(collator.compare(one, other)));
    }),
    { numRuns: 5_000 },
  );
});

it.each(['Zürich', 'tab\tstop', '数据库', '9'.repeat(101)])('has none for %j', (text) => {
  expect(sortKey(text)).toBeUndefined();
});

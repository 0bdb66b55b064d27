import { expect, it } from 'vitest';
import { uniqueStringOf } from './hashes.ts';

// Bicep's results, from a public test.
it.each([
  [['test'], 'rbgf3xv4ufgzg'],
  [['hello', 'world'], 'a7wkljktk6wne'],
  [['abc'], 'cgtzqvhu4i23s'],
  [['/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg'], 'bmg7c6xu4tw46'],
  [['foo', 'bar', 'baz'], 'xzi4ioaxtmth4'],
])('makes of %j the unique string %s', (parts, expected) => {
  expect(uniqueStringOf(parts)).toBe(expected);
});

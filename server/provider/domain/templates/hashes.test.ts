import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { guidOf, uniqueStringOf } from './hashes.ts';

// What Bicep answers, as a public test tells.
it.each([
  [['test'], 'rbgf3xv4ufgzg'],
  [['hello', 'world'], 'a7wkljktk6wne'],
  [['abc'], 'cgtzqvhu4i23s'],
  [['/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg'], 'bmg7c6xu4tw46'],
  [['foo', 'bar', 'baz'], 'xzi4ioaxtmth4'],
])('makes of %j the unique string %s', (parts, expected) => {
  expect(uniqueStringOf(parts)).toBe(expected);
});

it('makes the name-based GUID of RFC 4122 from any text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 1 }), (parts) => {
      const namespace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex');
      const digest = createHash('sha1')
        .update(namespace)
        .update(new TextEncoder().encode(parts.join('-')))
        .digest('hex');
      const guid = guidOf(parts);
      expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const [first, second, third, , last] = guid.split('-');
      expect([first, second, third?.slice(1), last]).toEqual([
        digest.slice(0, 8),
        digest.slice(8, 12),
        digest.slice(13, 16),
        digest.slice(20, 32),
      ]);
    }),
  );
});

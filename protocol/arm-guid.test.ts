import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { armGuid } from './arm-guid.ts';

it.each([
  // Computed by Python's `uuid.uuid5` in the same namespace; the last is longer than a block of the hash.
  [['a'], '3703365d-5a9f-59b4-bca7-b9681389e4c1'],
  [['a', 'b'], '2d796349-8c7e-55ec-9624-54ece82ed031'],
  [[''], 'e655a85f-3ab2-5e4a-9666-569aa72a5a10'],
  [['/subscriptions/x', 'é€', 'y'.repeat(200)], 'f77057c3-be03-5dc2-b273-86fe313dfabf'],
])('%j give the GUID of their names', (names, guid) => {
  expect(armGuid(...names)).toBe(guid);
});

it('makes the name-based GUID of RFC 9562 from any text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 1, maxLength: 5 }), (parts) => {
      const namespace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex');
      const digest = createHash('sha1')
        .update(namespace)
        .update(new TextEncoder().encode(parts.join('-')))
        .digest('hex');
      const guid = armGuid(...parts);
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

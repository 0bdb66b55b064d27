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

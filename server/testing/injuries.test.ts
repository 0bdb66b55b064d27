/** A few of the injuries that `node server/testing/injuries.ts 300` makes: by jobs, against a real server. */
import { expect, it } from 'vitest';
import { injure, isFound } from './injuries.ts';

it('finds every injury of a stored point by Verify and by Drill, and restores none of them', async () => {
  const tried = await injure(25, 8, (turn) => turn % 6 === 0);
  expect(tried).toHaveLength(25);
  expect(tried.filter((one) => !isFound(one))).toEqual([]);
  expect(tried.filter(({ drill }) => drill === true).length).toBeGreaterThan(3);
}, 300_000);

/** A short form of `npm run soak`: random lives of a few instances, and the oracle agrees with all of it. */
import { expect, it } from 'vitest';
import { soakWorld } from './soak/run.ts';

it.each([1, 3, 4, 5, 6, 7])(
  'every run and every point is as the oracle says, in the world of seed %i',
  async (seed) => {
    const { runs, points, disagreements, examples } = await soakWorld(seed, 0.5, 2);
    expect({ disagreements, examples }).toEqual({ disagreements: {}, examples: {} });
    expect(runs).toBeGreaterThan(20);
    expect(points).toBeGreaterThan(20);
  },
  60_000,
);

it('the same seed gives the same figures', async () => {
  expect(await soakWorld(8, 0.2, 1)).toEqual(await soakWorld(8, 0.2, 1));
}, 60_000);

import type { Scenario } from './scenario.ts';

const SLOWEST_MS = 3_000;
const FASTEST_MS = 1_200;

export const slowNetwork: Scenario = {
  title: 'Slow network: each response takes one to three seconds',
  fetch: (inner, { wait }) => {
    let turn = 0;
    return async (request) => {
      // Not random, so that a failure can be repeated.
      turn = (turn + 3) % 7;
      await wait(FASTEST_MS + ((SLOWEST_MS - FASTEST_MS) * turn) / 6);
      return inner(request);
    };
  },
};

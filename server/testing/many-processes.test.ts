/** A short form of `npm run many-processes`: three portals, one killed and one paused again and again, do everything once. */
import { expect, it } from 'vitest';
import { runManyProcesses } from './many-processes.ts';

it('what is ordered and scheduled is done once, whoever is killed or paused', async () => {
  const { wrong, onDemand, kills, pauses } = await runManyProcesses({
    ...{ instances: 4, rounds: 1, troubles: 1, toTheEnd: false },
  });
  expect(Object.entries(wrong).filter(([, count]) => count > 0)).toEqual([]);
  expect(onDemand).toBeGreaterThanOrEqual(4);
  expect(kills + pauses).toBeGreaterThan(0);
}, 300_000);

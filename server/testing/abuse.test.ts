/** A little of what `npm run abuse` does, so that it can still be done. */
import { expect, it } from 'vitest';
import { abuse } from './abuse.ts';

it('a portal that is abused goes on, refuses what is too much, and lets nobody else wait', async () => {
  const { phases, wrong } = await abuse({
    ...{ requests: 400, shaped: 90, seed: 8, tests: 2, flood: 150 },
    kinds: ['endless rows', 'no protocol', 'huge error'],
    templates: ['a text many times', 'variables in a circle', 'an expression of great depth'],
    // The other tests keep the machine busy meanwhile.
    stallMs: 20_000,
    limits: { DELETES_PER_MINUTE: '100' },
  });
  expect([...phases.flatMap((phase) => phase.wrong), ...wrong]).toEqual([]);
  expect(phases.map(({ tally }) => tally.sent).slice(0, 5)).toEqual([150, 200, 200, 90, 3]);
  for (const { waits } of phases) expect(waits.requests).toBeGreaterThan(0);
}, 300_000);

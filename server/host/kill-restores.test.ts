/** A portal that is killed while it replaces databases loses none, and its job says how the restore ended. */
import { expect, it } from 'vitest';
import { killRestores } from '../testing/kill-restores.ts';

it('at every instant each database is the old one or the new one, and the job says which', async () => {
  const { kills, lost, halfDone, wrongWords, traces } = await killRestores({ times: 4, megabytes: 3 });
  expect({ kills, lost, halfDone, wrongWords, traces }).toEqual({
    kills: 4,
    lost: 0,
    halfDone: 0,
    wrongWords: 0,
    traces: 0,
  });
}, 300_000);

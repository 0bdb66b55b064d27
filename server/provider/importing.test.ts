/** Imports beside what else is done with their backup instance. */
import type { Job, Page } from '#protocol/data-protection.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { expect, it } from 'vitest';
import { INSTANCE, open, pointsOf, protect, world, type Laboratory } from '../testing/laboratory.ts';
import { startImport } from './importing.ts';
import { createManualClock } from './memory/clock.ts';
import { createSimulatedEngine } from './memory/simulated-engine.ts';
import { EngineFault, type Engine } from './ports.ts';
import { VAULT_ID } from './seed.ts';

// A Saturday; the policy runs on Sundays at 02:00 UTC.
const START = '2026-01-31T10:00:00Z';
const BEFORE_THE_RUN = '2026-02-01T01:57:00Z';
const IMPORT_MS = 320_000;
const request = { instance: INSTANCE, path: '/srv/dumps/orders.dump' };

/** It is three minutes to two. Imports take five minutes and twenty seconds: no look at the schedule is near their end. */
async function importing(isGood = true): Promise<Laboratory> {
  const clock = createManualClock(START);
  const simulated = createSimulatedEngine({ clock, speed: () => 1 });
  const { sealed } = world.servers[1] ?? { sealed: '' };
  const importDump: Engine['importDump'] = async (_, sink, options) => {
    await clock.sleep(IMPORT_MS, options.signal);
    if (!isGood) throw new EngineFault('UserErrorDumpNotImported', 'It is none.', []);
    const summary = await simulated.backUp(sealed, sink, options);
    const numbers = { tables: 1, rows: 1, equalTables: 1 };
    return {
      ...summary,
      imported: { file: 'orders.dump', format: 'custom', database: 'orders', madeAt: START, ...numbers },
    };
  };
  const laboratory = await open({ engine: { ...simulated, importDump } }, {}, clock);
  await protect(laboratory);
  await clock.advance(Date.parse(BEFORE_THE_RUN) - clock.now().getTime());
  return laboratory;
}

const jobsOf = async ({ get }: Laboratory): Promise<string[]> =>
  (await get<Page<Job>>(`${VAULT_ID}/backupJobs`)).value
    .filter(({ properties }) => properties.operationCategory === 'Backup')
    .map(({ properties: { operation, status } }) => `${operation} ${status}`)
    .toReversed();

it.each([
  [true, 'Completed'],
  [false, 'Failed'],
])('a backup that is due goes before the next import, whose forerunner was good: %s', async (isGood, status) => {
  const laboratory = await importing(isGood);
  await startImport(laboratory.ports, request);
  await laboratory.clock.advance(IMPORT_MS - 5_000);
  expect(await jobsOf(laboratory)).toEqual(['Import InProgress']);
  for (let second = 0; second < 600 && (await jobsOf(laboratory))[0] === 'Import InProgress'; second += 1) {
    await laboratory.clock.advance(1_000);
  }
  expect(await jobsOf(laboratory)).toEqual([`Import ${status}`, 'Backup InProgress']);
  await expect(startImport(laboratory.ports, request)).rejects.toMatchObject({
    body: { code: 'UserErrorMaxConcurrentOperationLimitReached' },
  });
  await laboratory.clock.advance(HOUR_MS);
  expect(await jobsOf(laboratory)).toEqual([`Import ${status}`, 'Backup Completed']);
  expect(await pointsOf(laboratory)).toHaveLength(isGood ? 2 : 1);
  await laboratory.stop();
});

it('nothing is imported into an instance that is being deleted', async () => {
  const laboratory = await importing();
  expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
  await expect(startImport(laboratory.ports, request)).rejects.toMatchObject({
    body: { code: 'UserErrorBackupInstanceOperationInProgress' },
  });
  expect(await jobsOf(laboratory)).toEqual([]);
  await laboratory.stop();
});

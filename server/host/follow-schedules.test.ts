import { expect, it } from 'vitest';
import type { Job, Page } from '#protocol/data-protection.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { open, protect } from '../testing/laboratory.ts';
import { keepFollowingSchedules } from './follow-schedules.ts';

it('begins what is due within a minute although the queue has lost its wake-up', async () => {
  const laboratory = await open();
  const { work } = laboratory.ports;
  const add = work.add.bind(work);
  work.add = (items) => add(items.filter(({ kind }) => kind !== 'runSchedule'));
  await protect(laboratory);

  // Saturday, a quarter of an hour before Sunday's run at 02:00.
  await laboratory.clock.advance(15.75 * 3_600_000);
  const following = keepFollowingSchedules(laboratory.ports);
  await laboratory.clock.advance(30 * 60_000);
  const { value } = await laboratory.get<Page<Job>>(`${VAULT_ID}/backupJobs`);
  expect(value.map(({ properties }) => properties.startTime.slice(0, 16))).toEqual(['2026-02-01T02:00']);
  await following.stop();
  await laboratory.stop();
});
